"""What a proof does and looks at inside an installation, beside its site: `python -m tests.prove.inside ACT JSON`."""

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - after the set-up
from django.urls import reverse  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from forum.actions import add_topic  # noqa: E402
from forum.events import TopicChanged  # noqa: E402
from forum.models import Forum, Post, Topic  # noqa: E402
from live.models import OutboxEvent  # noqa: E402
from live.outbox import announce  # noqa: E402
from network.audit import faults  # noqa: E402
from network.models import AuditEntry, ContactPoint, Membership  # noqa: E402
from network.querysets import current  # noqa: E402
from notices.models import Letter  # noqa: E402
from tests.personas import sign_in  # noqa: E402

TITLE = "A topic of the proofs"


def begin(count: int) -> dict[str, Any]:
    """Start a topic in the network with the most contact points, and sign COUNT browsers in, several a member."""
    forum, people = _largest()
    topic = add_topic(author=people[0], forum=forum, kind="question", title=TITLE, body="Who answers this?")
    members = [people[number % len(people)] for number in range(count)]
    return {
        "topic": topic.public_id,
        "page": topic.get_absolute_url(),
        "reply": reverse("forum:reply", args=[topic.public_id]),
        "forum": reverse("forum:forum", args=[forum.public_id]),
        "start": reverse("forum:new_topic", args=[forum.public_id]),
        "forum_id": forum.public_id,
        "keys": [sign_in(member) for member in members],
        "public_ids": [member.public_id for member in members],
    }


def posts(topic: str) -> dict[str, Any]:
    """Return the posts of TOPIC in their order, its counts, and how often the outbox tells of each post."""
    row = Topic.objects.get(public_id=topic)
    told: dict[str, int] = {}
    for ids in OutboxEvent.objects.filter(kind="post_added", thing_id=row.pk).values_list("ids", flat=True):
        told[ids["post"]] = told.get(ids["post"], 0) + 1
    written = Post.objects.filter(topic=row).order_by("seq")
    return {
        "last_seq": row.last_seq,
        "posts_count": row.posts_count,
        "posts": list(written.values("public_id", "seq", "submission", "body")),
        "told": told,
        "unnumbered": OutboxEvent.objects.filter(seq=None).count(),
    }


def tell(topic: str, count: int) -> int:
    """Announce COUNT changes of TOPIC at once, as a busy week would."""
    row = Topic.objects.select_related("forum").get(public_id=topic)
    with transaction.atomic():
        for _ in range(count):
            announce(TopicChanged.of(row))
    return count


def mail() -> dict[str, Any]:
    """Return how many letters are sent, open (with their jobs), tried, and hold an address though they have ended."""
    ended = Letter.objects.exclude(status__in=[Letter.Status.WAITING, Letter.Status.SENDING])
    jobs = DBTaskResult.objects.filter(queue_name="mail").exclude(status__in=["SUCCESSFUL", "FAILED"])
    return {
        "sent": Letter.objects.filter(status=Letter.Status.SENT).count(),
        # Those which somebody asked for at a page; the clock writes others, about what waits.
        "asked_for": Letter.objects.filter(status=Letter.Status.SENT, membership=None).count(),
        "names_asked_for": list(Letter.objects.filter(membership=None).values_list("message_name", flat=True)),
        "open": Letter.objects.count() - ended.count() + jobs.count(),
        "open_letters": Letter.objects.count() - ended.count(),
        "tries": sum(Letter.objects.filter(membership=None).values_list("attempts", flat=True)),
        "sealed": ended.exclude(sealed="").count(),
    }


def topics(title: str) -> list[str]:
    return list(Topic.objects.filter(title=title).values_list("public_id", flat=True))


def whole() -> dict[str, Any]:
    """Return what is wrong with the record of acts and with the database file."""
    found: dict[str, Any] = {"audit": [f"{fault.seq} {fault.what}" for fault in faults(AuditEntry.objects.all())]}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found["integrity"] = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
            cursor.execute("PRAGMA foreign_key_check")
            found["orphans"] = len(cursor.fetchall())
    return found


def doors() -> dict[str, str]:
    """Return the addresses of the pages that take an account."""
    names = ("sign_in", "forgotten", "passkey_begin", "address", "nominate")
    return {name: reverse(f"network:{name}") for name in names}


def _largest() -> tuple[Forum, list[Membership]]:
    places = ContactPoint.objects.filter(current(), membership__member__is_demonstration=True)
    by_network: dict[int, list[Membership]] = {}
    for place in places.select_related("membership__member", "membership__authority__body").order_by("pk"):
        if place.membership.is_current() and place.membership.is_practitioner:
            by_network.setdefault(place.network_id, []).append(place.membership)
    for network_id, people in sorted(by_network.items(), key=lambda entry: -len(entry[1])):
        forum = Forum.objects.filter(network_id=network_id, closed_at=None).order_by("pk").first()
        if forum is not None:
            return forum, people
    raise RuntimeError("The demonstration has no open forum.")


def addresses() -> list[str]:
    """Return where a forgotten password reaches somebody: no letter leaves to those who are members no more."""
    current_ones = Membership.objects.filter(current(), member__is_demonstration=True)
    return sorted(set(current_ones.values_list("member__email", flat=True)))


def writers(count: int) -> dict[str, Any]:
    """Sign in COUNT officers, each another human being."""
    people: dict[int, Membership] = {}
    for one in Membership.objects.filter(current(), member__is_demonstration=True).select_related("member"):
        if one.is_practitioner:
            people.setdefault(one.member_id, one)
    return {"keys": [sign_in(one) for one in list(people.values())[:count]]}


ACTS = {act.__name__: act for act in (begin, posts, tell, mail, topics, whole, doors, addresses, writers)}

if __name__ == "__main__":
    print(json.dumps(ACTS[sys.argv[1]](**json.loads(sys.argv[2]))))
