"""kill -9 of the job worker between taking a job and marking it done: it runs again, and the mail leaves once."""

import asyncio
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.browser.site import ROOT, free_port
from tests.prove.proof import Run, hold, wait_until
from tests.prove.served import Browser, Served

# A dead worker's beat grows old (30 s), the pulse looks (10 s), the letter's lease ends (2 min), a retry waits (1 min).
LONGEST = 330
TAKEN, HANDED_OVER = "taken", "handed over"
MOMENTS = (TAKEN, HANDED_OVER)


@dataclass
class MailServer:
    """Takes mail, and holds the worker that brings a letter named in `awaited` where it can be killed: at `hold_at`.

    The clock writes other letters meanwhile, that something waits; those it takes at once.
    """

    hold_at: str = ""
    awaited: set[str] = field(default_factory=set)
    reached: threading.Event = field(default_factory=threading.Event)
    delivered: list[str] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        name = str(message_from_bytes(envelope.content, policy=default)["Message-ID"]).strip("<>").partition("@")[0]
        if self.hold_at == TAKEN and name in self.awaited:
            await self._hold()
        self.delivered.append(name)
        if self.hold_at == HANDED_OVER and name in self.awaited:
            await self._hold()
        return "250 OK"

    async def _hold(self) -> None:
        self.reached.set()
        await asyncio.sleep(3600)


def prove(run: Run) -> str:
    with ThreadPoolExecutor(len(MOMENTS)) as both:
        return "; ".join(both.map(lambda moment: _killed(run, moment), MOMENTS))


def _killed(run: Run, moment: str) -> str:
    """Kill a worker at MOMENT, and see that the next one brings the mail."""
    mail, port, folder = MailServer(hold_at=moment), free_port(), run.folder / moment.replace(" ", "-")
    folder.mkdir()
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    controller.start()
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "0", "WORKER": "0"}
    site = Served(data=folder, extra=smtp).start()
    workers: list[subprocess.Popen] = []
    try:
        email = run.choose.choice(site.inside("addresses"))
        Browser(site.port).post(site.inside("doors")["forgotten"], {"email": email})
        mail.awaited = set(site.inside("mail")["names_asked_for"])
        workers.append(_worker(site))
        hold(mail.reached.wait(60), f"the worker never came to the point '{moment}'")
        workers[-1].kill()
        workers[-1].wait()
        run.note("killed", moment=moment)
        mail.hold_at = ""
        began = time.monotonic()
        workers.append(_worker(site))
        wait_until(lambda: not site.inside("mail")["open"], LONGEST, f"the mail of a worker killed when {moment}", 3)
        again = time.monotonic() - began
        state = site.inside("mail")
        asked = [name for name in mail.delivered if name in mail.awaited]
        run.note("delivered", moment=moment, names=mail.delivered, asked=asked, seconds=again)
        hold(len(set(asked)) == 1, f"{moment}: the letter has {len(set(asked))} names")
        # Killed after the last byte and before the answer nobody can know: it comes again under the same name, by which
        # the mailbox knows it.
        most = 2 if moment == HANDED_OVER else 1
        hold(len(asked) == most, f"{moment}: handed to the mail server {len(asked)} times")
        hold(state["asked_for"] == 1, f"{moment}: {state['asked_for']} of 1 letter are marked as sent")
        others = Counter(name for name in mail.delivered if name not in mail.awaited)
        twice = [name for name, times in others.items() if times > 1]
        hold(not twice, f"{moment}: {len(twice)} letters of the clock came twice")
        hold(state["sealed"] == 0, "an address stands in the database after its letter was sent")
        return f"killed when {moment}: run again after {again:.0f} s, {most} × to the mail server under 1 Message-ID"
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
        controller.stop()
        site.remove()


def _worker(site: Served) -> subprocess.Popen:
    log = (site.data / "worker-log").open("ab")
    return subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=ROOT, env=site.environment, stdout=log, stderr=log
    )
