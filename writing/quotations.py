"""Quotations of posts: a quotation whose first line is a post's address, `> /posts/…/`, and below it the words.

What is stored of it is the first line alone. The words lie beside the text, under the rule of the post that they are
from: a page puts them in for those who may read that post.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

# The forum's address of a post; a test holds it against the route. Which host stands before it says nothing.
ADDRESS = re.compile(r"(?:https?://[^\s/]{1,250})?(?:/[\w.~-]{1,60}){0,4}/posts/([A-Za-z0-9_-]{22})/?", re.ASCII)
MARK = re.compile(r" {0,3}> ?")
PLACEHOLDER = "quotation"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The post that is named, the words below its address, and the lines START to END (not included) of the text."""

    public_id: str
    words: str
    start: int
    end: int


def may_quote(text: str) -> bool:
    """Whether it is worth looking: whether TEXT has an address of a post at all."""
    return "/posts/" in text


def quotations(tokens: Sequence[Token], text: str) -> list[Quotation]:
    """Return the quotations of posts in TEXT, of which TOKENS were made, in their order."""
    found = []
    lines = text.split("\n")
    for index, token in enumerate(tokens):
        public_id = _named(tokens, index)
        if public_id and token.map:
            start, end = token.map
            while end > start + 1 and not lines[end - 1].strip():
                end -= 1
            words = "\n".join(MARK.sub("", line, count=1) for line in lines[start + 1 : end]).strip("\n")
            found.append(Quotation(public_id, words, start, end))
    return found


def quoting(public_id: str, words: str) -> str:
    """Return the lines that quote WORDS of the post PUBLIC_ID."""
    lines = [f"/posts/{public_id}/", *words.strip("\n").split("\n")] if words.strip() else [f"/posts/{public_id}/"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def rewritten(text: str, found: Sequence[Quotation], put: Sequence[str | None]) -> str:
    """Return TEXT with each of FOUND exchanged for what stands at its place in PUT; None leaves it as it is."""
    lines = text.split("\n")
    for quotation, instead in reversed(list(zip(found, put, strict=True))):
        if instead is not None:
            # Else the line below would be read as belonging to the quotation.
            gap = [""] if quotation.end < len(lines) and lines[quotation.end].strip() else []
            lines[quotation.start : quotation.end] = [*instead.split("\n"), *gap] if instead else gap
    return "\n".join(lines)


def placed(tokens: Sequence[Token], places: Sequence[int | None]) -> list[Token]:
    """Return TOKENS with the quotations that have a place exchanged for a placeholder."""
    left = iter(places)
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        place = next(left, None) if _named(tokens, index) else None
        if place is None:
            kept.append(tokens[index])
            index += 1
            continue
        kept.append(Token(PLACEHOLDER, "", 0, meta={"place": place}))
        while not (tokens[index].type == "blockquote_close" and tokens[index].level == 0):
            index += 1
        index += 1
    return kept


def _named(tokens: Sequence[Token], index: int) -> str:
    """Return the post that is named in the first line of the quotation which begins at INDEX, or ""."""
    token = tokens[index]
    if token.type != "blockquote_open" or token.level or index + 2 >= len(tokens):
        return ""
    if tokens[index + 1].type != "paragraph_open":
        return ""
    match = ADDRESS.fullmatch(tokens[index + 2].content.split("\n", 1)[0].strip())
    return match[1] if match else ""
