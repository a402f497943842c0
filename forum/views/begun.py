"""The composer at the foot of a topic as it begins: with what its reader has written there before and not sent."""

from forum.forms.posts import PUBLIC_ID, BlankPost, blank_post
from forum.models import Post
from forum.pages.topic import TopicPage
from writing.files.arriving import Sent, drafted_files
from writing.pages.drafts import body_of


def begun(page: TopicPage, quoted: str = "") -> BlankPost:
    """Return the composer at the foot of PAGE, with what its reader has begun to write, and QUOTED below it."""
    version, fields = page.own.draft or (0, {})
    body = "\n\n".join(part for part in (body_of(fields).rstrip(), quoted) if part)
    language = fields.get("language") or page.topic.language
    parent = "" if page.answers else _still_there(page, fields.get("parent") or "")
    return blank_post(language, body, code=fields.get("code") or "", draft=version, parent=parent)


def _still_there(page: TopicPage, public_id: str) -> str:
    """Return PUBLIC_ID, to which a reply was begun, if the reader sees that post in the topic, else ""."""
    if not PUBLIC_ID.fullmatch(public_id):
        return ""
    posts = Post.objects.visible_to(page.reader).filter(topic_id=page.topic.pk, public_id=public_id)
    return public_id if posts.exists() else ""


def begun_files(page: TopicPage) -> Sent | None:
    """Return the files of the reply that the reader of PAGE has begun; a statement only where there are some."""
    return drafted_files(page.reader, page.own.draft[1]) if page.own.draft else None
