"""What several tests of this room listen to."""

from collections.abc import Iterator

import pytest

from network.actions.mail import settle_mail
from network.signals import mail_wanted

Mail = tuple[str, str, str]


@pytest.fixture
def mails() -> Iterator[list[Mail]]:
    """What leaves by mail: (kind, address, path). What a job decides later, it decides at once."""
    found: list[Mail] = []

    def note(kind, address, language, path, **_more):
        if settle_mail(kind=kind, address=address, language=language, path=path) is not None:
            found.append((kind, address, path))

    mail_wanted.connect(note, weak=False)
    yield found
    mail_wanted.disconnect(note)
