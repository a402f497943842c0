"""Sockets, and in the embedded default the pages too."""

from config.beginning import begin

begin()

from channels.routing import ProtocolTypeRouter  # noqa: E402 - models may be imported only after the set-up above

from config.pages import PagesHandler  # noqa: E402
from live.door import socket_door  # noqa: E402
from network import patience  # noqa: E402

patience.begin()
application = ProtocolTypeRouter({"http": PagesHandler(), "websocket": socket_door})
