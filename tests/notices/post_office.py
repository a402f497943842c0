"""A mail server of the tests, which behaves as it is told."""

import asyncio
import socket
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPT = "250 taken"


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DroppingSMTP(SMTP):
    """Ends the connection where politeness would answer QUIT."""

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802 - the library's name
        if self.event_handler.drops_at_quit:
            self.transport.abort()
            return
        await super().smtp_QUIT(arg)


class PostOffice(Controller):
    """`received` holds what was taken. `at_recipient`, `at_data`: the answers ("hang": none; "drop": hangs up)."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.offered: list[Message] = []
        self.at_recipient = ACCEPT
        self.at_data = ACCEPT
        self.drops_at_quit = False
        super().__init__(self, hostname="127.0.0.1", port=free_port())

    def factory(self) -> SMTP:
        return DroppingSMTP(self, loop=self.loop)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.at_recipient == ACCEPT:
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content or b"")
        message["X-To"] = ",".join(envelope.rcpt_tos)
        self.offered.append(message)
        if self.at_data == "hang":
            await asyncio.Event().wait()
        if self.at_data == "drop":
            server.transport.abort()
        if self.at_data == ACCEPT:
            self.received.append(message)
        return self.at_data
