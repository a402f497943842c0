"""Turn what a member writes (Markdown) into HTML that can do nothing but be read.

Three walls stand behind each other: raw HTML is escaped by the parser, links are judged, and what comes
out is rebuilt from a short allow-list. The result is stored with the post, and made anew when RENDERER_VERSION rises.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from unicodedata import bidirectional

import nh3
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_block.list import list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link
from markdown_it.token import Token
from markupsafe import escape

from writing.mentions import Named, mention, mentioned, place_mentions
from writing.quotations import Quotation, placed, quotations

RENDERER_VERSION = 1

# In characters. A post of this length is rendered in well under a second whatever stands in it.
LONGEST = 40_000
# A row of a table may be one sign long and yet as wide as its head: 100 columns, 30,000 rows, three million cells.
MOST_TOKENS = 60_000
# Quotes and lists inside each other; what is nested deeper stays as text. One list counts two.
DEEPEST = 12
# Brackets inside each other; what stands deeper is no link. The parser looks that deep behind each bracket, of which a
# line may hold 39,000: at its own limit of 30 such a line takes as long as sixty that say something.
DEEPEST_BRACKETS = 6
LONGEST_LINK = 2_000
# One definition can be used by thousands of links: [a]: https://… [a] [a] [a] …
LONGEST_LINKS_TOGETHER = 1_000_000

WORDS = {"code", "em", "strong", "s", "a", "br"}
BLOCKS = {"p", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "pre", "hr"}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
TAGS = WORDS | BLOCKS | TABLE | {"div", "span"}
DIRECTED = {tag: {"dir"} for tag in BLOCKS | TABLE}
ATTRIBUTES: dict[str, set[str]] = DIRECTED | {
    "a": {"href"},
    "ol": {"dir", "start"},
    "th": {"dir", "scope"},
    # Where a page puts in, for each reader by the rule, what is not the author's: no text can make these.
    "div": {"data-quote"},
    "span": {"data-mention"},
}
# What scrolls sideways on a narrow screen must be reached by keyboard.
FIXED = {"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}}
SCHEMES = frozenset({"http", "https", "mailto"})
# These two turn all that follows around and can make a sentence read as another; Arabic does not need them.
OVERRIDES = {0x202D: None, 0x202E: None}
SURROGATES = re.compile("[\ud800-\udfff]")
CONTAINERS = frozenset({"blockquote_open", "bullet_list_open", "ordered_list_open", "table_open"})
LEAVES = frozenset({"paragraph_open", "heading_open", "td_open", "th_open", "fence", "code_block"})


class TooLong(ValueError):
    """The text is longer than a post may be, or its links together are."""

    def __init__(self) -> None:
        super().__init__(_("The text is too long. Shorten it, or divide it into several posts."))


@dataclass(frozen=True)
class Rendered:
    """HTML that is safe to put into a page as it stands, and the version of the renderer that made it."""

    html: str
    version: int


@dataclass(frozen=True)
class References:
    """The quotations of posts and the mentions in a text, in their order."""

    quotations: list[Quotation]
    mentioned: list[Named]


@dataclass(frozen=True)
class Places:
    """Where the page fills in: for each quotation of a text its place or None, and the places of those it mentions."""

    quotations: Sequence[int | None] = ()
    mentioned: dict[Named, int] = field(default_factory=dict)


class Written(str):
    """A text with its HTML, so that the form which checks it and the action which keeps it render it once."""

    rendered: Rendered

    @classmethod
    def of(cls, text: str) -> "Written":
        """Return TEXT rendered. Raises TooLong."""
        written = cls(text)
        written.rendered = render(text)
        return written


def references(text: str) -> References:
    """Return whose words TEXT quotes and whom it mentions. Raises TooLong."""
    tokens = _parse(text)
    return References(quotations(tokens, text), mentioned(tokens))


def render(text: str, places: Places | None = None) -> Rendered:
    """Return the HTML of TEXT: CommonMark with tables and strikethrough; headings begin at h3. Raises TooLong.

    What has a place in PLACES becomes a placeholder; a quotation or mention without one is text like any other.
    """
    if isinstance(text, Written) and places is None:
        return text.rendered
    tokens = _parse(text)
    if places is not None:
        tokens = placed(tokens, places.quotations)
        place_mentions(tokens, places.mentioned)
    _shape(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Rendered(html=clean(html), version=RENDERER_VERSION)


def plain(text: str, length: int | None = None) -> str:
    """Return the words of TEXT on one line, without marks, cut at LENGTH characters: for excerpts. Raises TooLong."""
    words = " ".join(" ".join(_words(_parse(text))).split()).translate(OVERRIDES)
    return words if length is None or len(words) <= length else words[: length - 1].rstrip() + "…"


def clean(html: str) -> str:
    """Rebuild HTML from what is allowed; doing it twice changes nothing."""
    return nh3.clean(
        html.translate(OVERRIDES),
        tags=TAGS,
        clean_content_tags=set(),
        attributes=ATTRIBUTES,
        set_tag_attribute_values=FIXED,
        link_rel="nofollow noopener noreferrer",
        url_schemes=set(SCHEMES),
        url_relative="deny",
    ).translate(OVERRIDES)


def _parse(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise TooLong
    tokens = _PARSER.parse(SURROGATES.sub("\ufffd", text))
    if len(tokens) > MOST_TOKENS:
        raise TooLong
    return tokens


def _shape(tokens: list[Token]) -> None:
    """Shift headings, give each block its direction, and count what the links weigh."""
    weight = 0
    open_containers: list[Token] = []
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in LEAVES:
            token.attrSet("dir", "auto")
        elif token.type in CONTAINERS:
            open_containers.append(token)
        elif token.type == "inline":
            weight += sum(len(str(child.attrGet("href") or "")) for child in token.children or ())
            if weight > LONGEST_LINKS_TOGETHER:
                raise TooLong
            _direct(open_containers, token.content)
        if token.nesting == -1 and open_containers and token.level == open_containers[-1].level:
            open_containers.pop()
    _direct_tight_items(tokens)


def _direct(containers: list[Token], words: str) -> None:
    """Say which way each of CONTAINERS runs, by the first letter in it.

    `dir=auto` would not do: a browser looks for that letter only outside the blocks which have a direction themselves.
    """
    undecided = [token for token in containers if token.attrGet("dir") is None]
    direction = first_direction(words) if undecided else ""
    if direction:
        for token in undecided:
            token.attrSet("dir", direction)


def first_direction(words: str) -> str:
    """Return "rtl" or "ltr" by the first letter of WORDS that has a direction, or "" when none has."""
    for sign in words:
        kind = bidirectional(sign)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return ""


def _direct_tight_items(tokens: list[Token]) -> None:
    # A tight list hides its paragraphs, so that the item itself is the block.
    for item, paragraph in pairwise(tokens):
        if item.type == "list_item_open" and paragraph.type == "paragraph_open" and paragraph.hidden:
            item.attrSet("dir", "auto")


def _words(tokens: Sequence[Token]) -> list[str]:
    words: list[str] = []
    for token in tokens:
        if token.children is not None:
            words.append("".join(child.content if child.type != "softbreak" else " " for child in token.children))
        elif token.type in {"fence", "code_block"}:
            words.append(token.content)
    return words


BlockRule = Callable[[StateBlock, int, int, bool], bool]


def _bounded(rule: BlockRule) -> BlockRule:
    """Return RULE, which no longer answers below DEEPEST: 10,000 quotes in each other become a few and their text."""

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST and rule(state, start, end, silent)

    return bounded


def _link(state: StateInline, silent: bool) -> bool:
    """Find a link as the library does; looking into brackets that stand too deep in others, pass over the rest."""
    if silent and state.level > DEEPEST_BRACKETS:
        state.pos = state.posMax
        return True
    return link(state, silent)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        scheme, _colon, rest = url.strip().partition(":")
        return bool(rest) and scheme.lower() in SCHEMES and len(url) <= LONGEST_LINK

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        """Show an address as it is sent: decoding xn-- would let one alphabet pose as another."""
        return link


class _Renderer(RendererHTML):
    """The language named after a fence is no class here, and a code block has its direction on the block itself."""

    def fence(self, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return self.code_block(tokens, index, options, env)

    def code_block(self, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return f'<pre dir="auto"><code>{escape(tokens[index].content)}</code></pre>\n'

    def quotation(self, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return f'<div data-quote="{tokens[index].meta["place"]}"></div>\n'

    def mention(self, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]) -> str:
        place = tokens[index].meta["place"]
        return str(escape(tokens[index].content)) if place is None else f'<span data-mention="{place}"></span>'


def _parser() -> _Parser:
    parser = _Parser("commonmark", {"html": False, "linkify": False, "maxNesting": 30}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"])
    # Images are files of others; a post has none.
    parser.disable(["image", "html_block", "html_inline"])
    parser.inline.ruler.before("link", "mention", mention)
    parser.inline.ruler.at("link", _link)
    parser.block.ruler.at("blockquote", _bounded(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.block.ruler.at("list", _bounded(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


_PARSER = _parser()
