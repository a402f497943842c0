"""What the forum puts into pages of other rooms: a network's forums and latest topics, and the words of its acts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Fill places of other rooms, and name news.
from forum import brought, desk, heard, judged, kinds, places, receivers  # noqa: F401
from forum.access import COORDINATOR
from forum.addresses import address, topic_address
from forum.desk import UNREAD
from forum.models import Forum, Topic
from forum.querysets.unread import with_unread
from network.acts import name_acts
from network.models import ContactPoint, Membership, Network
from network.names import in_language
from network.readers import Reader
from network.slots import Line, provide
from writing.files.arriving import take_files_at

LATEST = 8

Lines = Mapping[Any, list[Line]]


def forums_of(reader: Reader, networks: list[Network]) -> Lines:
    """The forums of each network, with how many topics are unread."""
    found: dict[Any, list[Line]] = {network: [] for network in networks}
    by_pk = {network.pk: network for network in networks}
    for rank, forum in enumerate(_forums(reader, networks)):
        found[by_pk[forum.network_id]].append(
            Line(
                label=forum.name,
                url=address("forum:forum", forum.public_id),
                note=in_language(forum.purpose),
                count=forum.unread,
                rank=rank,
                kind="forum",
            )
        )
    return found


def acts_on(reader: Reader, networks: list[Network]) -> Lines:
    """Opening a forum, in the networks which the reader coordinates or runs."""
    if not isinstance(reader, Membership):
        return {}
    mine: set[int] = set()
    if not reader.duty_membership:
        places = ContactPoint.objects.visible_to(reader).current().filter(membership=reader, role=COORDINATOR)
        mine = set(places.values_list("network_id", flat=True))
    new, offered = gettext_lazy("Open a forum"), gettext_lazy("Topics of other networks")
    return {
        network: [
            Line(label=new, url=address("forum:new_forum", network.public_id), kind="act"),
            *[Line(label=offered, url=address("forum:network_offers", network.public_id), kind="act")]
            * (network.pk in mine),
            *[Line(label=gettext_lazy("Reports"), url=address("forum:network_reports", network.public_id), kind="act")]
            * (network.pk in mine),
        ]
        for network in networks
        if (reader.duty_membership or network.pk in mine) and not network.link_only
    }


def pinned_in(reader: Reader, networks: list[Network]) -> Lines:
    return _topics(reader, networks, kind="pinned", rank=1_000, pinned=True)


def latest_in(reader: Reader, networks: list[Network]) -> Lines:
    return _topics(reader, networks, kind="latest", rank=2_000, pinned=False)


def unread_by_network(reader: Reader, networks: list[Network]) -> Lines:
    """How many topics are unread in each network; nothing where nothing is."""
    sums: dict[int, int] = defaultdict(int)
    for forum in _forums(reader, networks):
        sums[forum.network_id] += forum.unread
    return {network: [_unread_line(sums[network.pk])] if sums[network.pk] else [] for network in networks}


def _forums(reader: Reader, networks: list[Network]) -> Iterable[Any]:
    rows = Forum.objects.visible_to(reader).filter(network__in=[network.pk for network in networks])
    return with_unread(rows, reader).order_by("position", "pk")


def _unread_line(count: int) -> Line:
    return Line(label=_("Unread topics"), count=count, rank=UNREAD, kind="unread")


def _topics(reader: Reader, networks: list[Network], *, kind: str, rank: int, pinned: bool) -> Lines:
    found: dict[Any, list[Line]] = {network: [] for network in networks}
    by_pk = {network.pk: network for network in networks}
    rows = Topic.objects.visible_to(reader).filter(network__in=list(by_pk)).select_related("forum")
    if pinned:
        rows = rows.filter(pinned=True)
    fields = ("public_id", "title", "network_id", "last_post_at", "forum__names")
    for place, topic in enumerate(rows.only(*fields).order_by("-last_post_at")[: LATEST * len(networks)]):
        found[by_pk[topic.network_id]].append(
            Line(
                label=topic.title,
                url=topic_address(topic.public_id),
                note=topic.forum.name,
                since=topic.last_post_at,
                rank=rank + place,
                kind=kind,
            )
        )
    return found


provide("network.acts", acts_on)
provide("network.lines", forums_of)
provide("network.lines", pinned_in)
provide("network.lines", latest_in)
provide("desk.networks", unread_by_network)
name_acts(
    {
        "erasure_asked": gettext_lazy("Erasure of a post asked for"),
        "erasure_declined": gettext_lazy("Erasure of a post declined"),
        "forum_added": gettext_lazy("Forum opened"),
        "forum_changed": gettext_lazy("Forum renamed or described anew"),
        "forum_moved": gettext_lazy("Forum moved in the list"),
        "example_chosen": gettext_lazy("Topic chosen as an example"),
        "example_taken_back": gettext_lazy("Topic no longer an example"),
        "forum_closed": gettext_lazy("Forum closed"),
        "forum_reopened": gettext_lazy("Forum reopened"),
        "archive_imported": gettext_lazy("Archive of a mailing list brought in"),
        "code_lowered": gettext_lazy("Handling code widened"),
        "code_raised": gettext_lazy("Handling code made stricter"),
        "hold_asked": gettext_lazy("Hold on a topic asked for"),
        "hold_end_asked": gettext_lazy("End of a hold asked for"),
        "retention_set": gettext_lazy("Years of keeping set for a forum"),
        "topic_removed_by_age": gettext_lazy("Topic removed by its age"),
        "file_code_lowered": gettext_lazy("Handling code of a file widened"),
        "file_code_raised": gettext_lazy("Handling code of a file made stricter"),
        "post_code_lowered": gettext_lazy("Handling code of a post widened"),
        "post_code_raised": gettext_lazy("Handling code of a post made stricter"),
        "post_erased": gettext_lazy("Post erased"),
        "post_hidden": gettext_lazy("Post hidden"),
        "post_shown": gettext_lazy("Post shown again"),
        "report_judged": gettext_lazy("Report judged"),
        "topic_held": gettext_lazy("Hold set on a topic"),
        "topic_locked": gettext_lazy("Topic locked"),
        "topics_merged": gettext_lazy("Topics merged"),
        "topic_moved": gettext_lazy("Topic moved"),
        "offer_proposed": gettext_lazy("Topic offered to another network"),
        "offer_consented": gettext_lazy("Author consented to an offer"),
        "offer_refused": gettext_lazy("Author did not consent to an offer"),
        "offer_accepted": gettext_lazy("Topic of another network accepted"),
        "offer_declined": gettext_lazy("Topic of another network declined"),
        "offer_withdrawn": gettext_lazy("Offer withdrawn"),
        "topic_pinned": gettext_lazy("Topic pinned"),
        "topic_released": gettext_lazy("Hold on a topic ended"),
        "topic_slowed": gettext_lazy("Topic slowed down"),
        "topic_split": gettext_lazy("Topic split"),
        "topic_unlocked": gettext_lazy("Topic opened again"),
        "topic_unpinned": gettext_lazy("Topic no longer pinned"),
    }
)

take_files_at("forum:reply", "forum:new_topic", "forum:edit", "writing:preview", "writing:draft")
