"""Bytes of mail as text: whatever they say they are, and whatever they are."""

import codecs
from email.header import decode_header

# Names that mail programs give to what Python knows under another.
ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "ansi": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "windows-874": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "unknown-8bit": "",
    "x-unknown": "",
    "unknown": "",
    "default": "",
    "8bit": "",
    "x-user-defined": "",
}
# Control signs have no place in a post, save the end of a line and the tab.
CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {127: None}
# Halves of characters that a broken sender left over.
SURROGATES = dict.fromkeys(range(55296, 57344), "�")
UNWANTED = CONTROLS | SURROGATES | {0xFEFF: None}


def text_of(raw: bytes, charset: str = "") -> str:
    """Return RAW as text: by CHARSET when it fits, else as UTF-8, else as the Western European it mostly is.

    Never fails; what cannot be read becomes a replacement sign. Lines end in one newline sign.
    """
    for name in (_known(charset), "utf-8"):
        if name:
            try:
                return cleaned(raw.decode(name))
            except (UnicodeDecodeError, UnicodeError, LookupError):
                continue
    # An encoding that was named and holds some broken signs is still nearer than another.
    named = _known(charset)
    return cleaned(raw.decode(named or "cp1252", "replace"))


def header_text(value: str | None) -> str:
    """Return the value of a header field as one line of text, its encoded words ("=?utf-8?q?…?=") opened."""
    if not value:
        return ""
    try:
        parts = decode_header(value)
    except (ValueError, LookupError, TypeError):
        return _line(str(value))
    words = [part if isinstance(part, str) else text_of(part, charset or "") for part, charset in parts]
    return _line("".join(words))


def cleaned(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(UNWANTED)


def _line(text: str) -> str:
    # Bytes above 127 in a header come as halves of characters: they are the bytes of the sender's own encoding.
    if any("\udc80" <= sign <= "\udcff" for sign in text):
        text = text_of(text.encode("utf-8", "surrogateescape"))
    return " ".join(cleaned(text).split())


def _known(charset: str) -> str:
    name = charset.strip().strip("\"'").lower()
    name = ALIASES.get(name, name)
    try:
        found = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # Some names are of codecs that turn bytes into bytes: base64, zip.
    return found.name if found is not None and getattr(found, "_is_text_encoding", True) else ""
