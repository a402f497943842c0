"""The words of an archive as pages show them: made here by our own Markdown, never taken from outside."""

from collections.abc import Sequence
from typing import Any

from writing.markdown import LONGEST, Places, TooLong, references, render
from writing.quotations import may_quote


def html_of(body: str, quotes: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return BODY and its HTML, in which the QUOTES that belong to it have their places, in their order.

    What is too long or too wide for one rendering is rendered in pieces; what even then is, is shown as it was typed.
    """
    return body, "".join(_rendered(piece, quotes) for piece in _pieces(body))


def _rendered(text: str, quotes: Sequence[dict[str, Any]]) -> str:
    try:
        if not quotes or not may_quote(text):
            return render(text).html
        return render(text, _places(text, quotes)).html
    except TooLong:
        return render("    " + text.replace("\n", "\n    ")[: LONGEST // 2]).html


def _places(text: str, quotes: Sequence[dict[str, Any]]) -> Places:
    left = list(enumerate(quotes))
    places: list[int | None] = []
    for found in references(text).quotations:
        own = next((one for one in left if one[1]["post"] == found.public_id), None)
        if own is not None:
            left.remove(own)
        places.append(own[0] if own is not None else None)
    return Places(places)


def _pieces(body: str) -> list[str]:
    pieces = []
    while len(body) > LONGEST:
        end = body.rfind("\n\n", 0, LONGEST)
        end = end if end > 0 else body.rfind("\n", 0, LONGEST)
        end = end if end > 0 else LONGEST
        pieces.append(body[:end])
        body = body[end:].lstrip("\n")
    return [*pieces, body]
