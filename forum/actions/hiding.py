"""A post is hidden with a reason, or shown again: its text is then for its author and the coordinators alone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.access import COORDINATOR
from forum.access.order import can_hide, can_judge
from forum.actions.order import record_act
from forum.events import PostHidden, PostShown, TopicChanged, tell_quotes
from forum.models import Flag, ModerationAct, Post, SearchRow, Topic
from forum.querysets.counts import weigh_answers
from forum.querysets.locks import locked_post
from forum.search.jobs import index_post
from live.events import saw
from live.outbox import announce
from network.conflicts import Conflict
from network.guard import require
from network.readers import Reader

HIDDEN_ALREADY = _("This post is hidden already. Somebody else may have hidden it a moment ago.")
SHOWN_ALREADY = _("This post is not hidden. Somebody else may have shown it again a moment ago.")
NOTHING_LEFT = _("This post was erased: there is nothing left to hide.")


@transaction.atomic
def hide_post(*, actor: Reader, post: Post, reason: str) -> Post:
    """The coordinator hides a post; who has it on an open page is told that it is gone. The network reads why."""
    post = locked_post(post)
    require(can_hide, actor, post)
    return _hide(actor, post, str(COORDINATOR), reason)


@transaction.atomic
def show_post(*, actor: Reader, post: Post, reason: str) -> Post:
    """The coordinator shows a hidden post again, and says why.

    What was accepted is so again; the topic is answered again unless somebody has set its status in the meantime.
    """
    post = locked_post(post)
    require(can_hide, actor, post)
    if post.hidden_at is None:
        raise Conflict(SHOWN_ALREADY)
    topic, act = post.topic, ModerationAct.Act.SHOWN
    # The topic was opened in the moment in which the last of its accepted answers was hidden, whichever that was.
    accepted = Post.objects.filter(topic=topic, accepted_at__isnull=False)
    opened = topic.stands_since if topic.status == Topic.Status.OPEN else None
    again = opened is not None and post.accepted_at is not None and accepted.filter(hidden_at=opened).exists()
    post.hidden_at = None
    post.save(update_fields=["hidden_at"])
    record_act(
        actor=actor, network=topic.forum.network, act=act, role=str(COORDINATOR), reason=reason, topic=topic, post=post
    )
    index_post.enqueue(post.pk)
    announce(PostShown.of(topic, post))
    if weigh_answers(topic, actor, timezone.now(), again=again):
        announce(TopicChanged.of(topic))
    tell_quotes(post)
    return post


@transaction.atomic
def hide_after_report(*, actor: Reader, flag: Flag, role: str, reason: str) -> Post:
    """Whoever may judge a report, as ROLE, hides what it is about: the secretariat too, where it judges."""
    require(can_judge, actor, flag)
    return _hide(actor, locked_post(flag.post), role, reason)


def _hide(actor: Reader, post: Post, role: str, reason: str) -> Post:
    if post.erased_at is not None:
        raise Conflict(NOTHING_LEFT)
    if post.hidden_at is not None:
        raise Conflict(HIDDEN_ALREADY)
    was = saw(post)
    post.hidden_at = timezone.now()
    post.save(update_fields=["hidden_at"])
    index_post.enqueue(post.pk)
    SearchRow.objects.filter(post=post).delete()
    topic, act = post.topic, ModerationAct.Act.HIDDEN
    record_act(actor=actor, network=topic.forum.network, act=act, role=role, reason=reason, topic=topic, post=post)
    announce(PostHidden.of(topic, post, was=was))
    if weigh_answers(topic, actor, post.hidden_at):
        announce(TopicChanged.of(topic))
    tell_quotes(post)
    return post
