"""Pages in production, behind a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from network import patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
patience.begin()
application = get_wsgi_application()
