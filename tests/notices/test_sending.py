"""The mail server fails in every way there is: nothing is lost for a day, nothing is sent twice."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs import schedule
from jobs.worker import Worker
from network.signals import mail_wanted
from notices import letters
from notices.models import Letter
from notices.sending import send
from tests.notices.post_office import ACCEPT, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letter() -> Letter:
    mail_wanted.send(sender=None, kind="invitation", address="ana@authority.example", language="en", path="/a/")
    return Letter.objects.get()


def later(**time: float) -> None:
    """Let the worker run after so much more time."""
    with time_machine.travel(timezone.now() + timedelta(**time)):
        Worker().drain()


def test_a_letter_is_taken_once(post_office, letter):
    Worker().drain()
    send.enqueue(letter.pk)
    later(hours=1)
    assert [message["X-To"] for message in post_office.received] == ["ana@authority.example"]


def test_a_job_delivered_twice_sends_one_letter(post_office, letter):
    send.enqueue(letter.pk)
    Worker().drain()
    later(minutes=5)
    assert len(post_office.received) == 1


def test_two_workers_do_not_take_the_same_letter(letter):
    assert letters.take(letter.pk) is not None
    assert letters.take(letter.pk) is None


def test_a_letter_whose_worker_died_is_taken_by_another_after_a_while(post_office, letter):
    letters.take(letter.pk)
    Worker().drain()
    assert post_office.received == []
    later(minutes=5)
    assert len(post_office.received) == 1


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("at_recipient", "451 later"),
        ("at_recipient", "552 the box is full"),
        ("at_data", "451 later"),
        ("at_data", "552 the box is full"),
        ("at_data", "554 no"),
        ("at_data", "hang"),
        ("at_data", "drop"),
    ],
)
def test_a_letter_that_the_server_does_not_take_is_offered_again_under_the_same_name(
    post_office, letter, where, answer
):
    setattr(post_office, where, answer)
    Worker().drain()
    assert post_office.received == []
    letter.refresh_from_db()
    assert letter.status == "waiting"
    setattr(post_office, where, ACCEPT)
    later(minutes=2)
    assert len(post_office.received) == 1
    assert {message["Message-ID"] for message in post_office.offered} == {f"<{letter.message_name}@localhost>"}


def test_a_letter_waits_while_there_is_no_server(post_office, settings):
    settings.EMAIL_PORT = free_port()
    Worker().drain()
    settings.EMAIL_PORT = post_office.port
    later(minutes=2)
    assert len(post_office.received) == 1


def test_a_server_that_takes_the_letter_and_hangs_up_is_not_asked_again(post_office, letter):
    post_office.drops_at_quit = True
    Worker().drain()
    later(hours=1)
    assert len(post_office.received) == 1
    letter.refresh_from_db()
    assert letter.status == "sent"


def test_a_mailbox_that_does_not_exist_is_not_tried_again(post_office, letter):
    post_office.at_recipient = "550 nobody"
    Worker().drain()
    letter.refresh_from_db()
    assert (letter.status, letter.sealed) == ("dropped", "")


def test_a_letter_is_tried_for_a_day_and_then_given_up_and_erased(post_office, letter, caplog):
    post_office.at_data = "451 later"
    began = timezone.now()
    for hour in range(26):
        with time_machine.travel(began + timedelta(hours=hour * 1.1)):
            Worker().drain()
    letter.refresh_from_db()
    assert (letter.status, letter.sealed) == ("dropped", "")
    assert len(post_office.offered) > 10
    assert "authority.example" not in caplog.text


def test_a_letter_without_a_job_is_erased_after_a_day(letter):
    DBTaskResult.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        schedule.tick()
        Worker().drain()
    letter.refresh_from_db()
    assert (letter.status, letter.sealed) == ("dropped", "")


def test_the_operator_reads_in_the_log_that_mail_does_not_leave(post_office, caplog):
    post_office.at_data = "451 later"
    Worker().drain()
    later(minutes=20)
    assert "look at the mail server" in caplog.text


def test_neither_log_nor_queue_names_the_address(post_office, caplog):
    post_office.at_recipient = "451 <ana@authority.example> later"
    Worker().drain()
    rows = str(list(DBTaskResult.objects.values()))
    assert "ana@authority.example" not in rows + caplog.text


def test_a_letter_sealed_under_a_lost_key_is_dropped(post_office, letter, settings):
    settings.FIELD_KEY = "another key of the installation, long enough"
    Worker().drain()
    letter.refresh_from_db()
    assert letter.status == "dropped"
