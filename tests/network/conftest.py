"""What several tests of this room listen to."""

from collections.abc import Iterator

import pytest

from network.signals import mail_wanted

Mail = tuple[str, str, str]


@pytest.fixture
def mails() -> Iterator[list[Mail]]:
    """What was asked to be mailed: (kind, address, path)."""
    found: list[Mail] = []

    def note(kind, address, path, **_more):
        found.append((kind, address, path))

    mail_wanted.connect(note, weak=False)
    yield found
    mail_wanted.disconnect(note)
