"""Splitting and merging as the coordinator does it, and what is looked at afterwards."""

from django.utils import timezone

from forum.actions import merge_topics, split_topic
from forum.models import Attachment, Post, Topic
from network.models.identity import new_public_id
from tests.personas import Persona
from writing.models import StoredFile


def sees(persona, topic) -> bool:
    return Topic.objects.visible_to(persona.membership).filter(pk=topic.pk).exists()


def whole(topic: Topic) -> bool:
    """Whether the posts of TOPIC stand as the house builds them: numbers without gaps, each path below its parent's."""
    posts = list(Post.objects.filter(topic=topic).select_related("parent", "in_reply_to").order_by("seq"))
    paths = {post.pk: post.path for post in posts}
    for number, post in enumerate(posts, 1):
        above = paths[post.parent_id] if post.parent_id else ""
        if (post.seq, post.path) != (number, f"{above}{number:07d}"[-56:]):
            return False
    topic.refresh_from_db()
    return topic.last_seq == len(posts)


def bodies(topic: Topic) -> list[tuple[str, str | None]]:
    rows = Post.objects.filter(topic=topic).order_by("path").values_list("body", "parent__body")
    return list(rows)


def split(cora, thread, seq, title="A second question") -> Topic:
    return split_topic(
        actor=cora.membership,
        topic=thread,
        posts=list(thread.posts.filter(seq=seq)),
        title=title,
        reason="Two matters.",
    )


def merge(cora, topic, target) -> Topic:
    return merge_topics(actor=cora.membership, topic=topic, target=target, reason="One matter.")


def of_its_own(post: Post, owner: Persona, code: str) -> Attachment:
    stored = StoredFile.objects.create(
        owner=owner.membership,
        name="list.txt",
        media_type="text/plain",
        announced=1,
        size=1,
        stored=new_public_id(),
        status="ready",
        attached=True,
        created_at=timezone.now(),
    )
    return Attachment.objects.create(post=post, position=0, file=stored, name="list.txt", code=code, at=timezone.now())
