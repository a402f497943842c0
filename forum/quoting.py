"""What a text refers to: posts whose words it quotes, members and authorities whom it mentions; asked for its author.

What the author may not see, and whoever does not read there, is not found: such a quotation or mention is plain text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from forum.models import Post
from network.guard import EVERYBODY, audience_of
from network.models import Membership
from writing.markdown import Places, Rendered, plain, references, render
from writing.mentions import Named, may_mention
from writing.quotations import Quotation, may_quote, quoting, rewritten

# More of either is no text for a person; what comes after them is plain text.
MOST = 50
WORD = re.compile(r"\w+")
# Words that were left out in the middle.
LEFT_OUT = re.compile(r"\[?(?:…|\.\.\.)\]?")

Kept = Sequence[tuple[str, int, str]]


@dataclass(frozen=True)
class Composed:
    """A text as it is stored: without the words of others, which stand in `quotes` (key of the post, words)."""

    body: str
    rendered: Rendered
    quotes: list[tuple[int, str]] = field(default_factory=list)
    # Membership or authority, by key.
    mentions: list[tuple[int | None, int | None]] = field(default_factory=list)
    # Memberships that are mentioned themselves or by their authority.
    told: list[int] = field(default_factory=list)

    @property
    def holds(self) -> str:
        return "q" * bool(self.quotes) + "m" * bool(self.mentions)


def composed_alone(text: str) -> Composed | None:
    """Return TEXT as it is stored if it refers to nothing, else None; without a statement."""
    return None if may_quote(text) or may_mention(text) else Composed(str(text), render(text))


def composed(author: Membership, post: Post, text: str, kept: Kept = (), among: Q = EVERYBODY) -> Composed:
    """Return TEXT, which AUTHOR writes in POST (saved or not), with what it refers to. Raises TooLong.

    KEPT are the quotes that stand in it already: (public id of the quoted post, its key, words). They stay when the
    author names the post without words, as he does who may no longer see it. AMONG narrows whom he may mention, where
    he is not to learn by it who reads there.
    """
    found = references(text)
    quotes = _quoted(author, found.quotations, kept)
    named, told = _readers(post, found.mentioned[:MOST], among)
    body = rewritten(
        text,
        found.quotations,
        [quoting(one.public_id, "") if quote else None for one, quote in zip(found.quotations, quotes, strict=True)],
    )
    numbers = iter(range(MOST))
    places = Places(
        [next(numbers) if quote else None for quote in quotes], {one: place for place, one in enumerate(named)}
    )
    return Composed(
        body=body,
        rendered=render(body, places),
        quotes=[quote for quote in quotes if quote],
        mentions=list(named.values()),
        told=told,
    )


def without_quotes(text: str) -> str:
    """Return TEXT without what it quotes of posts."""
    found = references(text).quotations if may_quote(text) else []
    return re.sub(r"\n{3,}", "\n\n", rewritten(text, found, [""] * len(found))).strip("\n")


def with_words(text: str, quotes: Sequence[tuple[str, str]]) -> str:
    """Return TEXT as its author wrote it: with the words of QUOTES (public id, words), in their order."""
    if not quotes:
        return text
    left = list(quotes)
    found = references(text).quotations
    return rewritten(text, found, [_words_of(one, left) for one in found])


def _words_of(one: Quotation, left: list[tuple[str, str]]) -> str | None:
    for index, (public_id, words) in enumerate(left):
        if public_id == one.public_id:
            del left[index]
            return quoting(public_id, words)
    return None


def _quoted(author: Membership, found: Sequence[Quotation], kept: Kept) -> list[tuple[int, str] | None]:
    """Return for each quotation the key of the post and the words, or None where it is none."""
    if not found:
        return []
    seen = Post.objects.visible_to(author).filter(public_id__in={one.public_id for one in found}, erased_at=None)
    posts = {post.public_id: post for post in seen}
    left = list(kept)
    quotes: list[tuple[int, str] | None] = []
    for one in found:
        before = next((old for old in left if old[0] == one.public_id), None)
        post = posts.get(one.public_id)
        if before is not None and (not one.words or one.words == before[2]):
            left.remove(before)
            quotes.append((before[1], before[2]))
        elif post is not None and len(quotes) < MOST and is_from(one.words, post.body):
            quotes.append((post.pk, one.words))
        else:
            quotes.append(None)
    return quotes


def is_from(words: str, body: str) -> bool:
    """Whether WORDS stand in BODY, in this order: nobody puts words into another's mouth."""
    sources = [_run(plain(body)), _run(body)]
    return all(
        any(part in source for source in sources) or _run(plain(piece)) in sources[0]
        for piece in LEFT_OUT.split(words)
        if (part := _run(piece))
    )


def _run(text: str) -> str:
    """Return the words of TEXT and nothing between them."""
    return " " + " ".join(WORD.findall(text)) + " " if WORD.search(text) else ""


def _readers(
    post: Post, mentioned: Sequence[Named], among: Q
) -> tuple[dict[Named, tuple[int | None, int | None]], list[int]]:
    """Return those of MENTIONED who may read POST, with their keys, and the memberships behind them."""
    if not mentioned:
        return {}, []
    members = [one.public_id for one in mentioned if one.kind == "member"]
    offices = [one.public_id for one in mentioned if one.kind == "authority"]
    readers = audience_of(post).filter(among, Q(public_id__in=members) | Q(authority__public_id__in=offices))
    rows = list(readers.order_by("pk").values_list("pk", "public_id", "authority_id", "authority__public_id"))
    found: dict[Named, tuple[int | None, int | None]] = {}
    for pk, public_id, authority_id, authority in rows:
        found[Named("member", public_id)] = (pk, None)
        found[Named("authority", authority)] = (None, authority_id)
    return {one: found[one] for one in mentioned if one in found}, [row[0] for row in rows]
