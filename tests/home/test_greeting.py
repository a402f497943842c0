"""What `make run` prints: the commands beside it act on the same installation."""

import pytest

from home.greeting import beside, greeting


@pytest.fixture
def plain(monkeypatch):
    for name in ("DATA", "PORT", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_an_empty_installation_is_told_how_many_officers_it_needs(settings, plain, tmp_path):
    settings.DEMO, settings.DATA = False, tmp_path
    words = greeting()
    assert "first three officers of the secretariat" in words
    assert "    .venv/bin/python manage.py invite_secretariat EMAIL" in words


def test_the_commands_name_the_installation_that_was_started(plain):
    plain.setenv("DATA", "/srv/two words")
    plain.setenv("PORT", "8300")
    assert beside("make code WHO=ana") == "DATA='/srv/two words' PORT=8300 make code WHO=ana"
    plain.delenv("DATA")
    plain.delenv("PORT")
    assert beside("make code WHO=ana") == "make code WHO=ana"


def test_a_secret_of_the_installation_is_asked_for_and_never_printed(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://counterpart:hidden@127.0.0.1/counterpart")
    words = beside("make code WHO=ana")
    assert "DATABASE_URL=…" in words
    assert "hidden" not in words
