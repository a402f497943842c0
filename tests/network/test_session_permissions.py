"""How long a session opens pages: not beyond its limits, whatever happens to the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone

from network.models import Session
from network.sealing import token_hash
from network.sessions import SessionStore
from tests.personas import sign_in

PAGE = "/"


def used(persona, ago: timedelta) -> None:
    """Let PERSONA's browser have been used AGO; a negative time lies in the future."""
    assert persona.client.get(PAGE).status_code == 200
    Session.objects.filter(membership=persona.membership).update(used_at=timezone.now() - ago)


def is_open(persona) -> bool:
    return persona.client.get(PAGE).status_code == 200


@pytest.mark.parametrize(("minutes", "opens"), [(59, True), (61, False)])
def test_a_session_is_idle_for_an_hour_at_most(minutes, opens, ana):
    used(ana, timedelta(minutes=minutes))
    assert is_open(ana) is opens


@pytest.mark.parametrize(("minutes", "opens"), [(14, True), (16, False)])
def test_the_secretariat_s_session_is_idle_for_a_quarter_of_an_hour_at_most(minutes, opens, sam):
    used(sam, timedelta(minutes=minutes))
    assert is_open(sam) is opens


@pytest.mark.parametrize(("hours", "opens"), [(23, True), (25, False)])
def test_a_session_lasts_a_day_at_most_however_busy(hours, opens, ana):
    used(ana, timedelta(0))
    began = timezone.now() - timedelta(hours=hours)
    Session.objects.filter(membership=ana.membership).update(started_at=began)
    assert is_open(ana) is opens


@pytest.mark.parametrize(("hours", "opens"), [(11, True), (13, False)])
def test_the_secretariat_s_session_lasts_half_a_day_at_most(hours, opens, sam):
    used(sam, timedelta(0))
    began = timezone.now() - timedelta(hours=hours)
    Session.objects.filter(membership=sam.membership).update(started_at=began)
    assert is_open(sam) is opens


def test_a_session_is_over_at_the_time_written_in_it(ana):
    used(ana, timedelta(0))
    Session.objects.filter(membership=ana.membership).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not is_open(ana)


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_set_back_does_not_prolong_a_session(back, ana):
    used(ana, timedelta(0))
    with time_machine.travel(timezone.now() - back, tick=True):
        assert not is_open(ana)


def test_clocks_that_differ_by_seconds_end_no_session(ana):
    used(ana, -timedelta(seconds=20))
    assert is_open(ana)


def test_another_password_ends_the_sessions_of_the_former_one(ana):
    used(ana, timedelta(0))
    ana.member.set_password("another long passphrase")
    ana.member.save()
    assert not is_open(ana)


def test_a_look_at_a_page_prolongs_a_session_and_what_a_browser_fetches_by_itself_does_not(ana):
    used(ana, timedelta(minutes=10))
    before = Session.objects.get(membership=ana.membership).used_at
    ana.client.get(PAGE, headers={"X-Passive": "1"})
    assert Session.objects.get(membership=ana.membership).used_at == before
    ana.client.get(PAGE)
    assert Session.objects.get(membership=ana.membership).used_at > before


def test_a_session_that_has_ended_is_not_written_again(ana):
    store = SessionStore(sign_in(ana.membership))
    store["language"] = "fr"
    Session.objects.filter(key_hash=token_hash(store.session_key)).delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(key_hash=token_hash(store.session_key)).exists()
