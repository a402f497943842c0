"""One message of an archive: who wrote, when, in answer to what, the text, and what was attached."""

import email
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, mktime_tz, parsedate_tz

from forum.arriving.charsets import header_text, text_of
from forum.arriving.markup import plain_of_html
from writing.files.kinds import kind_of_type

# "<…>" in Message-ID, References, In-Reply-To; what is written around them is not part of any.
IDENTIFIER = re.compile(r"<\s*([^<>\s]+)\s*>")
OBSCURED = re.compile(r"([\w.+-]+) at ([\w-]+(?:\.[\w-]+)+)")
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
AHEAD = timedelta(days=2)
# Messages in messages, parts in parts: what is deeper is kept as a file.
DEEPEST = 20
# They prove nothing once the text is shown in another dress.
SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """`key` is the Message-ID without its brackets, "" for none; `answers`: what it answers, the nearest first.

    `faults` name what was not as it should be, for the report.
    """

    key: str
    answers: tuple[str, ...]
    subject: str
    address: str
    date: datetime | None
    text: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    faults: tuple[str, ...] = field(default_factory=tuple)


def head_of(raw: bytes) -> Letter:
    """Return the message in RAW without text and files: what says where it belongs."""
    end = min((place for place in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if place >= 0), default=len(raw))
    return _letter(_parsed(raw[: end + 2]))


def letter_of(raw: bytes) -> Letter:
    """Return the whole message in RAW. Never fails: what cannot be read is named in `faults` and kept as it stands."""
    message = _parsed(raw)
    head = _letter(message)
    faults = list(head.faults)
    texts: list[str] = []
    enclosures: list[Enclosure] = []
    _gather(message, texts, enclosures, faults, 0)
    text = "\n\n".join(one for one in texts if one.strip())
    return Letter(
        key=head.key,
        answers=head.answers,
        subject=head.subject,
        address=head.address,
        date=head.date,
        text=text.strip("\n"),
        enclosures=tuple(enclosures),
        faults=tuple(faults),
    )


def envelope_date(line: bytes) -> datetime | None:
    """Return the date in the line that begins a message ("From a@b Mon Jan  1 00:00:00 2001"), or None."""
    words = line.decode("ascii", "replace").split(maxsplit=2)
    return _sane(words[2].replace(" remote from", "")) if len(words) == 3 else None


def _parsed(raw: bytes) -> Message:
    return email.message_from_bytes(raw, policy=compat32)


def _letter(message: Message) -> Letter:
    faults = []
    key = next(iter(_identifiers(message, "Message-ID")), "")
    if not key:
        faults.append("no_identifier")
    date = _date(message)
    if date is None:
        faults.append("no_date")
    references = list(reversed(_identifiers(message, "References")))
    replied = _identifiers(message, "In-Reply-To")
    # The last reference is the parent; In-Reply-To where there are none, or before those that name other messages.
    answers = references or replied
    answers += [one for one in replied if one not in answers]
    pairs = getaddresses([header_text(_first(message, name)) for name in ("From", "Sender") if _first(message, name)])
    address = next((found.strip().lower() for _name, found in pairs if "@" in found), "")
    if not address:
        # Archives on the web write "name at place.org" for fear of robots.
        written = OBSCURED.search(header_text(_first(message, "From")))
        address = f"{written[1]}@{written[2]}".lower() if written else ""
    if not address:
        faults.append("no_author")
    return Letter(
        key=key,
        answers=tuple(one for one in answers if one != key),
        subject=header_text(_first(message, "Subject")),
        address=address,
        date=date,
        faults=tuple(faults),
    )


def _first(message: Message, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, LookupError, AttributeError):
        return None
    return None if value is None else str(value)


def _identifiers(message: Message, name: str) -> list[str]:
    value = " ".join(str(one) for one in message.get_all(name, []))
    found = IDENTIFIER.findall(value)
    if not found and name == "Message-ID" and value.strip():
        # Some programs leave the brackets out.
        found = [value.split()[0]]
    return list(dict.fromkeys(found))


def _date(message: Message) -> datetime | None:
    received = [str(one).rpartition(";")[2] for one in message.get_all("Received", [])]
    for value in [_first(message, "Date"), _first(message, "Resent-Date"), *received]:
        found = _sane(value)
        if found is not None:
            return found
    return None


def _sane(value: str | None) -> datetime | None:
    """Return the instant VALUE names, or None for what cannot be: unreadable, before mail, or yet to come."""
    if not value:
        return None
    try:
        parsed = parsedate_tz(value.strip())
        if parsed is None:
            return None
        moment = datetime.fromtimestamp(mktime_tz(parsed), UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return moment if EARLIEST < moment < datetime.now(UTC) + AHEAD else None


def without_files(letter: Letter) -> Letter:
    """Return LETTER with the names of its files, and without what is in them."""
    return replace(letter, enclosures=tuple(replace(one, content=b"") for one in letter.enclosures))


def _gather(part: Message, texts: list[str], files: list[Enclosure], faults: list[str], depth: int) -> None:
    """Sort PART and what is in it into texts, in their order, and files."""
    if part.is_multipart() and depth < DEEPEST:
        payload = part.get_payload()
        parts = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
        is_choice = part.get_content_type() == "multipart/alternative"
        chosen = _chosen(parts) if is_choice else None
        for one in parts:
            # One text in several dresses is taken once; of the others, which repeat it, only their files.
            _gather(one, texts if not is_choice or one is chosen else [], files, faults, depth + 1)
        return
    content, media_type = _content(part, faults), part.get_content_type()
    name = header_text(part.get_filename())
    is_file = bool(name) or part.get_content_disposition() == "attachment"
    if media_type == "text/plain" and not is_file:
        texts.append(_flowed(part, text_of(content, _charset(part))))
    elif media_type == "text/html" and not is_file:
        texts.append(plain_of_html(text_of(content, _charset(part))))
    elif media_type in SIGNATURES:
        faults.append("signature")
    elif content:
        files.append(Enclosure(name or _nameless(media_type), media_type, content))


def _chosen(parts: list[Message]) -> Message | None:
    """Return the plainest of PARTS that says anything; where none is plain, the last, which is the best by RFC 2046."""
    for one in parts:
        if one.get_content_type() == "text/plain" and _content(one, []).strip():
            return one
    shown = [one for one in parts if one.get_content_type() == "text/html" or one.is_multipart()]
    return next(iter(shown[::-1] or parts), None)


def _nameless(media_type: str) -> str:
    kind = kind_of_type(media_type)
    return f"attachment.{kind.ending}" if kind else "attachment"


def _content(part: Message, faults: list[str]) -> bytes:
    try:
        if part.is_multipart():
            return part.as_bytes()
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, TypeError, KeyError, UnicodeError):
        faults.append("unreadable_part")
        content = None
    if isinstance(content, bytes):
        return content
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, UnicodeError):
        return ""


def _flowed(part: Message, text: str) -> str:
    """Put the lines of format=flowed (RFC 3676) together again."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joined: list[str] = []
    open_depth = -1
    drop = str(part.get_param("delsp", "")).lower() == "yes"
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != "-- "
        if open_depth == depth and joined:
            joined[-1] += words
        else:
            joined.append(">" * depth + (" " if depth else "") + words)
        if flows and drop:
            joined[-1] = joined[-1][:-1]
        open_depth = depth if flows else -1
    return "\n".join(joined)
