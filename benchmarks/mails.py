"""An archive of mails as lists have them, dirt included, and who truly answers whom: never twice in memory."""

import base64
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import BinaryIO, NamedTuple

from benchmarks.enclosed import Enclosed, choose_file, make_files
from benchmarks.words import words

BEGIN = datetime(2004, 1, 5, 8, tzinfo=UTC)
# Threads that still get answers.
OPEN = 60
PEOPLE = 2_000
# Of a hundred mails, so many have a file; and of a thousand so many of each fault.
FILES = 8
FAULTS = {
    "no_date": 6,
    "bad_date": 6,
    "no_key": 4,
    "same_key": 4,
    "loop": 2,
    "orphan": 40,
    "latin": 120,
    "cyrillic": 30,
    "raw_header": 20,
    "encoded_header": 80,
    "html": 60,
    # The same twice: plain, and as a page.
    "two_dresses": 350,
    "from_line": 10,
    "outlook": 60,
    "quoted": 250,
    "folded": 100,
    "no_references": 150,
    "no_reply_to": 50,
    "broken": 8,
}


class Mail(NamedTuple):
    """A mail as bytes; `token` stands in its text, `parent` is the token of what it answers, "" for none.

    `is_sure` is false where nobody can say who answers whom: two mails of one name, a loop.
    """

    raw: bytes
    token: str
    parent: str
    is_sure: bool


class _Told(NamedTuple):
    key: str
    token: str
    references: tuple[str, ...]
    subject: str
    is_sure: bool


def write(file: BinaryIO, count: int, seed: int = 7, files: int = FILES) -> Iterator[Mail]:
    """Write COUNT mails into FILE as mbox, and yield each without keeping any. FILES of a hundred have a file."""
    for mail in mails(count, seed, files):
        file.write(b"From someone@list.example Mon Jan  5 08:00:00 2004\n" + mail.raw.rstrip(b"\n") + b"\n\n")
        yield mail


def mails(count: int, seed: int, files: int) -> Iterator[Mail]:
    chance = random.Random(seed)
    threads: list[list[_Told]] = []
    kinds = make_files(random.Random(seed)) if files else []
    for number in range(count):
        faults = {name for name, share in FAULTS.items() if chance.random() * 1_000 < share}
        above = None
        if threads and chance.random() < 0.75:
            thread = chance.choice(threads)
            above = chance.choice(thread[-8:])
        enclosed = choose_file(kinds, chance) if chance.random() * 100 < files else None
        mail, told = _mail(number, above, faults, chance, enclosed)
        if above is None:
            threads.append([told])
            del threads[:-OPEN]
        else:
            thread.append(told)
            del thread[:-30]
        yield mail


def _mail(
    number: int, above: _Told | None, faults: set[str], chance: random.Random, enclosed: Enclosed | None
) -> tuple[Mail, _Told]:
    token = f"token{number:07d}x"
    key = f"{number}.{chance.getrandbits(40):x}@host{chance.randrange(90)}.example"
    subject = f"Re: {above.subject}" if above else f"[list] {sentence(chance, 6)}"
    references = (*above.references, above.key)[-12:] if above else ()
    sure = above is None or above.is_sure
    parent = above.token if above else ""
    if "same_key" in faults and above is not None:
        key, sure = above.key, False
    person = chance.randrange(PEOPLE)
    heads = [f"From: Person {person} <p{person}@office{person % 50}.example>"]
    heads += _dates(number, faults)
    if "no_key" not in faults:
        heads.append(f"Message-ID: <{key}>")
    if "orphan" in faults and above is None:
        references = (f"lost{number}@nowhere.example",)
    if "loop" in faults:
        references, sure = (*references, key), above is None
        parent = "" if above is None else parent
    heads += _answers(references, faults)
    heads += _subject(subject, faults)
    told_sure = sure and not faults & {"same_key", "no_key", "loop"}
    told = _Told(key, token, references, subject.removeprefix("Re: "), told_sure)
    raw = _raw(heads, _text(token, faults, chance), faults, enclosed)
    return Mail(raw, token, parent, sure and "loop" not in faults), told


