"""What an import writes in one go: which messages have come already, numbers for rows to come, and who wrote."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

from forum.models import Arrival, Forum, Post
from network.models import Authority, Body, Member, Membership
from network.sealing import keyed_hash

# A body that nobody chooses and no list offers: it has ended. Where the words of former correspondents are from.
LIST = "mailing-list"
LIST_NAMES = {
    "en": "mailing list",
    "fr": "liste de diffusion",
    "es": "lista de correo",
    "ar": "قائمة بريدية",
    "ru": "список рассылки",
    "zh": "邮件列表",
}
FORMER = {
    "en": "Former correspondent",
    "fr": "Ancien correspondant",
    "es": "Antiguo corresponsal",
    "ar": "مراسل سابق",
    "ru": "Бывший корреспондент",
    "zh": "原通信人",
}


def arrived(forum: Forum, keys: Collection[str]) -> dict[str, Post]:
    """Return the posts in FORUM that messages with these KEYS have become, with path and topic."""
    rows = Arrival.objects.filter(forum=forum, key__in=list(keys)).select_related("post")
    return {row.key: row.post for row in rows}


def reserve(model: type[Model], count: int) -> list[int]:
    """Return COUNT numbers that rows of MODEL will have; inside a transaction in which they are written."""
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
    # SQLite: this transaction holds the one write lock there is.
    first = (model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0) + 1
    return list(range(first, first + count))


def find_authors(addresses: Iterable[str], found: dict[str, int]) -> None:
    """Add to FOUND the membership of each of ADDRESSES: a member's own, the current or last, or a former correspondent.

    Of the address of somebody who is no member nothing is kept but a keyed hash, so that he is one person.
    """
    wanted = set(addresses) - found.keys()
    if not wanted:
        return
    known = Membership.objects.filter(member__email__in=wanted).select_related("member").order_by("-since")
    for membership in known:
        if membership.member.email not in found or membership.is_current():
            found[membership.member.email] = membership.pk
    found.update(_former(wanted - found.keys()))


def _former(addresses: Collection[str]) -> dict[str, int]:
    """Return the membership of the former correspondent with each of ADDRESSES, made where it is met first."""
    aliases = {f"{keyed_hash('correspondent', one)[:40].lower().strip('-_')}@former.invalid": one for one in addresses}
    if not aliases:
        return {}
    members = Member.objects.filter(email__in=aliases)
    there = set(members.values_list("email", flat=True))
    Member.objects.bulk_create(Member(email=alias, name="") for alias in aliases if alias not in there)
    memberships = Membership.objects.filter(member__email__in=aliases)
    kept = set(memberships.values_list("member_id", flat=True))
    now = timezone.now()
    office = _office(now)
    Membership.objects.bulk_create(
        Membership(member_id=member, authority=office, since=now, until=now, function=FORMER)
        for member in members.values_list("pk", flat=True)
        if member not in kept
    )
    return {aliases[alias]: pk for alias, pk in memberships.values_list("member__email", "pk")}


def list_body(now: datetime) -> Body:
    """Return the body of mailing lists, made when it is first needed."""
    body: Body = Body.objects.get_or_create(
        key=LIST,
        defaults={"kind": Body.Kind.ORGANIZATION, "names": LIST_NAMES, "until": now.date(), "source": "import_mbox"},
    )[0]
    return body


def _office(now: datetime) -> Authority:
    office: Authority = Authority.objects.get_or_create(
        body=list_body(now),
        defaults={"kind": Authority.Kind.COMPETENT, "names": LIST_NAMES, "since": now, "until": now},
    )[0]
    return office
