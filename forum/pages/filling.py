"""What stands in posts without being their text, filled in for each reader: quotes, mentions, polls; by the rule.

A stored text holds places only. What may be seen is found in one statement for all posts of a page.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext as _
from markupsafe import Markup

from forum.addresses import address, post_address
from forum.models import Mention, Post, Quote
from forum.names import Words
from forum.pages.files import file_parts
from forum.querysets.polls import poll_parts
from forum.quoting import Composed
from network.models import Authority, Membership
from network.names import in_language
from writing.markdown import render

QUOTE, MENTION = "q", "m"
PLACE = re.compile(r'<div data-quote="(\d+)"></div>|<span data-mention="(\d+)"></span>')
COLUMNS = ("kind", "of_post", "at_place", "key", "who", "words")


class Holder(Protocol):
    """A row of a post, as a page has read it."""

    @property
    def pk(self) -> int: ...
    @property
    def holds(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Held:
    """One thing in a post: `key` is a public id, `who` a membership (0 for an authority), `words` its text or names."""

    kind: str
    place: int
    key: str
    who: int
    words: str


Holdings = Mapping[int, list[Held]]


def holdings(reader: Membership, rows: Iterable[Holder]) -> Holdings:
    """Return by post what READER may see of what ROWS hold; one statement, none where nothing is held."""
    posts = [row.pk for row in rows if row.holds]
    if not posts:
        return {}
    found: dict[int, list[Held]] = {}
    for kind, post, place, key, who, words in _all(reader, posts):
        found.setdefault(post, []).append(Held(kind, place, key, who, words))
    return found


def _all(reader: Membership, posts: list[int]) -> "QuerySet[Any, Any]":
    parts = [_mentions(reader, posts), *poll_parts(reader, posts), *file_parts(reader, posts)]
    return _quotes(reader, posts).union(*parts, all=True)


def seen_in(reader: Membership, text: Composed) -> list[Held]:
    """Return what stands in TEXT, which READER is writing and has not posted."""
    posts = Post.objects.visible_to(reader).filter(pk__in=[pk for pk, _words in text.quotes])
    quoted = {pk: (key, author) for pk, key, author in posts.values_list("pk", "public_id", "author_id")}
    held = [Held(QUOTE, place, *quoted[pk], words) for place, (pk, words) in enumerate(text.quotes) if pk in quoted]
    offices = Authority.objects.visible_to(reader).in_bulk([office for _member, office in text.mentions if office])
    for place, (member, office) in enumerate(text.mentions):
        if member is not None:
            held.append(Held(MENTION, place, "", member, ""))
        elif office in offices:
            held.append(Held(MENTION, place, offices[office].public_id, 0, json.dumps(offices[office].names)))
    return held


def people_in(held: Holdings) -> set[int]:
    """Return the memberships whose function and State are shown."""
    return {one.who for some in held.values() for one in some if one.who}


def filled(html: str, holds: str, held: Iterable[Held], words: Words) -> Markup:
    """Return HTML (of the renderer) with what the reader may see in its places."""
    if not holds or "data-" not in html:
        return Markup(html)  # noqa: S704 - rendered and rebuilt by writing.markdown when it was posted
    by_place = {(one.kind, one.place): one for one in held}

    def put(match: re.Match[str]) -> str:
        if match[1] is not None:
            return _quote(by_place.get((QUOTE, int(match[1]))), words)
        return _mention(by_place.get((MENTION, int(match[2]))), words)

    return Markup(PLACE.sub(put, html))  # noqa: S704 - the same, with what was escaped below


def _quote(held: Held | None, words: Words) -> str:
    if held is None or held.who not in words.people:
        return format_html('<p class="quote quote--absent">{}</p>', _("Something is quoted here that is not shown."))
    return format_html(
        '<figure class="quote"><figcaption><a href="{}">{}</a></figcaption>'
        '<div class="prose" dir="auto">{}</div></figure>',
        post_address(held.key),
        words.people[held.who].line(),
        _rendered(held.words),
    )


def _mention(held: Held | None, words: Words) -> str:
    if held is None:
        return format_html('<span class="mention">@{}</span>', _("somebody"))
    if not held.who:
        url, name = address("network:authority", held.key), in_language(json.loads(held.words))
    elif held.who in words.people:
        person = words.people[held.who]
        url, name = "" if person.is_former else person.url, person.line()
    else:
        return format_html('<span class="mention">@{}</span>', _("somebody"))
    if not url:
        return format_html('<span class="mention">@<bdi>{}</bdi></span>', name)
    return format_html('<a class="mention" href="{}">@<bdi>{}</bdi></a>', url, name)


@lru_cache(maxsize=500)
def _rendered(words: str) -> Markup:
    """Return the HTML of quoted words: the same for everybody to whom they are shown."""
    return Markup(render(words).html)  # noqa: S704 - rebuilt from the allow-list by the renderer


def _quotes(reader: Membership, posts: list[int]) -> "QuerySet[Any, Any]":
    rows = Quote.objects.visible_to(reader).filter(post_id__in=posts, quoted__erased_at=None)
    return _columns(rows, QUOTE, F("quoted__public_id"), F("quoted__author_id"), F("excerpt"))


def _mentions(reader: Membership, posts: list[int]) -> "QuerySet[Any, Any]":
    rows = Mention.objects.visible_to(reader).filter(post_id__in=posts)
    key = Coalesce("membership__public_id", "authority__public_id")
    names = Coalesce(Cast("authority__names", TextField()), Value("", output_field=TextField()))
    return _columns(rows, MENTION, key, Coalesce("membership_id", Value(0)), names)


def _columns(rows: Any, kind: str, key: Any, who: Any, words: Any) -> "QuerySet[Any, Any]":
    annotated: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            kind=Value(kind, output_field=CharField()),
            of_post=F("post_id"),
            at_place=Cast("place", IntegerField()),
            key=key,
            who=who,
            words=words,
        )
        .values_list(*COLUMNS)
    )
    return annotated