def sentence(chance: random.Random, length: int) -> str:
    return " ".join(words(chance, length)).capitalize()


def _dates(number: int, faults: set[str]) -> list[str]:
    if "no_date" in faults:
        return []
    if "bad_date" in faults:
        return ["Date: Tue, 41 Foo 19104 25:61:00 +9999"]
    return [f"Date: {format_datetime(BEGIN + timedelta(minutes=37 * number))}"]


def _answers(references: tuple[str, ...], faults: set[str]) -> list[str]:
    if not references:
        return []
    reply = f"In-Reply-To: Your message <{references[-1]}>"
    named = "References: " + "\n\t".join(f"<{one}>" for one in references)
    if "no_references" in faults:
        return [reply]
    return [named] if "no_reply_to" in faults else [named, reply]


def _subject(subject: str, faults: set[str]) -> list[str]:
    if "encoded_header" in faults:
        words = base64.b64encode(f"{subject} é".encode()).decode()
        return [f"Subject: =?utf-8?B?{words}?="]
    if "raw_header" in faults:
        return [f"Subject: {subject} \udce9t\udce9"]
    if "folded" in faults:
        return ["Subject: " + subject.replace(" ", "\n ", 1)]
    return [f"Subject: {subject}"]


def _text(token: str, faults: set[str], chance: random.Random) -> str:
    text = "\n\n".join("\n".join(sentence(chance, 11) for _line in range(chance.randrange(2, 6))) for _part in range(3))
    lines = [f"{token} {text}"]
    if "from_line" in faults:
        lines.append("\nFrom here on the office in charge is another one.\n\n>From me as well.")
    if "latin" in faults:
        lines.append("Réponse à la requête, déjà reçue.")
    if "cyrillic" in faults:
        lines.append("Ответ на запрос получен.")
    if "quoted" in faults:
        quoted = "\n".join(f"> {sentence(chance, 9)}" for _line in range(9))
        lines.append(f"\nOn Monday, somebody wrote:\n{quoted}")
    if "outlook" in faults:
        told = "\n".join(sentence(chance, 9) for _line in range(9))
        lines.append(f"\n-----Original Message-----\nFrom: x\nSent: Monday\n\n{told}")
    return "\n".join(lines)


def _raw(heads: list[str], text: str, faults: set[str], enclosed: Enclosed | None) -> bytes:
    charset = "windows-1251" if "cyrillic" in faults else "iso-8859-1" if "latin" in faults else "us-ascii"
    body = text.encode(charset, "replace")
    if "broken" in faults:
        charset, body = "utf-8", body + b"\n\xff\xfe broken \x80"
    page = b"<html><body><p>" + body.replace(b"\n\n", b"</p><p>") + b"</p><script>x()</script></body></html>"
    said = _part("html", charset, page) if "html" in faults else _part("plain", charset, body)
    if "two_dresses" in faults and "html" not in faults:
        said = _together("alternative", "=_a", [said, _part("html", charset, page)])
    if enclosed is not None:
        said = _together("mixed", "=_b", [said, _attached(enclosed)])
    head = "\n".join(["Received: from a.example by b.example; Mon, 5 Jan 2004 08:00:00 +0000", *heads])
    return head.encode("utf-8", "surrogateescape") + b"\nMIME-Version: 1.0\n" + said


def _part(kind: str, charset: str, content: bytes) -> bytes:
    return f"Content-Type: text/{kind}; charset={charset}\n\n".encode() + content + b"\n"


def _together(kind: str, mark: str, parts: list[bytes]) -> bytes:
    begin = f"--{mark}\n".encode()
    whole = begin + begin.join(parts) + f"--{mark}--\n".encode()
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\n\n'.encode() + whole


def _attached(file: Enclosed) -> bytes:
    head = (
        f'Content-Type: {file.media_type}; name="{file.name}"\n'
        f'Content-Disposition: attachment; filename="{file.name}"\nContent-Transfer-Encoding: base64\n\n'
    )
    return head.encode() + base64.encodebytes(file.content)
