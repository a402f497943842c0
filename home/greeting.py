"""What `make run` prints when the pages answer: where to go, and how to sign in."""

import json

from django.conf import settings

SHOWN = ("ana", "chloe", "cora", "dara", "ben", "sam")


def greeting() -> str:
    """Return the words for the terminal. In a demonstration they name a few members, and where the rest stand."""
    lines = ["", f"Counterpart answers at {settings.PUBLIC_URL}", ""]
    file = settings.DATA / "demonstration.json"
    if settings.DEMO and file.exists():
        lines += _demonstration(json.loads(file.read_text()), str(file))
    else:
        lines += [
            "  Empty installation. Make the first two officers of the secretariat (some acts need two):",
            "    .venv/bin/python manage.py invite_secretariat EMAIL",
        ]
    return "\n".join([*lines, "", "  Ctrl+C stops it.", ""])


def _demonstration(people: list[dict[str, object]], file: str) -> list[str]:
    known = {person["handle"]: person for person in people}
    rows = [known[handle] for handle in SHOWN if handle in known]
    width = max((len(str(row["email"])) for row in rows), default=0)
    return [
        "  This is a demonstration: invented officers, invented cases. Sign in as",
        *(f"    {row['email']!s:<{width}}  {row['role']}, {row['state']}" for row in rows),
        f"  with the password  {people[0]['password']}",
        "  and the one-time code that this prints:  make code WHO=ana   (the first part of the address)",
        f"  Everybody is listed in {file}",
    ]
