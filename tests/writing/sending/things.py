"""Files on their way: begun, sent whole, and what lies in the folder."""

import hashlib
import io

from tests.writing import samples
from writing.actions.files import (
    begin_file,
    receive_whole,
)


def digest(content):
    return hashlib.sha256(content).hexdigest()


def begun(actor, name="a.pdf", content=samples.PDF, **given):
    return begin_file(actor=actor, name=name, size=len(content), **given)


def on_disk(settings):
    return sorted(path.name for path in settings.FILES.rglob("*") if path.is_file())


def whole(actor, name="a.pdf", content=samples.PDF):
    return receive_whole(actor=actor, name=name, content=io.BytesIO(content), size=len(content))
