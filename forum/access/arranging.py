"""Who moves, splits and merges topics: the coordinator; beyond the network only with the author's consent."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from forum.access.acting import FORUM_CLOSED
from forum.access.coded import NARROW
from forum.access.offers import TOO_NARROW, takes_part_here
from forum.access.order import can_keep_order
from forum.models import Attachment, Forum, Hold, Offer, Topic
from network.access import is_coordinator
from network.guard import ALLOWED, Verdict, refused, verb
from network.readers import Reader

HELD = _("This topic is on hold: it stays as it is.")
OBSERVED = _("Observers read the other forum: only the author lets them read this.")


@verb
def can_arrange(actor: Reader, topic: Topic) -> Verdict:
    """The coordinator of the topic's network moves, splits and merges it, unless it is on hold."""
    verdict = can_keep_order(actor, topic)
    if not verdict:
        return verdict
    if Hold.objects.filter(topic_id=topic.pk, ended_at=None, confirmed_at__isnull=False).exists():
        return refused(HELD)
    return ALLOWED


@verb
def can_move(actor: Reader, topic: Topic, forum: Forum) -> Verdict:
    """Within the network the coordinator; into another one who coordinates both, with the author's consent."""
    verdict = can_arrange(actor, topic)
    if not verdict:
        return verdict
    if forum.closed_at is not None:
        return refused(FORUM_CLOSED)
    is_author = topic.author_id == getattr(actor, "pk", None)
    if is_observed_anew(topic, forum) and not is_author:
        return refused(OBSERVED)
    if forum.network_id == topic.network_id:
        return ALLOWED
    if not is_coordinator(actor, forum.network):
        return refused(_("Only who coordinates both networks moves a topic from one to the other."))
    if topic.code in NARROW:
        return refused(TOO_NARROW)
    if topic.asked_by_id is not None:
        return refused(_("This was asked from outside: only the office that asked and this network see it."))
    verdict = takes_part_here(forum.network)
    if verdict and not is_author and not has_consented(topic, forum.network_id):
        return refused(_("The author has not consented. Propose the topic to that network first: he is asked there."))
    return verdict


def has_consented(topic: Topic, network_id: int) -> bool:
    """Whether the author has consented, as for an offer, that the network gets the topic."""
    standing = [Offer.Status.OFFERED, Offer.Status.ACCEPTED]
    offers = Offer.objects.filter(topic_id=topic.pk, network_id=network_id, status__in=standing)
    return offers.filter(consented_at__isnull=False).exists()


def is_observed_anew(topic: Topic, forum: Forum) -> bool:
    """Whether observers, who do not read TOPIC where it stands, would read it in FORUM."""
    if not forum.for_observers or topic.forum.for_observers:
        return False
    return topic.code == Topic.Code.AMBER or topic.asked_by_id is not None or _holds(topic, [Topic.Code.AMBER])


@verb
def can_merge(actor: Reader, topic: Topic, target: Topic) -> Verdict:
    """The coordinator, of two topics of one network, where nobody reads the one who may not read the other."""
    for one in (topic, target):
        verdict = can_arrange(actor, one)
        if not verdict:
            return verdict
    if topic.pk == target.pk:
        return refused(_("Choose another topic than this one."))
    if topic.network_id != target.network_id:
        return refused(_("Only topics of one network are merged. Move the one first."))
    if _reaches_further(topic, target):
        return refused(_("Others read that topic than this one: their posts cannot be put together."))
    return ALLOWED


def _reaches_further(topic: Topic, target: Topic) -> bool:
    """Whether TARGET has readers whom TOPIC has not: what was said to few would be read by more."""
    if {topic.code, target.code} & set(NARROW) or _holds(topic, NARROW):
        # Who is named on the one is not named on the other.
        return True
    if target.asked_by_id not in {None, topic.asked_by_id} or is_observed_anew(topic, target.forum):
        return True
    ours, theirs = _networks(topic), _networks(target)
    return bool(theirs["accepted"] - ours["accepted"] or theirs["offered"] - ours["accepted"] - ours["offered"])


def _holds(topic: Topic, codes: Collection[str]) -> bool:
    """Whether a post of TOPIC, or a file in one, has one of CODES for its own."""
    files = Attachment.objects.filter(post__topic_id=topic.pk, code__in=codes)
    return topic.posts.filter(code__in=codes).exists() or files.exists()


def _networks(topic: Topic) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {"accepted": set(), "offered": set()}
    rows = Offer.objects.filter(topic_id=topic.pk, status__in=list(found))
    for network_id, status in rows.values_list("network_id", "status"):
        found[status].add(network_id)
    return found
