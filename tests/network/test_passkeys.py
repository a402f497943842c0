"""Passkeys: one that asked for the person counts as both proofs; one that did not, as the second only."""

import json

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnCredential

from network.models import AuditEntry, Session
from tests.network.authenticator import Authenticator
from tests.network.test_sign_in import enter, with_password


def device(**how) -> Authenticator:
    return Authenticator(settings.PUBLIC_URL, **how)


def register(browser: Client, passkey: Authenticator, **more):
    options = browser.post("/enrol/passkey/begin/").json()
    return browser.post(
        "/enrol/passkey/complete/", {"credential": json.dumps(passkey.register(options)), "name": "Key", **more}
    )


def show(browser: Client, passkey: Authenticator, **more):
    options = browser.post("/sign-in/passkey/begin/").json()
    return browser.post("/sign-in/passkey/complete/", {"credential": json.dumps(passkey.prove(options)), **more})


@pytest.fixture
def passkey(ana) -> Authenticator:
    """Ana's passkey, set up in her browser."""
    made = device()
    assert register(ana.client, made).status_code == 200
    return made


def test_a_passkey_signs_in_without_a_password(passkey, ana, anonymous):
    answer = show(anonymous, passkey, next="/sessions/")
    assert answer.json() == {"next": "/sessions/"}
    assert anonymous.get("/sessions/").status_code == 200
    row = Session.objects.latest("pk")
    assert (row.membership, row.factor_kind) == (ana.membership, "passkey")


def test_the_last_sign_in_from_elsewhere_is_told_in_the_words_of_the_member(passkey, ana, anonymous):
    ana.member.last_place, ana.member.last_sign_in_at = "203.0.113.0/24", timezone.now()
    ana.member.language = "fr"
    ana.member.save()
    show(anonymous, passkey, next="/account/")
    assert "venait d’un autre réseau" in anonymous.get("/account/").content.decode()


def test_a_passkey_that_did_not_ask_for_the_person_signs_nobody_in(ana, anonymous):
    careless = device(verified=False)
    register(ana.client, careless)
    assert show(anonymous, careless).status_code == 422
    assert anonymous.get("/sessions/").status_code == 302


def test_it_is_good_enough_as_the_second_factor_after_the_password(ana, anonymous):
    with_password(ana)
    ana.__dict__.pop("client", None)
    careless = device(verified=False)
    register(ana.client, careless)
    enter(anonymous, ana)
    assert show(anonymous, careless).json() == {"next": "/"}
    assert anonymous.get("/sessions/").status_code == 200


def test_the_first_factor_can_be_a_passkey_and_leads_to_the_recovery_codes(ana, anonymous):
    with_password(ana)
    enter(anonymous, ana)
    assert register(anonymous, device()).json() == {"next": "/enrol/recovery/"}
    assert anonymous.get("/enrol/recovery/").status_code == 200
    assert AuditEntry.objects.filter(act="passkey_added", actor=ana.membership).exists()


def test_somebody_elses_passkey_is_no_second_factor(passkey, ben, anonymous):
    with_password(ben)
    ben.__dict__.pop("client", None)
    register(ben.client, device())
    enter(anonymous, ben)
    assert show(anonymous, passkey).status_code == 422


def test_an_answer_counts_once(passkey, anonymous):
    options = anonymous.post("/sign-in/passkey/begin/").json()
    answer = {"credential": json.dumps(passkey.prove(options))}
    assert anonymous.post("/sign-in/passkey/complete/", answer).status_code == 200
    assert Client().post("/sign-in/passkey/complete/", answer).status_code == 422


def test_a_challenge_waits_five_minutes(passkey, anonymous):
    options = anonymous.post("/sign-in/passkey/begin/").json()
    with time_machine.travel(timezone.now() + timezone.timedelta(seconds=301), tick=False):
        answer = anonymous.post("/sign-in/passkey/complete/", {"credential": json.dumps(passkey.prove(options))})
    assert answer.status_code == 422


def test_a_passkey_of_another_origin_is_worth_nothing(ana, anonymous):
    real = device()
    register(ana.client, real)
    real.origin = "https://counterpart.evil.example"
    assert show(anonymous, real).status_code == 422


def test_a_copied_passkey_is_noticed_by_its_count(passkey, anonymous):
    assert show(anonymous, passkey).status_code == 200
    passkey.count = 0
    assert show(Client(), passkey).status_code == 422


def test_a_half_session_of_a_member_with_a_factor_adds_none(passkey, ana, anonymous):
    with_password(ana)
    enter(anonymous, ana)
    assert anonymous.post("/enrol/passkey/begin/").status_code == 403


def test_adding_a_passkey_needs_a_fresh_proof(ana):
    register(ana.client, device())
    Session.objects.filter(member=ana.member).update(factor_at=timezone.now() - timezone.timedelta(minutes=6))
    assert ana.client.post("/enrol/passkey/begin/").status_code == 403
    assert ana.client.get("/enrol/").headers["Location"] == "/second-factor/?next=%2Fenrol%2F"


def test_a_passkey_of_an_ended_member_signs_nobody_in(passkey, ana, anonymous):
    ana.membership.until = timezone.now()
    ana.membership.save()
    assert show(anonymous, passkey).status_code == 422


@pytest.mark.parametrize(
    "odd", ["", "{", "[]", "null", '{"id": 1}', '{"id": "x", "rawId": "x", "response": []}', "\x00", "[" * 100_000]
)
def test_odd_answers_get_a_sentence(ana, anonymous, odd):
    anonymous.post("/sign-in/passkey/begin/")
    answer = anonymous.post("/sign-in/passkey/complete/", {"credential": odd})
    assert answer.status_code == 422
    assert answer.json()["error"]
    ana.client.post("/enrol/passkey/begin/")
    assert ana.client.post("/enrol/passkey/complete/", {"credential": odd}).status_code == 422
    assert not WebAuthnCredential.objects.exists()


def test_the_challenge_is_the_same_for_everybody_who_is_not_signed_in(anonymous, passkey):
    options = anonymous.post("/sign-in/passkey/begin/").json()
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
