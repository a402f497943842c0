"""Writes docs/access.md from the matrix: `python -m tests.access.document` (`--check`: is it up to date?)."""

import sys
from pathlib import Path

from tests.access.matrix import PEOPLE, Row, read

FILE = Path(__file__).resolve().parents[2] / "docs" / "access.md"

WORDS = {
    "login": "sign-in",
    "factor": "factor",
    "ok": "yes",
    "missing": "–",
    "refused": "no",
    "gone": "gone",
    "unread": "empty",
}

HEAD = """# Who may what

Made from `tests/access/matrix.toml` by `make docs`; the test suite tries every cell of it.

- **yes**: the page or act is there
- **–**: it does not exist for this person (404)
- **no**: it exists, and the act is refused with a reason (403)
- **gone**: a mailed link that does not work any more (410)
- **empty**: the door answers, and finds no object in an empty request (400)
- **sign-in**: the redirect that every address gets, existing or invented
- **factor**: the second factor first

"""


def document() -> str:
    """Return the page: the people, then one table for each room."""
    rows = read()
    lines = [HEAD, "| Person | Who |", "|---|---|", *(f"| {name} | {who} |" for name, who in PEOPLE.items()), ""]
    rooms: dict[str, list[Row]] = {}
    for route, row in rows.items():
        rooms.setdefault(route.split(":")[0], []).append(row)
    for room, routes in rooms.items():
        lines += [f"## {room}/", "", "| Route | Verb | " + " | ".join(PEOPLE) + " |"]
        lines.append("|---|---|" + "---|" * len(PEOPLE))
        for row in routes:
            for method, people in row.answers.items():
                answers = " | ".join(WORDS[people[person]] for person in PEOPLE)
                lines.append(f"| `{row.route.split(':')[1]}`: {row.about} | {method} | {answers} |")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    text = document()
    if "--check" in sys.argv:
        return int(not FILE.exists() or FILE.read_text() != text)
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
