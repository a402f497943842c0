"""What a post refers to is kept beside it, under the rule of what it refers to; who is mentioned hears of it."""

from forum.models import Mention, Post, Quote
from forum.quoting import Composed
from network.guard import require
from network.models import Membership
from notices.access import can_tell
from notices.actions import hear


def keep_references(*, actor: Membership, post: Post, text: Composed) -> None:
    """The quotes and mentions of TEXT take the place of those that POST had; who is newly mentioned is told."""
    require(can_tell, actor, post)
    before = set()
    if post.version > 1:
        before = set(Mention.objects.filter(post=post).values_list("membership_id", "authority_id"))
        Quote.objects.filter(post=post).delete()
        Mention.objects.filter(post=post).delete()
    Quote.objects.bulk_create(
        Quote(post=post, place=place, quoted_id=quoted, excerpt=words)
        for place, (quoted, words) in enumerate(text.quotes)
    )
    Mention.objects.bulk_create(
        Mention(post=post, place=place, membership_id=member, authority_id=authority)
        for place, (member, authority) in enumerate(text.mentions)
    )
    if set(text.mentions) - before:
        hear(actor=actor, kind="mention", thing=post, group=f"topic:{post.topic_id}", membership_ids=text.told)
