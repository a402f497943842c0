"""A clock that goes back an hour, a day, or leaps to 2038: no code is accepted twice, no session lives longer."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.browser.site import ROOT
from tests.prove.proof import Run, hold
from tests.prove.served import Served


def prove(run: Run) -> str:
    site = Served(data=run.folder).start()
    # A guest's sixty days are over by 2038, as they should be.
    others = {"secretariat", "guest"}
    officers = [each for each in site.people.values() if each["role"] not in others and not each["ended"]]
    site.stop()
    person = run.choose.choice(officers)
    done = subprocess.run(
        [sys.executable, "-m", "tests.prove.clock", json.dumps(person)],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    hold(done.returncode == 0, f"the walk through time broke: {done.stderr[-400:]}")
    seen: dict[str, bool] = json.loads(done.stdout.splitlines()[-1])
    run.note("seen", **seen)
    wrong = [what for what, true in seen.items() if not true]
    hold(not wrong, f"{len(wrong)} of {len(seen)} do not hold: {'; '.join(wrong)}")
    return f"{len(seen)} cases: {'; '.join(seen)}"


class Walk:
    """Signs one member in through the pages, with the clock of this process where we want it."""

    def __init__(self, person: dict[str, Any]) -> None:
        from network.models import Attempt, Member, TotpFactor
        from network.totp import code_at, secret_of

        self.person = person
        self.member = Member.objects.get(email=person["email"])
        self.secret = secret_of(TotpFactor.objects.get(user=self.member, confirmed=True))
        self.code_at = code_at
        self.tries = Attempt.objects

    def code(self, at: datetime) -> str:
        return str(self.code_at(self.secret, int(at.timestamp()) // 30))

    def sign_in(self, code: str) -> Any:
        """Return a browser that has shown password and CODE; whether it is in, `is_in` says."""
        from django.test import Client
        from django.urls import reverse

        self.tries.all().delete()
        client = Client(SERVER_NAME="localhost")
        client.post(reverse("network:sign_in"), {"email": self.person["email"], "password": self.person["password"]})
        client.post(reverse("network:second_factor"), {"code": code})
        return client

    def is_in(self, client: Any) -> bool:
        return bool(client.get("/").status_code == 200)


def walk(person: dict[str, Any]) -> dict[str, bool]:
    """Return, sentence by sentence, whether it is so."""
    import time_machine

    seen: dict[str, bool] = {}
    start = datetime.now(UTC).replace(microsecond=0)
    path = Walk(person)

    def at(moment: datetime) -> Any:
        return time_machine.travel(moment, tick=True)

    with at(start):
        code = path.code(start)
        browser = path.sign_in(code)
        seen["a code is accepted once"] = path.is_in(browser)
        seen["and not a second time"] = not path.is_in(path.sign_in(code))
    for name, back in (("an hour", timedelta(hours=1)), ("a day", timedelta(days=1))):
        then = start - back
        with at(then):
            seen[f"back {name}: a session of the later time is over"] = not path.is_in(browser)
            seen[f"back {name}: the used code is refused"] = not path.is_in(path.sign_in(code))
            seen[f"back {name}: a code of that time, older than the used one, is refused"] = not path.is_in(
                path.sign_in(path.code(then))
            )
    later = start + timedelta(minutes=2)
    with at(later):
        seen["the right time again: the next code is accepted"] = path.is_in(path.sign_in(path.code(later)))
        for steps, good in ((-3, False), (3, False)):
            off = path.sign_in(path.code(later + timedelta(seconds=30 * steps)))
            seen[f"a code {steps:+d} steps away is refused"] = path.is_in(off) is good
    soon = start + timedelta(minutes=10)
    with at(soon):
        near = path.sign_in(path.code(soon + timedelta(seconds=30)))
        seen["a phone half a minute fast is let in"] = path.is_in(near)
    leap = datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC)
    with at(leap):
        seen["leap to 2038: sessions from before are over"] = not path.is_in(near)
        seen["leap to 2038: pages answer"] = path.is_in(path.sign_in(path.code(leap)))
    return seen


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(walk(json.loads(sys.argv[1]))))
