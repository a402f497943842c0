"""Mentions: `@[words](member:…)` or `@[words](authority:…)` with a public id; the words are for whoever writes.

A page shows who it is today. A mention that has no place (nobody of that id reads there) stays what it is: text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MENTION = re.compile(r"@\[([^\[\]\n]{1,200})\]\((member|authority):([A-Za-z0-9_-]{22})\)", re.ASCII)
KIND = "mention"


@dataclass(frozen=True, slots=True)
class Named:
    """Who is mentioned: KIND is "member" or "authority"."""

    kind: str
    public_id: str


def may_mention(text: str) -> bool:
    """Whether it is worth looking."""
    return "@[" in text


def mentioned(tokens: Sequence[Token]) -> list[Named]:
    """Return whom the text names, each once, in the order of the first time."""
    return list(dict.fromkeys(token.meta["named"] for token in _mentions(tokens)))


def mention_text(kind: str, public_id: str, label: str) -> str:
    """Return what one writes to mention somebody."""
    words = " ".join(re.sub(r"[\[\]]", " ", label).split())[:200]
    return f"@[{words}]({kind}:{public_id})"


def without_ids(text: str) -> str:
    """Return TEXT as one reads it in its source: @ and the words."""
    return MENTION.sub(r"@\1", text)


def place_mentions(tokens: Sequence[Token], places: dict[Named, int]) -> None:
    """Give each mention in TOKENS its place, where it has one."""
    for token in _mentions(tokens):
        token.meta["place"] = places.get(token.meta["named"])


def mention(state: StateInline, silent: bool) -> bool:
    """The rule of the parser."""
    if state.src[state.pos] != "@":
        return False
    match = MENTION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push(KIND, "", 0)
        token.content = f"@{match[1]}"
        token.meta = {"named": Named(match[2], match[3]), "place": None}
    state.pos = match.end()
    return True


def _mentions(tokens: Sequence[Token]) -> Iterable[Token]:
    for token in tokens:
        for child in token.children or ():
            if child.type == KIND:
                yield child
