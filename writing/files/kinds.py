"""The kinds of files that are accepted: what a name may end in, and what a browser is told it is."""

from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """`family` says which check of writing/files/inside is asked; `label` is what a person reads."""

    ending: str
    media_type: str
    family: str
    label: str


# docs/decisions/0010 gives the reasons for each, and for what is left out.
KINDS = {
    kind.ending: kind
    for kind in (
        Kind("pdf", "application/pdf", "pdf", "PDF"),
        Kind("docx", f"{OFFICE}.wordprocessingml.document", "office", "DOCX"),
        Kind("xlsx", f"{OFFICE}.spreadsheetml.sheet", "office", "XLSX"),
        Kind("pptx", f"{OFFICE}.presentationml.presentation", "office", "PPTX"),
        Kind("odt", f"{OPEN}.text", "open", "ODT"),
        Kind("ods", f"{OPEN}.spreadsheet", "open", "ODS"),
        Kind("odp", f"{OPEN}.presentation", "open", "ODP"),
        Kind("txt", "text/plain", "text", "TXT"),
        Kind("csv", "text/csv", "text", "CSV"),
        Kind("png", "image/png", "image", "PNG"),
        Kind("jpg", "image/jpeg", "image", "JPEG"),
        Kind("webp", "image/webp", "image", "WebP"),
    )
}
SAME = {"jpeg": "jpg"}
ACCEPTED = ", ".join(kind.label for kind in KINDS.values())
# What a browser's dialog offers to choose from.
CHOOSABLE = ",".join(f".{ending}" for ending in (*KINDS, *SAME))


def kind_of(name: str) -> Kind | None:
    """Return the kind that NAME claims by its ending, None when it is none of ours."""
    _stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    return KINDS.get(SAME.get(ending, ending)) if dot else None


def kind_of_type(media_type: str) -> Kind | None:
    return next((kind for kind in KINDS.values() if kind.media_type == media_type), None)
