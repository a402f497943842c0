"""What `make run` prints when the pages answer: where to go, and how to sign in."""

import json
import os
import shlex

from django.conf import settings

# What the commands beside the running pages must be told again, to act on the same installation. None is a secret.
REPEATED = ("DATA", "PORT", "PUBLIC_URL")
# These must be told again too, and may hold a password: only that they are needed is said.
SECRET = ("DATABASE_URL", "REDIS_URL")
SHOWN = ("ana", "chloe", "cora", "dara", "ben", "sam")


def greeting() -> str:
    """Return the words for the terminal. In a demonstration they name a few members, and where the rest stand."""
    lines = ["", f"Counterpart answers at {settings.PUBLIC_URL}", ""]
    file = settings.DATA / "demonstration.json"
    if settings.DEMO and file.exists():
        lines += _demonstration(json.loads(file.read_text()), str(file))
    else:
        lines += [
            "  Empty installation. Invite the first three officers of the secretariat by the links that this prints",
            "  (a new authority is proposed by one of them and approved by two others):",
            f"    {beside('.venv/bin/python manage.py invite_secretariat EMAIL')}",
        ]
    return "\n".join([*lines, "", "  Ctrl+C stops it.", ""])


def beside(command: str) -> str:
    """Return COMMAND as it is typed in another terminal, with the settings that name this installation."""
    told = [f"{name}={shlex.quote(os.environ[name])}" for name in REPEATED if os.environ.get(name)]
    told += [f"{name}=…" for name in SECRET if os.environ.get(name)]
    return " ".join([*told, command])


def _demonstration(people: list[dict[str, object]], file: str) -> list[str]:
    known = {person["handle"]: person for person in people}
    rows = [known[handle] for handle in SHOWN if handle in known]
    width = max((len(str(row["email"])) for row in rows), default=0)
    return [
        "  This is a demonstration: invented officers, invented cases. Sign in as",
        *(f"    {row['email']!s:<{width}}  {row['role']}, {row['state']}" for row in rows),
        f"  with the password  {people[0]['password']}",
        f"  and the one-time code that this prints:  {beside('make code WHO=ana')}   (the first part of the address)",
        f"  Everybody is listed in {file}",
    ]
