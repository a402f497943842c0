"""A mail says that something waits and where, and nothing else."""

import pytest
from django.core import mail
from django.db import transaction
from django.utils.translation import get_language

from jobs.worker import Worker
from network.actions.mail import TYPED
from network.signals import mail_wanted
from notices.mail import SENTENCES, compose
from notices.models import Letter

pytestmark = pytest.mark.django_db

ADDRESS = "ana@authority.example"


def ask(kind: str = "invitation", path: str = "/link/secret-token/", language: str = "en") -> None:
    mail_wanted.send(sender=None, kind=kind, address=ADDRESS, language=language, path=path)


def test_what_a_room_wants_mailed_leaves_with_one_sentence_and_the_link(settings):
    ask()
    Worker().drain()
    (sent,) = mail.outbox
    assert sent.to == [ADDRESS]
    assert sent.subject == "Something waits for you"
    assert sent.body == f"{SENTENCES['invitation']}\n\n{settings.PUBLIC_URL}/link/secret-token/\n"
    assert sent.content_subtype == "plain"


@pytest.mark.parametrize("kind", SENTENCES.keys() - TYPED.keys())
def test_every_kind_of_mail_is_sent(kind):
    ask(kind)
    Worker().drain()
    assert str(SENTENCES[kind]) in mail.outbox[0].body


def test_the_words_are_in_the_language_of_the_reader(monkeypatch):
    monkeypatch.setattr("notices.mail._", lambda words: f"{get_language()} {words}")
    written = compose(kind="invitation", language="ar", address=ADDRESS, path="/", message_name="a")
    assert written.subject.startswith("ar ")


def test_what_failed_is_not_mailed():
    with pytest.raises(LookupError), transaction.atomic():
        ask()
        raise LookupError
    Worker().drain()
    assert mail.outbox == []


def test_address_and_link_are_sealed_while_they_wait_and_erased_when_sent():
    ask()
    letter = Letter.objects.get()
    assert all(secret not in str(vars(letter)) for secret in (ADDRESS, "secret-token"))
    Worker().drain()
    letter.refresh_from_db()
    assert (letter.status, letter.sealed) == ("sent", "")


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil", "/a\nb", ""])
def test_a_mail_never_leads_to_another_site(path):
    with pytest.raises(ValueError):
        ask(path=path)


def test_a_kind_that_nobody_wrote_a_sentence_for_is_refused():
    with pytest.raises(ValueError):
        ask("advertisement")


def test_an_address_with_a_break_cannot_add_a_header():
    mail_wanted.send(sender=None, kind="invitation", address="a@b.example\nBcc: c@d.example", language="en", path="/")
    Worker().drain()
    assert mail.outbox == []
