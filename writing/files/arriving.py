"""Files that come with a form: let in where a composer takes them, from members alone, and counted as they come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from network.middleware import ReaderRequest, route_name
from network.models import Membership
from writing.actions.files import NotTaken, receive_whole
from writing.files.fields import CODE, CODES, KEPT, SENT, codes_in
from writing.files.limits import LARGEST, LARGEST_FORM, MOST
from writing.files.names import clean_name
from writing.files.sentences import FORM, GONE, LARGE, MANY, sentence
from writing.models import StoredFile

PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)

_taking: set[str] = set()


def take_files_at(*routes: str) -> None:
    """Say that the forms of ROUTES take files; everywhere else a file is passed over unread."""
    _taking.update(routes)


@dataclass
class Sent:
    """The files of a form: those that are kept, sentences about those that are not, and codes by public id."""

    files: list[StoredFile] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)


class MemberFileHandler(TemporaryFileUploadHandler):
    """Writes what a member sends to disk, up to the limits; what is beyond them is noted and passed over."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        request: Any = self.request
        reader = getattr(request, "reader", None)
        self.takes = isinstance(reader, Membership) and route_name(request.path_info) in _taking
        self.fault = FORM if content_length > LARGEST_FORM else ""
        self.count = 0
        request.passed_over = []

    def new_file(self, *given: Any, **more: Any) -> None:
        super(TemporaryFileUploadHandler, self).new_file(*given, **more)
        # Whoever passes a file over closes this one, and the file before it is still wanted.
        self.file: Any = BytesIO()
        if not self.takes or self.field_name != SENT:
            raise SkipFile
        self.count += 1
        if self.fault or self.count > MOST:
            self._pass_over(self.fault or MANY)
        self.file = TemporaryUploadedFile(self.file_name or "", self.content_type, 0, self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST:
            self._pass_over(LARGE)
        self.file.write(raw_data)

    def upload_interrupted(self) -> None:
        # Closed, it is gone.
        self.file.close()

    def _pass_over(self, fault: str) -> None:
        request: Any = self.request
        request.passed_over.append((fault, self.file_name))
        raise SkipFile


def sent_files(request: ReaderRequest) -> Sent:
    """Return the files of a composer: each that came with the form is received and checked now."""
    files = request.FILES.getlist(SENT)
    names = [name for name in request.POST.getlist(KEPT)[: 2 * MOST] if PUBLIC_ID.fullmatch(name)]
    sent = Sent(codes=codes_in(request.POST.getlist(CODES)[: 2 * MOST]))
    if names:
        _find(request.reader, names, sent)
    before = len(sent.files)
    for fault, name in getattr(request, "passed_over", []):
        sent.faults.append(sentence(fault, clean_name(name)))
    for one in files:
        _receive(request.reader, one, sent)
    if code := request.POST.get(CODE, ""):
        sent.codes |= {file.public_id: code for file in sent.files[before:]}
    return sent


def drafted_files(reader: Membership, fields: Mapping[str, Any]) -> Sent:
    """Return the files that the FIELDS of a draft of READER name, as far as they are still there."""
    names = [name for name in fields.get(KEPT, []) if PUBLIC_ID.fullmatch(name)]
    sent = Sent(codes=codes_in(fields.get(CODES, [])))
    if names:
        _find(reader, names, sent)
        sent.faults.clear()
    return sent


def _find(reader: Membership, names: list[str], sent: Sent) -> None:
    found = {file.public_id: file for file in StoredFile.objects.visible_to(reader).filter(public_id__in=names)}
    for name in dict.fromkeys(names):
        file = found.get(name)
        if file is None or file.status != StoredFile.Status.READY:
            sent.faults.append(sentence(GONE))
        elif len(sent.files) == MOST:
            sent.faults.append(sentence(MANY, file.name))
        elif not file.attached:
            # One that is attached already came with the same form before: that form made its post.
            sent.files.append(file)


def _receive(reader: Membership, one: Any, sent: Sent) -> None:
    name = clean_name(one.name or "")
    if len(sent.files) >= MOST:
        sent.faults.append(sentence(MANY, name))
        return
    try:
        sent.files.append(receive_whole(actor=reader, name=name, content=one, size=one.size))
    except NotTaken as fault:
        sent.faults.append(sentence(fault.fault, name))
