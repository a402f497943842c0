"""Mail to an address that somebody typed: whether it is an account's is looked up by the job, some seconds later."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from network.models import Member, PasswordReset
from notices.models import Letter

pytestmark = pytest.mark.django_db

NOBODY = "nobody@authority.example"


def send_all(minutes: float = 1) -> list[str]:
    """Let the worker work MINUTES from now; return the addresses to which mail has left until then."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        Worker().drain()
    return [message.to[0] for message in mail.outbox]


def link() -> str:
    return "/link/" + mail.outbox[-1].body.partition("/link/")[2].strip()


def test_the_link_for_a_new_password_reaches_a_member_in_his_own_language(ana, anonymous):
    Member.objects.filter(pk=ana.member.pk).update(language="fr")
    anonymous.post("/forgotten/", {"email": ana.member.email})
    assert send_all() == [ana.member.email]
    assert anonymous.get(link()).status_code == 302
    assert PasswordReset.objects.get().member == ana.member
    assert Letter.objects.get().language == "en"


def test_to_an_address_of_nobody_nothing_leaves_and_nothing_is_kept(db, anonymous):
    anonymous.post("/forgotten/", {"email": NOBODY})
    assert send_all() == []
    letter = Letter.objects.get()
    assert (letter.status, letter.sealed) == ("dropped", "")


def test_no_address_stands_in_clear_in_the_queue(ana, anonymous):
    anonymous.post("/forgotten/", {"email": NOBODY})
    rows = [*DBTaskResult.objects.values(), *Letter.objects.values(), *PasswordReset.objects.values()]
    assert NOBODY not in str(rows)
    assert len(rows) == 3


def test_nothing_is_decided_while_the_page_is_being_answered(ana, anonymous):
    # The clock stands: a machine that is busy takes longer than what is waited for.
    with time_machine.travel(timezone.now(), tick=False):
        anonymous.post("/forgotten/", {"email": ana.member.email})
        assert DBTaskResult.objects.get().run_after > timezone.now()
        assert send_all(minutes=0) == []


def test_whose_membership_ends_before_the_letter_leaves_gets_none(ana, anonymous):
    anonymous.post("/forgotten/", {"email": ana.member.email})
    ana.membership.until = timezone.now()
    ana.membership.save()
    assert send_all() == []


def test_a_letter_that_was_not_taken_at_the_first_try_opens_the_link_all_the_same(ana, anonymous, settings):
    settings.EMAIL_BACKEND = "there.is.no.such.Backend"
    anonymous.post("/forgotten/", {"email": ana.member.email})
    assert send_all() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_all(minutes=10) == [ana.member.email]


def test_after_half_an_hour_the_dead_link_is_not_sent(ana, anonymous):
    anonymous.post("/forgotten/", {"email": ana.member.email})
    assert send_all(minutes=31) == []


def test_a_new_address_is_asked_to_confirm_unless_it_is_somebodys(ana, ben):
    ana.client.post("/account/address/", {"email": ben.member.email})
    assert send_all() == [ana.member.email]
    ana.client.post("/account/address/", {"email": "new@authority.example"})
    assert sorted(send_all()) == [ana.member.email, ana.member.email, "new@authority.example"]


def test_a_wish_that_was_replaced_is_not_confirmed_any_more(ana):
    ana.client.post("/account/address/", {"email": "first@authority.example"})
    ana.client.post("/account/address/", {"email": "second@authority.example"})
    assert "first@authority.example" not in send_all()
