"""Fills an empty database with the content of the benchmark and prints, as JSON, how fast it was.

python -m benchmarks.fill full|tenth        into the database that DATA or DATABASE_URL name
"""
# ruff: noqa: SIM905 - lists of words are read more easily as words

import json
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from itertools import chain, islice
from random import Random
from typing import Any

Row = tuple[object, ...]
BATCH = 5_000
PASSWORD = "the benchmark's own long password"
STATES = "AU BE BR CA DE EG ES FR GB GH IN IT JP KE KR MA MG ML MR MU MX NE NG NL SC SN TD TN ZA ZM".split()


def main(size_name: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.content import SIZES
    from network.actions.reference import load_reference
    from network.readers import as_system

    call_command("migrate", verbosity=0, interactive=False)
    load_reference(actor=as_system("the benchmark loads the data files as an installation does"))
    print(json.dumps(fill(SIZES[size_name])))


def fill(size: Any) -> dict[str, Any]:
    """Fill the database and return what was written, in how many seconds, and who measures."""
    from django.db import connection

    from benchmarks import content
    from benchmarks.views import TABLE
    from forum.models import Post, ReadMark, RequestedBody, Topic

    places, measuring, everybody = people(size)
    forum_marks(places, measuring)
    made = content.plans(size, places)
    rows = list(content.topics(made))
    bulk(Topic, content.TOPIC, rows)
    bulk(RequestedBody, content.REQUESTED, content.requested(rows))
    stock = content.paragraphs()
    started = time.perf_counter()
    written = bulk(Post, content.POST, content.posts(made, stock))
    seconds = time.perf_counter() - started
    bulk(ReadMark, content.MARK, content.marks(made, everybody, measuring))
    leave_the_index()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, body text NOT NULL)")
            restart_sequences(Topic, Post)
            connection.commit()
            # Beside other work it takes longer than a page may wait.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY AUTOINCREMENT, body text NOT NULL)")
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {
        "size": size.name,
        "posts": written,
        "topics": len(rows),
        "members": len(everybody),
        "forums": sum(len(place.forums) for place in places),
        "posts_seconds": round(seconds, 3),
        "posts_per_second": round(written / seconds),
        "database": connection.vendor,
    }


def leave_the_index() -> None:
    """Have the clock look for what is not indexed tomorrow: where people have posted, all of it is.

    Else the worker in the process of the pages makes an index of hundreds of thousands while these are measured.
    """
    from django.utils import timezone

    from forum.search.jobs import repair_search
    from jobs.models import Schedule

    Schedule.objects.create(name=repair_search.module_path, next_run=timezone.now() + timedelta(days=1))


