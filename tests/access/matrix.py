"""The matrix of access: who gets what answer on each route, read from matrix.toml.

Answers: `login` (a visitor's redirect to the sign-in, the same for what does not exist), `factor` (the redirect of a
half sign-in to the second factor), `ok` (200, 302 to oneself, or 422 for an empty form), `missing` (404: it does not
exist for him), `refused` (403 with a reason), `gone` (410: a mailed link that does not work any more), `unread` (400:
he may, but what he sent is no object that this door takes: here it is empty).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("matrix.toml")

PEOPLE = {
    "anonymous": "nobody is signed in",
    "paul": "password only",
    "eve": "membership ended, old cookie",
    "ana": "contact point, author, State X",
    "ben": "contact point and authority manager, State X",
    "chloe": "contact point, State Y",
    "cora": "coordinator",
    "henri": "helper",
    "noor": "State X, no place in the network",
    "dara": "another network, another State",
    "sam": "secretariat, without visit",
    "sara": "secretariat, during a visit",
    "tess": "secretariat, technical duty only",
    "hugo": "desk officer",
    "gita": "guest practitioner",
    "otto": "observer",
}
ANSWERS = {"login", "factor", "ok", "missing", "refused", "gone", "unread"}
METHODS = ("GET", "POST", "PUT")


@dataclass(frozen=True)
class Cell:
    """One person's expected answer to one verb on one route."""

    route: str
    method: str
    person: str
    answer: str


@dataclass(frozen=True)
class Row:
    """One route: what it is for, which thing stands in its address, and the answers by verb."""

    route: str
    about: str
    thing: str
    answers: dict[str, dict[str, str]]

    def cells(self) -> list[Cell]:
        return [
            Cell(self.route, method, person, answer)
            for method, people in self.answers.items()
            for person, answer in people.items()
        ]


def read(path: Path = FILE) -> dict[str, Row]:
    """Read the matrix. A group stands for people: `everybody`, `members` (signed in and current), `outsiders`."""
    raw = tomllib.loads(path.read_text())
    groups: dict[str, list[str]] = {name: people.split() for name, people in raw["groups"].items()}
    rows = {}
    for route, entry in raw["routes"].items():
        answers = {method: _people(entry[method], groups, f"{route} {method}") for method in METHODS if method in entry}
        rows[route] = Row(route, entry["about"], entry.get("thing", ""), answers)
    return rows


def _people(answers: dict[str, str], groups: dict[str, list[str]], where: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for answer, names in answers.items():
        if answer not in ANSWERS:
            raise ValueError(f"{where}: there is no answer {answer}")
        for name in names.split():
            for person in groups.get(name, [name]):
                if person not in PEOPLE:
                    raise ValueError(f"{where}: there is no person {person}")
                if person in found:
                    raise ValueError(f"{where}: {person} has two answers")
                found[person] = answer
    missing = set(PEOPLE) - set(found)
    if missing:
        raise ValueError(f"{where}: no answer for {', '.join(sorted(missing))}")
    return found
