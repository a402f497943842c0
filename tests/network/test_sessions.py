"""Sessions: listed, ended one by one or all at once, and dead when their time has come."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from network.actions.addresses import apply_due_email_changes
from network.actions.due import run_due
from network.actions.resets import apply_due_resets
from network.actions.sessions import end_dead_sessions
from network.guard import Refused
from network.models import Session
from network.origins import device_of
from network.sealing import token_hash
from network.signals import session_ended
from tests.personas import sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def second_browser(persona) -> Client:
    browser = Client()
    browser.cookies["session"] = sign_in(persona.membership)
    return browser


def row_of(browser: Client) -> Session:
    return Session.objects.get(key_hash=token_hash(browser.cookies["session"].value))


def heard(signal) -> list[int]:
    ids: list[int] = []
    signal.connect(lambda session_id, **_more: ids.append(session_id), weak=False, dispatch_uid="heard")
    return ids


def test_the_list_shows_device_first_and_last_use(ana):
    other = second_browser(ana)
    Session.objects.filter(pk=row_of(other).pk).update(device="Firefox, Windows", place="192.0.2.0/24")
    page = ana.client.get("/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "192.0.2.0/24" in page
    assert page.count("<time") == 4


def test_one_other_browser_is_signed_out(ana, django_capture_on_commit_callbacks):
    other = second_browser(ana)
    row = row_of(other)
    ids = heard(session_ended)
    with django_capture_on_commit_callbacks(execute=True):
        ana.client.post("/sessions/end/", {"session": row.public_id})
    session_ended.disconnect(dispatch_uid="heard")
    assert other.get("/account/").status_code == 302
    assert ana.client.get("/account/").status_code == 200
    assert ids == [row.pk]


def test_all_others_are_signed_out_and_this_one_stays(ana):
    others = [second_browser(ana), second_browser(ana)]
    ana.client.post("/sessions/end/")
    assert [other.get("/account/").status_code for other in others] == [302, 302]
    assert ana.client.get("/account/").status_code == 200


def test_nobody_ends_another_members_session(ana, ben):
    assert ben.client
    ana.client.post("/sessions/end/", {"session": row_of(ben.client).public_id})
    assert ben.client.get("/account/").status_code == 200


def test_nobody_sees_another_members_sessions(ana, ben):
    assert ben.client
    Session.objects.filter(member=ben.member).update(device="Netscape, OS/2")
    assert "Netscape" not in ana.client.get("/sessions/").content.decode()


def test_an_ended_session_cannot_be_ended_again(ana):
    page = ana.client.post("/sessions/end/", {"session": "A" * 22}, follow=True)
    assert page.status_code == 200


def test_an_officer_of_the_secretariat_is_idle_after_fifteen_minutes(sam, ana):
    assert sam.client.get("/account/").status_code == ana.client.get("/account/").status_code == 200
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=16), tick=False):
        assert sam.client.get("/account/").status_code == 302
        assert ana.client.get("/account/").status_code == 200


def test_a_session_lasts_a_day_at_most_and_the_secretariats_half(sam, ana):
    for persona, hours in ((ana, 24), (sam, 12)):
        start = timezone.now()
        assert persona.client.get("/sessions/").status_code == 200
        last = 0
        for minutes in range(0, hours * 60 + 30, 10):
            with time_machine.travel(start + timezone.timedelta(minutes=minutes), tick=False):
                if persona.client.get("/sessions/").status_code == 200:
                    last = minutes
        assert hours * 60 - 20 <= last <= hours * 60


def test_what_a_browser_fetches_by_itself_does_not_prolong_the_session(ana):
    assert ana.client.get("/account/").status_code == 200
    start = timezone.now()
    for minutes in (20, 40, 59):
        with time_machine.travel(start + timezone.timedelta(minutes=minutes), tick=False):
            assert ana.client.get("/account/", headers={"X-Passive": "1"}).status_code == 200
    with time_machine.travel(start + timezone.timedelta(minutes=61), tick=False):
        assert ana.client.get("/account/").status_code == 302


def test_dead_sessions_are_removed_by_the_clock(ana, sam):
    assert ana.client
    assert sam.client
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=20), tick=False):
        run_due()
        assert list(Session.objects.values_list("member", flat=True)) == [ana.member.pk]
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=61), tick=False):
        run_due()
        assert not Session.objects.exists()


def test_a_browser_is_named_by_what_its_owner_recognises(rf):
    assert device_of(rf.get("/", HTTP_USER_AGENT=FIREFOX)) == "Firefox, Windows"
    assert device_of(rf.get("/", HTTP_USER_AGENT="x" * 5000)) == ""


def test_a_demonstration_that_was_moved_to_a_public_host_lets_nobody_in(ana, settings):
    ana.member.is_demonstration = True
    ana.member.save()
    assert ana.client.get("/account/").status_code == 200
    settings.LOOPBACK = False
    assert ana.client.get("/account/").headers["Location"].startswith("/sign-in/")


def test_a_place_with_an_impossible_name_does_not_exist(ana):
    # PostgreSQL refuses a NUL byte instead of finding nothing.
    assert ana.client.post("/account/switch/", {"membership": "\x00"}).status_code == 404


@pytest.mark.parametrize("act", [apply_due_resets, apply_due_email_changes, end_dead_sessions])
def test_nobody_brings_forward_what_the_clock_does(act, sam):
    with pytest.raises(Refused):
        act(actor=sam.membership)
