"""A mail server that refuses, puts off, is full, hangs or hangs up: no page waits for it, and a letter leaves once."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.browser.site import free_port
from tests.prove.proof import Run, hold, wait_until
from tests.prove.served import Browser, Served

# What the server does, and whether it has taken the letter although the line broke afterwards.
FAULTS = ("refuses", "451", "552", "hangs", "drops before", "drops after 250")
LONGEST_PAGE = 5.0  # seconds, on a busy machine; the mail server hangs for longer
TRIED = 60
# The wait after a first fault is a minute, after a second two; a hung server costs ten seconds more.
LONGEST = 300


@dataclass
class MailServer:
    """Answers by `how`, and remembers the Message-ID of each letter that it has taken."""

    how: str = "well"
    tried: Counter[str] = field(default_factory=Counter)
    taken: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        self.tried[self.how] += 1
        if self.how == "451":
            return "451 Try again later"
        if self.how == "552":
            return f"552 <{address}> has no room left"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.how == "hangs":
            await asyncio.sleep(3600)
        if self.how == "drops before":
            server.transport.abort()
            return "421 Gone"
        self.taken.append(str(message_from_bytes(envelope.content, policy=default)["Message-ID"]))
        if self.how == "drops after 250":
            server.transport.write(b"250 OK\r\n")
            await asyncio.sleep(0.2)
            server.transport.abort()
        return "250 OK"


def prove(run: Run) -> str:
    mail, port = MailServer(), free_port()
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "0"}
    site = Served(data=run.folder, extra=smtp).start()
    people = run.choose.sample(site.inside("addresses"), len(FAULTS))
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    pages: list[float] = []
    try:
        door = site.inside("doors")["forgotten"]
        for how, email in zip(FAULTS, people, strict=True):
            mail.how = how
            # The first fault is that nobody listens.
            if how != "refuses" and not controller.server:
                controller.start()
            before, taken = _tries(site), len(mail.taken)
            answer = Browser(site.port).post(door, {"email": email})
            pages.append(answer.seconds)
            run.note(how, status=answer.status, seconds=answer.seconds)
            hold(answer.status in {200, 302}, f"{how}: the page answers {answer.status}")
            if how == "drops after 250":
                wait_until(_more(lambda: len(mail.taken), taken), TRIED, f"{how}: the letter is taken", 0.5)
            else:
                wait_until(_more(lambda: _tries(site), before), TRIED, f"{how}: the letter is tried", 0.5)
        mail.how = "well"
        waiting = site.inside("mail")["open_letters"]
        hold(waiting >= 1, "nothing waits: the faults were not met")
        began = time.monotonic()
        wait_until(lambda: not site.inside("mail")["open"], LONGEST, "every letter has left", 3)
        healed = time.monotonic() - began
        state = site.inside("mail")
        run.note("delivered", names=mail.taken, tried=mail.tried, state=state)
        hold(state["asked_for"] == len(FAULTS), f"{state['asked_for']} of {len(FAULTS)} letters are marked as sent")
        hold(state["sealed"] == 0, "an address stands in the database after its letter was sent")
        twice = [name for name, times in Counter(mail.taken).items() if times > 1]
        hold(not twice, f"{len(twice)} letters were taken twice")
        hold(len(mail.taken) == state["sent"], f"{len(mail.taken)} letters were taken, {state['sent']} are marked so")
        hold(max(pages) < LONGEST_PAGE, f"a page waited {max(pages):.1f} s for the mail server")
        # What the start prints names the invented officers.
        said = site.log_text().partition("Ctrl+C")[2]
        hold("was not taken" in said, "the operator is not told that mail does not leave")
        hold(not any(email in said for email in people), "an address stands in the log")
        return (
            f"{', '.join(FAULTS)}: the slowest page {max(pages):.2f} s, {waiting} letters waited, all "
            f"{len(FAULTS)} left once within {healed:.0f} s, no address in the log"
        )
    finally:
        if controller.server:
            controller.stop()
        site.remove()


def _more(count: Callable[[], int], before: int) -> Callable[[], bool]:
    return lambda: count() > before


def _tries(site: Served) -> int:
    return int(site.inside("mail")["tries"])
