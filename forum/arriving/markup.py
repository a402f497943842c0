"""Text of mail as the Markdown of a post: every sign stands for itself, and a long quotation at the end is folded."""

import re
from html.parser import HTMLParser

# What Markdown would take for markup.
SIGNS = re.compile(r"([\\`*_\[\]<>#|~!&{}$@])")
ITEM = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
DASHES = re.compile(r"^([-+=])")
QUOTED = re.compile(r"^((?:>[ ]?)+)")
# A quotation shorter than this is read in passing; a longer one at the end is what everybody has read before.
FOLDED_FROM = 6
# "-----Original Message-----" in the languages of mail programs: a line of dashes around a few words.
ORIGINAL = re.compile(r"^\s*[-_]{4,}\s*[^-_]{3,40}\s*[-_]{4,}\s*$")
# "On 3 May, somebody wrote:" ends in a colon in whatever language, and a quotation follows.
ATTRIBUTION = re.compile(r":\s*$")


def markdown_of(text: str) -> str:
    """Return TEXT so that Markdown shows it as it was typed: its lines, its quotations, and no sign read as markup."""
    return "\n".join(_lines(text.split("\n")))


def divided(text: str) -> tuple[str, str]:
    """Return what somebody wrote, and the quotation below it that is folded, "" where there is none."""
    lines = text.rstrip().split("\n")
    for number, line in enumerate(lines):
        if number and ORIGINAL.match(line) and len(lines) - number > FOLDED_FROM:
            return "\n".join(lines[:number]).rstrip(), "\n".join(lines[number + 1 :]).strip("\n")
    start = len(lines)
    while start and (lines[start - 1].startswith(">") or not lines[start - 1].strip()):
        start -= 1
    if sum(line.startswith(">") for line in lines[start:]) < FOLDED_FROM or not any(lines[:start]):
        return "\n".join(lines), ""
    # The line that says whose words follow goes with them.
    while start and ATTRIBUTION.search(lines[start - 1]) and any(line.strip() for line in lines[: start - 1]):
        start -= 1
        if not lines[start].endswith(":") or (start and not lines[start - 1].strip()):
            break
    return "\n".join(lines[:start]).rstrip(), "\n".join(lines[start:]).strip("\n")


def _lines(lines: list[str]) -> list[str]:
    made: list[str] = []
    for number, line in enumerate(lines):
        quoted = QUOTED.match(line)
        marks = "> " * quoted.group(1).count(">") if quoted else ""
        words = line[quoted.end() :] if quoted else line
        following = lines[number + 1] if number + 1 < len(lines) else ""
        goes_on = bool(words.strip()) and bool(following.strip(" >")) and _depth(following) == _depth(line)
        before = lines[number - 1] if number else ""
        if number and _depth(before) != _depth(line) and made and made[-1].strip(" >"):
            # Without an empty line Markdown would let a quotation go on.
            made.append("")
        made.append(marks + _escaped(words) + ("\\" if goes_on else ""))
    return made


def _depth(line: str) -> int:
    quoted = QUOTED.match(line)
    return quoted.group(1).count(">") if quoted else 0


def _escaped(line: str) -> str:
    stripped = line.lstrip(" \t")
    # Spaces at the start of a line would make code of it.
    indent = "\u00a0" * min(len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()), 40)
    words = SIGNS.sub(r"\\\1", stripped.rstrip())
    words = ITEM.sub(r"\1\\\2", words)
    return indent + DASHES.sub(r"\\\1", words)


class _Plain(HTMLParser):
    """Collects the text of a page of HTML, a line for each block; scripts, styles and heads are left out."""

    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "table", "ul", "ol", "hr", "pre", "blockquote", "section"}) | {
        f"h{level}" for level in range(1, 7)
    }
    SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        self.quoted += tag == "blockquote"
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(self.silent - (tag in self.SILENT), 0)
        if tag in self.BLOCKS - {"br"}:
            self.words.append("\n")
        self.quoted = max(self.quoted - (tag == "blockquote"), 0)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            words = " ".join(data.split())
            if words:
                begins = not self.words or self.words[-1].endswith("\n")
                self.words.append(("> " * min(self.quoted, 8) if begins else " ") + words)


def plain_of_html(page: str) -> str:
    """Return the text of a PAGE of HTML. Never fails: what the parser refuses is stripped of its tags."""
    parser = _Plain()
    try:
        parser.feed(page)
        parser.close()
        text = "".join(parser.words)
    except (AssertionError, ValueError, RecursionError):
        text = re.sub(r"<[^<>]{0,2000}>", " ", page)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