def people(size: Any) -> tuple[list[Any], int, list[int]]:
    """Make networks, forums, authorities and members; return the places, the measuring membership, and all of them."""
    from django.contrib.auth.hashers import make_password

    from benchmarks import content
    from forum.models import Forum
    from network.models import Authority, Body, ContactPoint, Member, Membership, Network, NetworkState

    hand = Random(f"{content.SEED} people")
    since = content.BEGIN.replace(tzinfo=UTC)
    states = list(Body.objects.filter(alpha2__in=STATES).order_by("key"))
    offices = [
        Authority(public_id=content.public_id(hand), body=body, kind=kind, names={"en": f"Office {n}"}, since=since)
        for body in states
        for n, kind in enumerate(["central", "competent", "competent", "competent"], 1)
    ]
    Authority.objects.bulk_create(offices)
    password = make_password(PASSWORD)
    members = [
        Member(
            public_id=content.public_id(hand),
            email=f"member{n}@authority.example",
            name=f"Member Number {n}",
            language="en",
            password=password,
        )
        for n in range(size.members)
    ]
    Member.objects.bulk_create(members, batch_size=BATCH)
    memberships = [
        Membership(
            public_id=content.public_id(hand),
            member=member,
            authority=offices[n % len(offices)],
            function={"en": "Legal officer", "fr": "Juriste"},
            since=since,
        )
        for n, member in enumerate(members)
    ]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    places = []
    for number in range(content.NETWORKS):
        names = {"en": f"Network {number + 1}"}
        network = Network.objects.create(
            key=f"benchmark-{number + 1}", names=names, kind="central_authorities", status="active", since=2008
        )
        # The members of every fourth, and of the next: each is in two networks, as practitioners are.
        inside = [one for n, one in enumerate(memberships) if number in {n % 4, (n + 1) % 4}]
        ContactPoint.objects.bulk_create(
            [
                ContactPoint(
                    public_id=content.public_id(hand),
                    network=network,
                    membership=one,
                    role="coordinator" if n == 1 else "contact_point",
                    since=since,
                )
                for n, one in enumerate(inside)
            ]
        )
        NetworkState.objects.bulk_create([NetworkState(network=network, body=body, since=since) for body in states])
        forums = [
            Forum(
                public_id=content.public_id(hand),
                network=network,
                key=f"forum-{n}",
                names={"en": f"Forum {n} of network {number + 1}"},
                purpose={"en": "Questions on one field of cooperation."},
                position=n,
            )
            for n in range(content.FORUMS // content.NETWORKS)
        ]
        Forum.objects.bulk_create(forums)
        places.append(
            content.Place(
                network.pk, [one.pk for one in forums], [one.pk for one in inside], [one.pk for one in states]
            )
        )
    return places, memberships[0].pk, [one.pk for one in memberships]


def forum_marks(places: list[Any], measuring: int) -> None:
    """Say that the measuring member knows the first nine tenths of the time: what came later is unread, or in part."""
    from benchmarks import content
    from forum.models import ForumMark

    at = content.READ_UNTIL.replace(tzinfo=UTC)
    ForumMark.objects.bulk_create(
        [
            ForumMark(membership_id=measuring, forum_id=forum, at=at)
            for place in places
            if measuring in place.members
            for forum in place.forums
        ]
    )


def bulk(model: Any, columns: list[str], rows: Iterable[Row]) -> int:
    """Write ROWS into the table of MODEL: COPY on PostgreSQL, executemany on SQLite. Returns how many."""
    from django.db import connection

    names = column_names(model, columns)
    counted = Counted(rows)
    if connection.vendor == "postgresql":
        copy(model._meta.db_table, names, counted)
    else:
        execute_many(model._meta.db_table, names, counted)
    return counted.count


def column_names(model: Any, columns: list[str]) -> list[str]:
    """Return the columns of COLUMNS (attribute names). A column the content does not know of stops the fill."""
    fields = {one.attname: one.column for one in model._meta.local_concrete_fields}
    unknown = [name for name in columns if name not in fields]
    missing = [name for name in fields if name not in columns and name != "id"]
    if unknown or missing:
        raise SystemExit(
            f"benchmarks/content.py and {model.__name__} differ: the model has no {unknown}, the content no {missing}."
        )
    return [fields[name] for name in columns]


class Counted:
    """Rows, counted as they go by."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = iter(rows)
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def copy(table: str, names: list[str], rows: Iterable[Row]) -> None:
    """COPY into a table whose indexes and references are built afterwards, as one loads much; all of it counts."""
    from django.db import connection, transaction

    columns = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        # A page's thread must not wait that long, hence the setting of the installation.
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        again = _take_off(cursor, table)
        with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as sink:
            for row in rows:
                sink.write_row(row)
        for statement in again:
            cursor.execute(statement)


def _take_off(cursor: Any, table: str) -> list[str]:
    """Drop references, uniqueness and indexes of TABLE but its key; return the statements that bring them back."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC",
        [table],
    )
    constraints = cursor.fetchall()
    for name, _definition in constraints:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = %s::regclass AND NOT indisprimary",
        [table],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes] + [
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints
    ]


def execute_many(table: str, names: list[str], rows: Iterable[Row]) -> None:
    from django.db import connection, transaction

    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("?" * len(names))
    with connection.cursor() as cursor:
        # The pages' cache of 16 MB is too small for indexes in random order; this connection ends with the fill.
        cursor.execute("PRAGMA cache_size=-400000")
    with transaction.atomic():
        raw = connection.connection
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            raw.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', batch)


def restart_sequences(*models: Any) -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(chain(models))):
            cursor.execute(statement)


if __name__ == "__main__":
    main(sys.argv[1])
