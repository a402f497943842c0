"""What somebody typed into the search, read as words, phrases and operators; nothing that can be typed is an error."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from forum.search.analyser import COMPOUND, HYPHENED, HYPHENS, Piece, asked, pairs, pieces, words_of
from forum.search.folding import fold
from forum.search.languages import SILENT
from forum.search.stems import MARK, SPOKEN

# Characters and words; what is longer is refused in a sentence, not cut in silence.
LONGEST = 500
MOST = 24
OPERATORS = ("in", "from", "state", "status", "kind", "code", "before", "after", "has")
PART = re.compile(
    rf"""(?P<minus>(?<!\S)[-−])?(?:
        (?P<name>(?<!\w)(?:{"|".join(OPERATORS)})):(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<value>[^\s"]*))
        |"(?P<phrase>[^"]*)(?:"|$)
        |(?P<words>[^\s"]+))""",
    re.VERBOSE | re.IGNORECASE,
)
# What was typed as an operator and is none: a name in letters with its value right behind it. No address (https://…),
# time, ratio or number of a thing (10:30, 1:2, CELEX:32014L0041) and nothing with a second colon (ECLI:EU:C:2016:198).
# Chinese and Japanese write a colon between words without a space.
UNKNOWN = re.compile(r"(?P<name>[a-zà-öø-ɏЀ-ӿء-يٮ-ۓ][\w-]{1,19}):(?P<value>$|[^\W_][^:]*)", re.IGNORECASE)
# What stands before a colon in an address of another kind, or in a handling code.
PREFIXES = frozenset({"mailto", "tel", "sip", "urn", "doi", "data", "tlp"})
# What a keyboard makes of a quotation mark, colon or minus; and signs of direction, which nobody sees.
TYPED = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』＂", '"') | {"：": ":", "﹕": ":", "－": "-", "﹣": "-", "\x00": " "}
    | dict.fromkeys("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)  # fmt: skip
# l'entraide, d'extradition, the court's: what stands alone beside an apostrophe is no word that one looks for.
ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’ʼ](?=\w)|(?<=\w)['’ʼ]s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A row holds one of TOKENS; one that ends in "*" is a beginning."""

    tokens: frozenset[str]

    @property
    def are_names(self) -> bool:
        """Whether these are names of places, writers, kinds (forum/search/tokens.py), which are held by many rows."""
        return all(token.startswith("_") for token in self.tokens)

    @property
    def looked_up(self) -> frozenset[str]:
        """The tokens without words whose stems are among them: whoever holds such a word holds one of its stems."""
        stemmed = any(token.endswith(MARK) for token in self.tokens)
        return frozenset(one for one in self.tokens if one.endswith(MARK) or not (stemmed and SPOKEN.search(one)))


@dataclass(frozen=True, slots=True)
class Operator:
    name: str
    value: str
    is_excluded: bool


@dataclass
class Query:
    """All of `wanted` and of `phrases`, nothing of `unwanted` and `unwanted_phrases`; phrases are folded words."""

    wanted: list[Alternatives] = field(default_factory=list)
    unwanted: list[Alternatives] = field(default_factory=list)
    phrases: list[list[str]] = field(default_factory=list)
    unwanted_phrases: list[list[str]] = field(default_factory=list)
    operators: list[Operator] = field(default_factory=list)
    # The names of what looks like an operator and is none; it is looked for as words.
    unknown: list[str] = field(default_factory=list)
    is_too_long: bool = False

    @property
    def has_words(self) -> bool:
        return bool(self.wanted or self.phrases)

    @property
    def is_empty(self) -> bool:
        return not (self.has_words or self.unwanted or self.unwanted_phrases or self.operators)

    @property
    def sought(self) -> frozenset[str]:
        """Everything by which a word of a text is a hit."""
        phrased = {word for words in self.phrases for word in words}
        return frozenset(phrased).union(*(one.tokens for one in self.wanted))


def parse(text: str) -> Query:
    """Return what TEXT asks for."""
    found = Query(is_too_long=len(text) > LONGEST)
    if found.is_too_long:
        return found
    silent: list[Alternatives] = []
    text = text.translate(TYPED)
    for part in PART.finditer(text):
        is_excluded = part["minus"] is not None
        if part["name"] is not None:
            value = part["quoted"] if part["quoted"] is not None else part["value"]
            found.operators.append(Operator(part["name"].lower(), value.strip(), is_excluded))
        elif part["phrase"] is not None:
            _add_phrase(found, part["phrase"], is_excluded)
        else:
            name = _unknown(part["words"], is_quoted=text.startswith('"', part.end()))
            if name and name not in found.unknown:
                found.unknown.append(name)
            _add_words(found, part["words"], is_excluded, silent)
    if not found.has_words:
        # Nothing but little words: then these are meant.
        found.wanted += silent
    count = len(found.wanted) + len(found.unwanted) + len(found.operators)
    count += sum(len(words) for words in [*found.phrases, *found.unwanted_phrases])
    return Query(is_too_long=True) if count > MOST else found


def _unknown(words: str, *, is_quoted: bool) -> str:
    """Return the name of what was typed as an operator and is none, else ""; IS_QUOTED: a phrase stands behind it."""
    match = UNKNOWN.fullmatch(words)
    if match is None or match["name"].lower() in PREFIXES or bool(match["value"]) is is_quoted:
        return ""
    is_number_of = match["name"].isupper() and match["value"][:1].isdigit()
    return "" if is_number_of else match["name"]


def _add_phrase(found: Query, text: str, is_excluded: bool) -> None:
    words = words_of(text)
    if words:
        (found.unwanted_phrases if is_excluded else found.phrases).append(words)


def _add_words(found: Query, text: str, is_excluded: bool, silent: list[Alternatives]) -> None:
    groups = list(_groups(ELIDED.sub(" ", text)))
    if is_excluded:
        if len(groups) == 1:
            found.unwanted += [group for _word, group in groups]
        else:
            # -case-law: not the two side by side.
            _add_phrase(found, text, True)
        return
    for word, group in groups:
        (silent if word in SILENT else found.wanted).append(group)


def _joined(text: str) -> tuple[str, list[str]]:
    """Return TEXT without the words that some write with a hyphen and some without, and these."""
    return COMPOUND.sub(" ", text), [one[1] + one[2] for one in COMPOUND.finditer(text)]


def _around(piece: Piece, in_one: Mapping[tuple[int, int], frozenset[str]]) -> Iterator[frozenset[str]]:
    """Yield what is asked for the whole of which PIECE is a part: where that stands in one word, each part is found."""
    for (start, end), tokens in in_one.items():
        if start <= piece.start and piece.end <= end:
            yield tokens


def _groups(text: str) -> Iterator[tuple[str, Alternatives]]:
    text, joined = _joined(text)
    for word in joined:
        yield fold(word), Alternatives(asked(word))
    text = unicodedata.normalize("NFC", text)
    in_one = {match.span(): asked(HYPHENS.sub("", match[0])) for match in HYPHENED.finditer(text)}
    for piece in pieces(text):
        if not piece.is_run:
            if word := fold(piece.text):
                yield word, Alternatives(asked(piece.text).union(*_around(piece, in_one)))
            continue
        pairs_of_run = pairs(piece.text)
        if len(pairs_of_run[0]) == 1:
            yield pairs_of_run[0], Alternatives(frozenset({f"{pairs_of_run[0]}*"}))
            continue
        # Words are mostly of two signs: every second pair, and the last, leave it open whether they stand together.
        for pair in dict.fromkeys([*pairs_of_run[::2], pairs_of_run[-1]]):
            yield pair, Alternatives(frozenset({pair}))
