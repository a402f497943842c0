"""Sockets and pages as Django itself would serve them, for comparison with config/asgi.py (docs/decisions/0003)."""

import django

django.setup()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - models may be imported only after the set-up above
from django.core.asgi import get_asgi_application  # noqa: E402

from live.door import socket_door  # noqa: E402

application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": socket_door})
