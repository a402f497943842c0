"""Files as a post shows them: name, kind, size, code; only those which the reader may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from forum.addresses import address
from forum.models import Attachment
from network.models import Membership
from writing.files.kinds import kind_of_type
from writing.files.words import size_in_words

FILE = "f"
# Between the words of one row; no name holds it (writing/files/names.py).
BREAK = "\n"


@dataclass(frozen=True, slots=True)
class FileView:
    public_id: str
    name: str
    kind: str
    size: int
    # Its own code, "" where it has the post's.
    code: str

    @property
    def url(self) -> str:
        return address("forum:file", self.public_id)

    @property
    def size_words(self) -> str:
        return size_in_words(self.size)


def file_parts(reader: Membership, posts: list[int]) -> "list[QuerySet[Any, Any]]":
    """Return the files of POSTS that READER may open, in the columns of forum/pages/filling.py."""
    between = Value(BREAK)
    rows = Attachment.objects.visible_to(reader).filter(post_id__in=posts).order_by()
    size = Cast("file__size", CharField())
    annotated = rows.annotate(
        kind=Value(FILE, output_field=CharField()),
        of_post=F("post_id"),
        at_place=Cast("position", IntegerField()),
        key=F("public_id"),
        who=Value(0),
        words=Concat("name", between, "file__media_type", between, size, between, "code", output_field=TextField()),
    )
    return [annotated.values_list("kind", "of_post", "at_place", "key", "who", "words")]


def file_views(held: Iterable[Any]) -> tuple[FileView, ...]:
    """Return the files among what a post holds, in their order."""
    return tuple(_view(one) for one in sorted(held, key=lambda one: one.place) if one.kind == FILE)


def _view(held: Any) -> FileView:
    name, media_type, size, code = held.words.split(BREAK)
    kind = kind_of_type(media_type)
    return FileView(held.key, name, kind.label if kind else "", int(size), code)
