"""Who sees forums, topics, posts, and what hangs on them."""

from django.db.models import F, Q, Subquery

from forum.access.coded import OBSERVERS, coordinated, let_by, readable, readers
from forum.access.speaking import speakers_for, spoken_for_by
from forum.models import (
    Attachment,
    Forum,
    Mention,
    ModerationAct,
    NamedAuthority,
    NamedMember,
    Offer,
    Poll,
    PollChoice,
    Post,
    PostVersion,
    Quote,
    RequestedBody,
    SearchRow,
    StatusChange,
    Topic,
    Vote,
)
from network.access import members_of, on_networks_of
from network.guard import NOBODY, audience, rule
from network.models import ContactPoint, Membership
from network.querysets import current
from network.readers import Reader

# A forum is its network's, whatever the codes of its topics.


@rule(Forum)
def forums(reader: Reader) -> Q:
    if not isinstance(reader, Membership):
        return NOBODY
    if reader.role == Membership.Role.OBSERVER:
        return Q(for_observers=True)
    return on_networks_of(reader, "network_id")


@audience(Forum)
def forum_readers(forum: Forum) -> Q:
    members = members_of(forum.network_id)
    return members | OBSERVERS if forum.for_observers else members


# Topics, and what is known of a topic as a whole.


@rule(Topic)
def topics(reader: Reader) -> Q:
    return readable(reader)


@audience(Topic)
def topic_readers(topic: Topic) -> Q:
    return readers(topic)


@rule(RequestedBody, NamedMember, NamedAuthority, StatusChange)
def below_topics(reader: Reader) -> Q:
    return readable(reader, "topic__")


@audience(RequestedBody, NamedMember, NamedAuthority, StatusChange)
def below_topic_readers(thing: RequestedBody | NamedMember | NamedAuthority | StatusChange) -> Q:
    return readers(thing.topic)


# Posts: a hidden one is for its author and the network's coordinators alone.


def readable_post(reader: Reader, prefix: str = "", *own_codes: str) -> Q:
    """Return the condition that READER may read the post behind PREFIX, and what carries OWN_CODES (columns) in it."""
    if not isinstance(reader, Membership):
        return NOBODY
    shown = (
        Q(**{f"{prefix}hidden_at": None})
        | Q(**{f"{prefix}author_id": reader.pk})
        | Q(**{f"{prefix}topic__network_id__in": Subquery(coordinated(reader))})
    )
    # Whatever code he gives it, somebody reads what he wrote himself, as long as he reads the topic.
    written = Q(**{f"{prefix}author_id": reader.pk})
    coded = let_by(reader, f"{prefix}topic__", f"{prefix}code", *own_codes)
    return readable(reader, f"{prefix}topic__") & (written | coded) & shown


def post_readers_of(post: Post, *own_codes: str) -> Q:
    """Return who may read POST, and what carries OWN_CODES in it: `readable_post` from the other side."""
    condition = readers(post.topic, post.code, *own_codes)
    # Under no code but the topic's the author is among its readers.
    if post.author_id is not None and any((post.code, *own_codes)):
        condition |= Q(pk=post.author_id) & readers(post.topic)
    if post.hidden_at is None:
        return condition
    places = ContactPoint.objects.filter(
        current(), network_id=post.topic.network_id, role=ContactPoint.Role.COORDINATOR
    ).values("membership_id")
    return condition & (Q(pk=post.author_id) | Q(pk__in=Subquery(places)))


@rule(Post)
def posts(reader: Reader) -> Q:
    return readable_post(reader)


@audience(Post)
def post_readers(post: Post) -> Q:
    return post_readers_of(post)


@rule(PostVersion, Mention, Poll)
def below_posts(reader: Reader) -> Q:
    return readable_post(reader, "post__")


@audience(PostVersion, Mention, Poll)
def below_post_readers(thing: PostVersion | Mention | Poll) -> Q:
    return post_readers_of(thing.post)


@rule(PollChoice, Vote)
def below_polls(reader: Reader) -> Q:
    """Votes are open, as in a meeting: whoever sees the poll sees who voted."""
    return readable_post(reader, "poll__post__")


