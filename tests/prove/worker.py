"""kill -9 of the job worker between taking a job and marking it done: it runs again, and the mail leaves once."""

import asyncio
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.browser.site import ROOT, free_port
from tests.prove.proof import Run, hold, wait_until
from tests.prove.served import Browser, Served

# A dead worker's beat grows old (30 s), the pulse looks (10 s), the letter's lease ends (2 min), a retry waits (1 min).
LONGEST = 330
MAIL = ("taken", "handed over")


@dataclass
class MailServer:
    """Takes mail, or holds the worker at a point where it can be killed: `hold_at` is "taken" or "handed over"."""

    hold_at: str = ""
    reached: threading.Event = field(default_factory=threading.Event)
    delivered: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802 - aiosmtpd's name
        if self.hold_at == "taken":
            self.reached.set()
            await asyncio.sleep(3600)
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        self.delivered.append(str(letter["Message-ID"]))
        self.bodies.append(str(letter.get_content()))
        if self.hold_at == "handed over":
            self.reached.set()
            await asyncio.sleep(3600)
        return "250 OK"


def prove(run: Run) -> str:
    mail, port = MailServer(), free_port()
    controller = Controller(mail, hostname="127.0.0.1", port=port)
    controller.start()
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_TLS": "0", "WORKER": "0"}
    site = Served(data=run.folder, extra=smtp).start()
    workers: list[subprocess.Popen] = []
    try:
        said = []
        forgotten = site.inside("doors")["forgotten"]
        people = list(site.people.values())
        for number, moment in enumerate(MAIL):
            mail.hold_at, mail.delivered = moment, []
            mail.reached.clear()
            Browser(site.port).post(forgotten, {"email": people[number]["email"]})
            workers.append(_worker(site))
            hold(mail.reached.wait(60), f"the worker never came to the point '{moment}'")
            workers[-1].kill()
            workers[-1].wait()
            run.note("killed", moment=moment)
            mail.hold_at = ""
            began = time.monotonic()
            workers.append(_worker(site))
            wait_until(
                lambda: not site.inside("mail")["open"], LONGEST, f"the mail of a worker killed when {moment}", 3
            )
            again = time.monotonic() - began
            run.note("delivered", moment=moment, names=mail.delivered, seconds=again)
            hold(len(set(mail.delivered)) == 1, f"{moment}: the letter has {len(set(mail.delivered))} names")
            most = 2 if moment == "handed over" else 1
            hold(len(mail.delivered) == most, f"{moment}: handed to the mail server {len(mail.delivered)} times")
            # Killed after the last byte and before the answer nobody can know: it comes again under the same name, by
            # which the mailbox knows it.
            said.append(f"killed when {moment}: again after {again:.0f} s, {len(mail.delivered)} × 1 Message-ID")
            workers[-1].terminate()
            workers[-1].wait()
        state = site.inside("mail")
        hold(state["sent"] == len(MAIL), f"{state['sent']} of {len(MAIL)} letters are marked as sent")
        hold(state["sealed"] == 0, "an address stands in the database after its letter was sent")
        return "; ".join(said)
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
