"""Sockets, and in the embedded default the pages too."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - models may be imported only after the set-up above

from live.door import socket_door  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": socket_door})
