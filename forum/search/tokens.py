"""Names in the index that no text can hold: who may read a row, where it stands, who wrote it, when.

They begin with a sign that no folded word has. The words of a row stand in the index as words of its readers
(`_net7=treaty`; in PostgreSQL with the era of the row, `_net7y19=treaty`), so that the newest hits are taken among what
a reader may see, by the index alone, and what others wrote with the same word is not even read.
"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
DAY = 86_400_000

# Who may read: everybody; a network, its own or one with which it is shared; an office that asked or is named;
# observers; members who are named.
EVERYBODY = "_everybody"
OBSERVERS = "_observers"
# Stands in no row.
NOBODY = "_nobody"


def of_network(pk: int) -> str:
    return f"_net{pk}"


def of_office(pk: int) -> str:
    return f"_office{pk}"


def of_member(pk: int) -> str:
    return f"_member{pk}"


def read_by(reader: str, word: str, era: int | None = None) -> str:
    """Return WORD (or stem, mark, beginning) as one that READER may read, in an ERA where the index has eras.

    The database makes the same of a row.
    """
    return f"{reader}={word}" if era is None else f"{reader}y{era}={word}"


# Where it stands, who wrote it, what it is about: what the operators ask for.


def in_network(pk: int) -> str:
    return f"_in{pk}"


def in_forum(pk: int) -> str:
    return f"_forum{pk}"


def written_by(pk: int) -> str:
    return f"_by{pk}"


def written_inside(pk: int, network_id: int) -> str:
    """Return the name under which those who see the network's forums find what PK wrote there, asking for a name."""
    return f"_by{pk}in{network_id}"


def written_in(body_id: int) -> str:
    return f"_from{body_id}"


def of_state(body_id: int) -> str:
    return f"_state{body_id}"


def of_kind(kind: str) -> str:
    return f"_kind{kind.replace('_', '')}"


def of_code(code: str) -> str:
    return f"_code{code.replace('+', '').lower()}"


def holding(what: str) -> str:
    return f"_has{what}"


def mark(word: str) -> str:
    """Return the mark of a row that says WORD in its title or more than once: without it the word weighs least.

    It stands between two signs, by which it is found among the others.
    """
    return f"={word}="


# When: a row's number is its instant in milliseconds, and blocks of days name it for PostgreSQL, which does not read an
# index of words from its newest end.
LEVELS = (1, 4, 16, 64, 256, 1024)
# PostgreSQL's lists of words end with an era, as long as the largest block: no block lies in two.
ERA = LEVELS[-1]


def instant(at: datetime) -> int:
    """Return AT in milliseconds since 1970: the number that a row gets, or the next that is free."""
    return (at - EPOCH) // MILLISECOND


def era_of(number: int) -> int:
    """Return the era in which the row NUMBER lies; the database says the same (migration 0017)."""
    return number // (ERA * DAY)


def block(level: int, number: int) -> str:
    return f"_days{LEVELS[level]}x{number}"


def blocks(number: int) -> list[str]:
    """Return the blocks of days in which the row NUMBER lies, one of each size."""
    day = number // DAY
    return [block(level, day // size) for level, size in enumerate(LEVELS)]
