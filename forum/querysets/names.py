"""Functions, offices and States by number: known to every reader of a post.

The person behind a function is not (network/access/people.py): forum.names.Words.shown_to says to whom.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from network.names import Names
from network.values import loaded, moment


@dataclass(frozen=True, slots=True)
class NameRow:
    is_person: bool
    pk: int
    # The membership's public id, or the body's key.
    called: str
    function: Names
    authority: Names
    body: Names
    name: str
    until: datetime | None


PEOPLE = """
SELECT 1, p.id, p.public_id, p.function, a.names, b.names, m.name, p.until
FROM network_membership p
JOIN network_authority a ON a.id = p.authority_id
JOIN network_body b ON b.id = a.body_id
JOIN network_member m ON m.id = p.member_id
WHERE p.id IN ({})"""
BODIES = "SELECT 0, id, key, NULL, NULL, names, NULL, NULL FROM network_body WHERE id IN ({})"


def read_names(people: Sequence[int], bodies: Sequence[int]) -> Iterator[NameRow]:
    """Yield the memberships PEOPLE and the BODIES, all in one statement."""
    asked = [(PEOPLE, people), (BODIES, bodies)]
    statement = " UNION ALL ".join(text.format(", ".join(["%s"] * len(pks))) for text, pks in asked if pks)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*people, *bodies])
        for kind, pk, called, function, authority, body, name, until in cursor.fetchall():
            yield NameRow(
                is_person=bool(kind),
                pk=pk,
                called=called,
                function=loaded(function) or {},
                authority=loaded(authority) or {},
                body=loaded(body),
                name=name or "",
                until=moment(until),
            )
