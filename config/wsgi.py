"""Pages in production, behind a WSGI server."""

from django.core.wsgi import get_wsgi_application

from config.beginning import begin
from network import patience

begin()
patience.begin()
application = get_wsgi_application()
