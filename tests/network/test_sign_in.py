"""Password, second factor, sign-out: what each step opens, and what it tells nobody."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from network import passwords
from network.actions.factors import give_totp
from network.models import Session, TotpFactor
from network.readers import as_system
from network.sealing import token_hash
from network.totp import code_at, present_step

PASSWORD = "gravel-lantern-otter"
SECRET = b"12345678901234567890"


def with_password(persona):
    persona.member.set_password(PASSWORD)
    persona.member.save()
    return persona


def with_totp(persona):
    persona.member.is_demonstration = True
    persona.member.save()
    give_totp(actor=as_system("test"), member=persona.member, secret=SECRET)
    return persona


def code(step: int = 0) -> str:
    return code_at(SECRET, present_step() + step)


def enter(browser: Client, persona, password: str = PASSWORD, **more):
    return browser.post("/sign-in/", {"email": persona.member.email, "password": password, **more})


@pytest.fixture
def ready(ana):
    return with_totp(with_password(ana))


def test_password_and_code_sign_in(ready, anonymous):
    assert enter(anonymous, ready).headers["Location"] == "/second-factor/"
    assert anonymous.post("/second-factor/", {"code": code()}).headers["Location"] == "/"
    assert anonymous.get("/account/").status_code == 200


def test_the_password_alone_opens_nothing_else(ready, anonymous):
    enter(anonymous, ready)
    for path in ("/", "/account/", "/sessions/", "/invented/"):
        assert anonymous.get(path).headers["Location"].startswith("/second-factor/")


def test_the_address_may_be_typed_in_capitals(ready, anonymous):
    answer = anonymous.post("/sign-in/", {"email": ready.member.email.upper(), "password": PASSWORD})
    assert answer.status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(ready, anonymous):
    one = enter(anonymous, ready, "another-password-entirely")
    two = Client().post("/sign-in/", {"email": "nobody@authority.example", "password": "another-password-entirely"})
    assert one.status_code == two.status_code == 422
    assert without_tokens(one, ready.member.email) == without_tokens(two, "nobody@authority.example")
    assert set(one.headers) == set(two.headers)


def without_tokens(answer, email: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "")


def test_an_unknown_address_costs_one_hash_like_a_known_one(ready, anonymous, monkeypatch):
    hashed = []
    verify = passwords.BoundedArgon2.verify
    monkeypatch.setattr(passwords.BoundedArgon2, "verify", lambda self, *args: hashed.append(1) or verify(self, *args))
    enter(anonymous, ready, "another-password-entirely")
    known = len(hashed)
    anonymous.post("/sign-in/", {"email": "nobody@authority.example", "password": "another-password-entirely"})
    assert known == 1
    assert len(hashed) == 2


def test_whose_membership_has_ended_gets_the_same_answer_as_with_a_wrong_password(eve, anonymous):
    with_password(eve)
    assert enter(anonymous, eve).status_code == 422


def test_a_member_without_a_factor_enrols_before_anything_else(ana, anonymous):
    with_password(ana)
    enter(anonymous, ana)
    assert anonymous.get("/second-factor/").headers["Location"] == "/enrol/"
    assert anonymous.get("/").headers["Location"].startswith("/second-factor/")


def test_each_step_gives_the_browser_a_new_key(ready, anonymous):
    anonymous.post("/sign-in/passkey/begin/")
    keys = [anonymous.cookies["session"].value]
    enter(anonymous, ready)
    keys.append(anonymous.cookies["session"].value)
    anonymous.post("/second-factor/", {"code": code()})
    keys.append(anonymous.cookies["session"].value)
    assert len(set(keys)) == 3
    assert list(Session.objects.values_list("key_hash", flat=True)) == [token_hash(keys[-1])]


def test_a_key_known_before_the_sign_in_is_worth_nothing_after_it(ready, anonymous):
    anonymous.post("/sign-in/passkey/begin/")
    planted = anonymous.cookies["session"].value
    enter(anonymous, ready)
    anonymous.post("/second-factor/", {"code": code()})
    thief = Client()
    thief.cookies["session"] = planted
    assert thief.get("/account/").status_code == 302


def test_the_reader_goes_where_he_wanted_to(ready, anonymous):
    wanted = anonymous.get("/sessions/").headers["Location"]
    assert wanted == "/sign-in/?next=%2Fsessions%2F"
    assert enter(anonymous, ready, next="/sessions/").headers["Location"] == "/second-factor/?next=%2Fsessions%2F"
    answer = anonymous.post("/second-factor/", {"code": code(), "next": "/sessions/"})
    assert answer.headers["Location"] == "/sessions/"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/link/abc/",
        "sessions/",
    ],
)
def test_nobody_is_sent_elsewhere(ready, anonymous, elsewhere):
    assert enter(anonymous, ready, next=elsewhere).headers["Location"] == "/second-factor/"
    assert anonymous.post("/second-factor/", {"code": code(), "next": elsewhere}).headers["Location"] == "/"


def test_sign_out_ends_the_session_on_the_server(ready, anonymous):
    enter(anonymous, ready)
    anonymous.post("/second-factor/", {"code": code()})
    key = anonymous.cookies["session"].value
    anonymous.post("/sign-out/")
    assert not Session.objects.filter(key_hash=token_hash(key)).exists()


def test_sign_out_needs_a_post(ready):
    assert ready.client.get("/sign-out/").status_code == 405


@pytest.mark.parametrize("odd", ["\x00", "a" * 5000, "ü\x00" * 40, "\ufeff", "<script>"])
def test_odd_input_gets_a_sentence_and_no_fault(anonymous, db, odd):
    assert anonymous.post("/sign-in/", {"email": odd, "password": odd}).status_code == 422
    assert anonymous.post("/forgotten/", {"email": odd}).status_code == 422


def test_a_password_of_other_signs_is_the_same_when_typed_otherwise(ana, anonymous):
    ana.member.set_password("écluse-mélèze-forêt")
    ana.member.save()
    with_totp(ana)
    assert enter(anonymous, ana, "e\u0301cluse-me\u0301le\u0300ze-fore\u0302t").status_code == 302


def test_an_idle_session_ends_and_one_in_use_goes_on(ready):
    ready.client.get("/account/")
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=59), tick=False):
        assert ready.client.get("/account/").status_code == 200
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=110), tick=False):
        assert ready.client.get("/account/").status_code == 200
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=171), tick=False):
        assert ready.client.get("/account/").status_code == 302


def test_a_sign_in_from_another_network_is_shown_at_the_next_one(ready, anonymous):
    ready.member.last_place, ready.member.last_sign_in_at = "203.0.113.0/24", timezone.now()
    ready.member.save()
    enter(anonymous, ready)
    page = anonymous.post("/second-factor/", {"code": code(), "next": "/account/"}, follow=True)
    assert "203.0.113.0/24" in page.content.decode()


def test_the_last_sign_in_is_told_by_the_clock_and_in_the_words_of_the_member(ready, anonymous):
    ready.member.last_place = "203.0.113.0/24"
    ready.member.last_sign_in_at = datetime(2026, 5, 3, 23, 55, tzinfo=UTC)
    ready.member.zone, ready.member.language = "Indian/Antananarivo", "fr"
    ready.member.save()
    enter(anonymous, ready)
    page = anonymous.post("/second-factor/", {"code": code(), "next": "/account/"}, follow=True)
    assert "le 4 mai 2026 02:55" in page.content.decode()


def test_a_sign_in_from_the_same_network_says_nothing(ready, anonymous):
    ready.member.last_place, ready.member.last_sign_in_at = "127.0.0.0/24", timezone.now()
    ready.member.save()
    enter(anonymous, ready)
    page = anonymous.post("/second-factor/", {"code": code(), "next": "/account/"}, follow=True)
    assert "127.0.0.0/24" not in page.content.decode()


def test_the_gate_asks_the_database_once_for_a_signed_in_reader(ana, django_assert_num_queries):
    ana.client.get("/sessions/")
    # The session with its member and place, one of the page, and what waits, which stands on every page.
    with django_assert_num_queries(3):
        ana.client.get("/sessions/")


def test_the_language_is_kept_in_a_cookie_and_with_the_account(ana, anonymous):
    anonymous.post("/language/", {"language": "fr", "next": "/sign-in/"})
    assert anonymous.cookies["language"].value == "fr"
    assert ana.client.post("/language/", {"language": "ar", "next": "/account/"}).headers["Location"] == "/account/"
    ana.member.refresh_from_db()
    assert ana.member.language == "ar"


def test_an_unknown_language_changes_nothing(ana):
    ana.client.post("/language/", {"language": "xx", "next": "//evil.example"})
    ana.member.refresh_from_db()
    assert ana.member.language == "en"


def test_cookies_are_out_of_reach_of_scripts(ready, anonymous):
    enter(anonymous, ready)
    anonymous.post("/second-factor/", {"code": code()})
    for name in ("session", "owner"):
        assert anonymous.cookies[name]["httponly"]
        assert anonymous.cookies[name]["samesite"] == "Lax"


def test_the_table_of_sessions_opens_none(ready, anonymous):
    enter(anonymous, ready)
    key = anonymous.cookies["session"].value
    row = Session.objects.get(member=ready.member)
    assert key not in (row.key_hash, row.data)
    thief = Client()
    thief.cookies["session"] = row.key_hash
    assert thief.get("/second-factor/").headers["Location"].startswith("/sign-in/")


def test_the_secret_of_an_authenticator_is_sealed_in_the_database(ready):
    factor = TotpFactor.objects.get(user=ready.member)
    assert SECRET.decode() not in factor.secret
    assert "GEZDGNBVGY3TQOJQ" not in factor.secret
