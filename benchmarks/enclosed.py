"""Files as they hang on the mails of a list: papers, scans, photographs, tables, notes, and now and then a program."""

import io
import random
import zipfile
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image

from benchmarks.words import words

# From a short letter to a scanned request, in bytes.
SMALLEST, LARGEST = 20_000, 200_000
# So many different ones of each kind; a list sends the same form more than once, too.
DIFFERENT = 8


class Enclosed(NamedTuple):
    name: str
    media_type: str
    content: bytes


def make_files(chance: random.Random) -> list[tuple[float, list[Enclosed]]]:
    """Return the files of a list, DIFFERENT of each kind, and of which share of all files each kind is."""
    return [
        (share, [Enclosed(name, media_type, make(chance)) for _each in range(DIFFERENT)])
        for share, name, media_type, make in KINDS
    ]


def choose_file(kinds: list[tuple[float, list[Enclosed]]], chance: random.Random) -> Enclosed:
    (files,) = chance.choices([files for _share, files in kinds], [share for share, _files in kinds])
    return chance.choice(files)


def _size(chance: random.Random) -> int:
    return chance.randint(SMALLEST, LARGEST)


def _pdf(chance: random.Random) -> bytes:
    # Its streams are packed, and look like chance.
    return b"%PDF-1.5\n" + chance.randbytes(_size(chance)) + b"\nstartxref\n9\n%%EOF\n"


def _docx(chance: random.Random) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    text = " ".join(words(chance, 6_000))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        )
        package.writestr("_rels/.rels", "<Relationships/>")
        package.writestr("word/_rels/document.xml.rels", "<Relationships/>")
        package.writestr("word/document.xml", f"<document><p>{text}</p></document>")
        package.writestr("word/styles.xml", "<styles>" + "<style><name/></style>" * 800 + "</styles>")
        package.writestr("word/media/image1.jpg", chance.randbytes(_size(chance)))
    return made.getvalue()


def _photograph(chance: random.Random) -> bytes:
    side = chance.randint(400, 1_000)
    picture = Image.radial_gradient("L").resize((side, side * 3 // 4))
    grain = Image.frombytes("L", (side // 4, side // 4), chance.randbytes((side // 4) ** 2)).resize(picture.size)
    shades = [Image.blend(picture, grain, 0.3 + step / 10) for step in range(3)]
    made = io.BytesIO()
    Image.merge("RGB", shades).save(made, "JPEG", quality=85)
    return made.getvalue()


def _scan(chance: random.Random) -> bytes:
    """A page in grey, at a hundred dots an inch: white, with lines of signs."""
    page = Image.new("L", (827, 1_169), 255)
    for line in range(chance.randint(10, 28)):
        signs = Image.frombytes("L", (160, 3), chance.randbytes(480)).resize((640, 12))
        page.paste(signs, (90, 60 + 38 * line))
    made = io.BytesIO()
    page.save(made, "PNG")
    return made.getvalue()


def _notes(chance: random.Random) -> bytes:
    text = ""
    size = _size(chance) // 2
    while len(text) < size:
        text += " ".join(words(chance, 12)).capitalize() + ".\n"
    return text.encode()


def _program(chance: random.Random) -> bytes:
    return b"MZ" + chance.randbytes(_size(chance))


KINDS: list[tuple[float, str, str, Callable[[random.Random], bytes]]] = [
    (0.35, "request.pdf", "application/pdf", _pdf),
    (
        0.2,
        "draft.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _docx,
    ),
    (0.15, "photo.jpg", "image/jpeg", _photograph),
    (0.1, "scan.png", "image/png", _scan),
    (0.15, "notes.txt", "text/plain", _notes),
    (0.05, "tool.exe", "application/octet-stream", _program),
]
