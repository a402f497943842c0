"""Writes a member's own data as a ZIP: a file of JSON Lines for each part, and the files he attached."""

import json
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder

from home.own_data.parts import PARTS, SYSTEM
from network.models import Member
from writing.files import store
from writing.models import StoredFile

PIECE = 1 << 18


def write(member: Member, target: BinaryIO) -> None:
    """Write all of MEMBER's data into TARGET, a row at a time."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, rows in PARTS.items():
            with archive.open(f"{name}.jsonl", "w") as lines:
                for row in rows(member):
                    lines.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
        _files(member, archive)


def _files(member: Member, archive: ZipFile) -> None:
    ready = StoredFile.objects.visible_to(SYSTEM).filter(owner__member=member, status=StoredFile.Status.READY)
    listed = []
    for file in ready.order_by("pk").iterator():
        # Under its public id: a name that somebody typed is no path.
        listed.append(
            {"file": f"files/{file.public_id}", "name": file.name, "type": file.media_type, "at": file.created_at}
        )
        try:
            source = store.place(file.stored).open("rb")
        except FileNotFoundError:
            continue
        with source, archive.open(f"files/{file.public_id}", "w", force_zip64=True) as copy:
            while piece := source.read(PIECE):
                copy.write(piece)
    with archive.open("files.jsonl", "w") as lines:
        for row in listed:
            lines.write(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
