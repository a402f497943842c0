"""A post as a page shows it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from forum.addresses import post_address
from forum.models.posts import SEGMENT
from forum.names import Person, Words
from forum.pages.files import FileView, file_views
from forum.pages.filling import Holdings, filled
from forum.pages.polls import PollView, poll_view
from forum.querysets.standing import Standing
from forum.querysets.threads import PostRow, View

# Nested to three visible levels, then flat with "in reply to".
NESTED = 3


class PostView(NamedTuple):
    """A tuple, since twenty of them are made, and compared with what was drawn before, on each page."""

    public_id: str
    seq: int
    author_id: int
    person: Person
    at: datetime
    permalink: str
    html: Markup
    language: str
    level: int
    is_accepted: bool
    is_new: bool
    # Address and words of the post it answers, where its place does not show that.
    in_reply_to: tuple[str, str] | None
    # The own code of the post, "" where it has the topic's.
    code: str
    is_edited: bool
    is_hidden: bool
    is_erased: bool
    helped: int
    # Why there is no text, where there is none.
    why: str = ""
    poll: PollView | None = None
    files: tuple[FileView, ...] = ()


class May(NamedTuple):
    """What a reader may do with one post, as a page offers it; each act asks again.

    `own` says in letters what of it is his own (templates/forum/_own.html), `acts` are links and words of other rooms.
    """

    reply: bool = False
    accept: bool = False
    mine: bool = False
    moderates: bool = False
    own: str = ""
    reports: bool = False
    asks: bool = False
    acts: tuple[Any, ...] = ()


def post_views(
    rows: Iterable[PostRow],
    words: Words,
    standing: Standing,
    reader_id: int,
    view: View,
    whys: Mapping[int, str] | None = None,
    held: Holdings | None = None,
) -> list[PostView]:
    """Return ROWS as the page shows them; what the reader wrote is never new to the reader. WHYS by number of a post.

    HELD is what the reader may see of what the posts hold (forum/pages/filling.py).
    """
    whys, held = whys or {}, held or {}
    views = []
    for row in rows:
        level = len(row.path) // SEGMENT
        answers = None
        if row.answers_id is not None and (level > NESTED or view == "flat"):
            answers = (post_address(row.answers_id), words.people[row.answers_author_id or 0].line())
        views.append(
            PostView(
                public_id=row.public_id,
                seq=row.seq,
                author_id=row.author_id,
                person=words.people[row.author_id],
                at=row.created_at,
                permalink=post_address(row.public_id),
                html=filled(row.html, row.holds, held.get(row.pk, ()), words),
                language=row.language,
                level=1 if view == "flat" else min(level, NESTED),
                is_accepted=row.accepted_at is not None and not row.is_hidden,
                is_new=row.author_id != reader_id and standing.is_new(row.seq, row.created_at),
                in_reply_to=answers,
                code=row.code,
                is_edited=row.edited_at is not None,
                is_hidden=row.is_hidden,
                is_erased=row.is_erased,
                helped=row.helped,
                why=whys.get(row.pk, ""),
                poll=poll_view(held.get(row.pk, ())) if "p" in row.holds else None,
                files=file_views(held.get(row.pk, ())) if "f" in row.holds else (),
            )
        )
    return views


def people_of(rows: Iterable[PostRow]) -> set[int]:
    """Return the memberships whose words or names stand in ROWS."""
    found = set()
    for row in rows:
        found.add(row.author_id)
        if row.answers_author_id is not None:
            found.add(row.answers_author_id)
    return found