@audience(PollChoice, Vote)
def below_poll_readers(thing: PollChoice | Vote) -> Q:
    return post_readers_of(thing.poll.post)


@rule(Attachment)
def attachments(reader: Reader) -> Q:
    return readable_post(reader, "post__", "code")


@audience(Attachment)
def attachment_readers(attachment: Attachment) -> Q:
    return post_readers_of(attachment.post, attachment.code)


@rule(SearchRow)
def search_rows(reader: Reader) -> Q:
    """What is found is what may be read: the post, the file where it is one, the topic where it is a title alone."""
    of_file = Q(attachment__code="") | readable(reader, "post__topic__", "attachment__code")
    if isinstance(reader, Membership):
        of_file |= Q(post__author_id=reader.pk)
    of_post = readable_post(reader, "post__") & (Q(attachment=None) | of_file)
    # The topic is the one in which the post stands now, whatever its row remembers.
    return Q(is_title=None) & of_post | Q(is_title=True) & readable(reader, "post__topic__")


@audience(SearchRow)
def search_row_readers(row: SearchRow) -> Q:
    if row.is_title:
        return readers(row.post.topic)
    return post_readers_of(row.post, row.attachment.code) if row.attachment else post_readers_of(row.post)


@rule(Quote)
def quotes(reader: Reader) -> Q:
    """Words are shown where both posts are: what is quoted keeps its own rule."""
    return readable_post(reader, "post__") & readable_post(reader, "quoted__")


@audience(Quote)
def quote_readers(quote: Quote) -> Q:
    return post_readers_of(quote.post) & post_readers_of(quote.quoted)


# Offers: known to those who decide on them; an accepted one to all who see the topic.


@rule(Offer)
def offers(reader: Reader) -> Q:
    if not isinstance(reader, Membership):
        return NOBODY
    status = Offer.Status
    mine = Subquery(coordinated(reader))
    author = spoken_for_by(reader, "topic__author")
    parties = author | Q(proposed_by_id=reader.pk) | Q(topic__network_id__in=mine)
    # What the author never consented to was never offered.
    deciding = Q(network_id__in=mine, consented_at__isnull=False)
    return readable(reader, "topic__") & (Q(status=status.ACCEPTED) | parties | deciding)


@audience(Offer)
def offer_readers(offer: Offer) -> Q:
    status = Offer.Status
    if offer.status == status.ACCEPTED:
        return readers(offer.topic)
    networks = [offer.topic.network_id] + ([offer.network_id] if offer.consented_at is not None else [])
    places = ContactPoint.objects.filter(current(), network_id__in=networks, role=ContactPoint.Role.COORDINATOR).values(
        "membership_id"
    )
    author = speakers_for(offer.topic.author)
    parties = author | Q(pk=offer.proposed_by_id) | Q(pk__in=Subquery(places))
    return readers(offer.topic) & parties


# The log of moderation: the network's members read it; what an act was done to binds it by its code.


@rule(ModerationAct)
def moderation_acts(reader: Reader) -> Q:
    if not isinstance(reader, Membership):
        return NOBODY
    on_topic = Q(topic=None) | readable(reader, "topic__")
    # Bound by nothing but the topic; a post that was split off by the one in which it stands now.
    uncoded = Q(post=None) | Q(post__code="", post__topic_id=F("topic_id"))
    coded = readable(reader, "post__topic__", "post__code", "file_code")
    # Why it was done to his own words somebody reads as he reads the words.
    written = Q(post__author_id=reader.pk) & readable(reader, "post__topic__")
    return on_networks_of(reader, "network_id") & on_topic & (uncoded & Q(file_code="") | coded | written)


@audience(ModerationAct)
def moderation_readers(act: ModerationAct) -> Q:
    members = members_of(act.network_id)
    if act.topic is not None:
        members &= readers(act.topic)
    if act.post is None:
        return NOBODY if act.file_code else members
    if act.post.topic_id == act.topic_id and not act.post.code and not act.file_code:
        return members
    written = Q(pk=act.post.author_id) & readers(act.post.topic)
    return members & (readers(act.post.topic, act.post.code, act.file_code) | written)
