"""The operator opens the first forums of an installation."""

import pytest
from django.core.management import CommandError, call_command

from forum.models import Forum
from network.models import AuditEntry


def open_forum(network: str, key: str = "extradition", *more: str) -> None:
    call_command("open_forum", network, key, "--name", "en=Extradition", *more)


@pytest.fixture
def key(ocean) -> str:
    return ocean.key


def test_the_forum_is_there_for_those_of_the_network_alone(key, ana, dara):
    open_forum(key, "extradition", "--name", "fr=Extraditions", "--purpose", "en=Surrender of persons.")
    forum = Forum.objects.get(key="extradition")
    assert forum.names == {"en": "Extradition", "fr": "Extraditions"}
    assert ana.client.get(forum.get_absolute_url()).status_code == 200
    assert dara.client.get(forum.get_absolute_url()).status_code == 404


def test_the_record_of_acts_holds_it(key):
    open_forum(key)
    assert AuditEntry.objects.get(act="forum_added").network.key == key


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("nowhere", ["--name", "en=A"]),
        (None, ["--name", "fr=A"]),
        (None, ["--name", "xx=A"]),
        (None, ["--name", "en="]),
    ],
)
def test_what_is_wrong_opens_nothing(key, network, words):
    with pytest.raises(CommandError):
        call_command("open_forum", network or key, "extradition", *words)
    assert not Forum.objects.exists()


def test_a_key_serves_once_in_a_network(key):
    open_forum(key)
    with pytest.raises(CommandError, match="already"):
        open_forum(key)
