"""What was lost: the password, by link and second factor; the second factor, by two officials and a day."""

import json
import logging
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from network.actions.due import run_due
from network.masking import MaskTokens
from network.models import AuditEntry, FactorReset, PasswordReset, Session, TotpFactor
from tests.network.test_addresses import later, statements
from tests.network.test_factors import stale
from tests.network.test_passkeys import device, register
from tests.network.test_sign_in import PASSWORD, code, enter, with_password, with_totp

NEW = "kettle-orchid-magnet-quay"
GONE = 410


def forget(browser: Client, email: str):
    return browser.post("/forgotten/", {"email": email})


def link_of(persona, browser: Client, mails) -> str:
    forget(browser, persona.member.email)
    return next(path for kind, _address, path in mails if kind == "password_reset")


def set_new(browser: Client, password: str = NEW):
    return browser.post("/arrival/", {"password": password, "password_again": password})


@pytest.fixture
def ready(ana):
    return with_totp(with_password(ana))


# The password.


def test_a_link_and_the_second_factor_set_a_new_password(ready, anonymous, mails):
    answer = anonymous.get(link_of(ready, anonymous, mails))
    assert answer.headers["Location"] == "/arrival/"
    anonymous.post("/arrival/", {"code": code()})
    assert set_new(anonymous).headers["Location"] == "/sign-in/"
    assert enter(anonymous, ready, NEW).status_code == 302
    assert AuditEntry.objects.filter(act="password_changed", actor=ready.membership).exists()


def test_the_password_that_was_not_lost_after_all_is_no_new_one(ready, anonymous, mails):
    anonymous.get(link_of(ready, anonymous, mails))
    anonymous.post("/arrival/", {"code": code()})
    answer = set_new(anonymous, PASSWORD)
    assert answer.status_code == 422
    assert "This is your password already. Choose another." in answer.content.decode()
    # The link works still.
    assert set_new(anonymous).headers["Location"] == "/sign-in/"


def test_whoever_holds_the_link_alone_is_not_told_which_password_it_was(ready, anonymous, mails):
    anonymous.get(link_of(ready, anonymous, mails))
    assert set_new(anonymous, PASSWORD).status_code == set_new(anonymous, NEW).status_code
    assert "This is your password already" not in set_new(anonymous, PASSWORD).content.decode()


def test_the_link_alone_sets_nothing(ready, anonymous, mails):
    anonymous.get(link_of(ready, anonymous, mails))
    set_new(anonymous)
    anonymous.post("/arrival/", {"code": "000000"})
    set_new(anonymous)
    ready.member.refresh_from_db()
    assert ready.member.check_password(PASSWORD)


def test_a_passkey_is_a_second_factor_for_the_link_as_well(ana, anonymous, mails):
    with_password(ana)
    ana.__dict__.pop("client", None)
    passkey = device()
    register(ana.client, passkey)
    anonymous.get(link_of(ana, anonymous, mails))
    options = anonymous.post("/sign-in/passkey/begin/", {"for": "link"}).json()
    answer = {"credential": json.dumps(passkey.prove(options)), "for": "link"}
    assert anonymous.post("/sign-in/passkey/complete/", answer).json() == {"next": "/arrival/"}
    assert set_new(anonymous).status_code == 302
    assert anonymous.get("/account/").status_code == 302


def test_setting_it_signs_every_browser_out(ready, anonymous, mails):
    assert ready.client.get("/account/").status_code == 200
    anonymous.get(link_of(ready, anonymous, mails))
    anonymous.post("/arrival/", {"code": code()})
    set_new(anonymous)
    assert ready.client.get("/account/").status_code == 302


def test_the_link_works_once(ready, anonymous, mails):
    link = link_of(ready, anonymous, mails)
    anonymous.get(link)
    anonymous.post("/arrival/", {"code": code()})
    set_new(anonymous)
    other = Client()
    other.get(link)
    assert other.get("/arrival/").status_code == GONE


def test_the_link_works_for_half_an_hour(ready, anonymous, mails):
    link = link_of(ready, anonymous, mails)
    anonymous.get(link)
    assert anonymous.get("/arrival/").status_code == 200
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=31), tick=False):
        anonymous.get(link)
        assert anonymous.get("/arrival/").status_code == GONE


def test_reading_the_link_uses_nothing_up(ready, anonymous, mails):
    link = link_of(ready, anonymous, mails)
    for _time in range(3):
        Client().get(link)
        Client().head(link)
    anonymous.get(link)
    assert anonymous.get("/arrival/").status_code == 200


def test_another_browser_has_not_shown_the_factor(ready, anonymous, mails):
    link = link_of(ready, anonymous, mails)
    anonymous.get(link)
    anonymous.post("/arrival/", {"code": code()})
    thief = Client()
    thief.get(link)
    set_new(thief)
    ready.member.refresh_from_db()
    assert ready.member.check_password(PASSWORD)


def test_without_any_factor_the_link_sets_nothing(ana, anonymous, mails):
    with_password(ana)
    anonymous.get(link_of(ana, anonymous, mails))
    assert anonymous.get("/arrival/").status_code == 403
    assert set_new(anonymous).status_code == 403


def test_an_invented_address_gets_the_same_answer_and_no_mail(ready, anonymous, mails):
    known = forget(anonymous, ready.member.email)
    invented = forget(Client(), "nobody@authority.example")
    strip = re.compile(rb'value="[A-Za-z0-9]{64}"')
    assert strip.sub(b"", known.content) == strip.sub(b"", invented.content)
    assert known.status_code == invented.status_code
    assert [address for _kind, address, _path in mails] == [ready.member.email]


def test_an_ended_member_gets_no_mail(eve, anonymous, mails):
    forget(anonymous, eve.member.email)
    assert mails == []


def test_both_answers_run_the_same_statements(ready):
    made = {}
    for email in (ready.member.email, "nobody@authority.example"):
        with statements() as made[email]:
            forget(Client(), email)
    assert made[ready.member.email] == made["nobody@authority.example"]
    assert not any('FROM "network_member"' in sql for sql in made[ready.member.email])


def test_links_that_are_over_are_forgotten(ready, anonymous, mails):
    forget(anonymous, ready.member.email)
    with later(25):
        run_due()
    assert not PasswordReset.objects.exists()


def test_the_token_stands_in_no_log_and_no_referrer(ready, anonymous, mails, caplog):
    link = link_of(ready, anonymous, mails)
    record = logging.LogRecord("django", 20, "", 0, "GET %s HTTP/1.1", (link,), None)
    MaskTokens().filter(record)
    assert link.split("/")[2] not in record.getMessage()
    assert anonymous.get(link).headers["Referrer-Policy"] == "no-referrer"
    # Under no-referrer a browser would send `Origin: null` with the form of the clean page.
    assert anonymous.get("/arrival/").headers["Referrer-Policy"] == "same-origin"
    assert link.split("/")[2] not in anonymous.cookies["arrival"].value


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 5000, "%00", "..", "ü"])
def test_an_invented_token_gets_the_same_two_answers(db, anonymous, token):
    answer = anonymous.get(f"/link/{token}/")
    assert answer.headers["Location"] == "/arrival/"
    assert anonymous.get("/arrival/").status_code == GONE


def test_a_forged_cookie_opens_nothing(db, anonymous):
    anonymous.cookies["arrival"] = "forged"
    assert anonymous.get("/arrival/").status_code == GONE


# The second factor.


def ask_reset(official, persona, reason: str = "Called back at the number on file"):
    return official.client.post(f"/resets/ask/{persona.membership.public_id}/", {"reason": reason})


def confirm(official, reset: FactorReset):
    return official.client.post(f"/resets/{reset.public_id}/confirm/")


def test_two_officials_and_a_day_reset_the_factor(ready, sam, sara):
    assert ask_reset(sam, ready).status_code == 302
    assert confirm(sara, FactorReset.objects.get()).status_code == 302
    with later(23.9):
        run_due()
        assert TotpFactor.objects.filter(user=ready.member).exists()
    with later(24.1):
        run_due()
    assert not TotpFactor.objects.filter(user=ready.member).exists()
    assert FactorReset.objects.get().status == "done"


def test_one_official_alone_resets_nothing(ready, sam):
    ask_reset(sam, ready)
    assert confirm(sam, FactorReset.objects.get()).status_code == 403
    with later(48):
        run_due()
    assert TotpFactor.objects.filter(user=ready.member).exists()


def test_the_member_and_the_manager_hear_of_it_at_once(ready, ben, sam, mails):
    ask_reset(sam, ready)
    assert {address for kind, address, _path in mails if kind == "factor_reset"} == {
        ready.member.email,
        ben.member.email,
    }
    assert "under way" in ready.client.get("/account/").content.decode()
    assert ben.client.get("/resets/").content.decode().count("/members/") >= 1


def test_the_member_stops_it(ready, sam, sara):
    ask_reset(sam, ready)
    reset = FactorReset.objects.get()
    confirm(sara, reset)
    ready.client.post(f"/resets/{reset.public_id}/cancel/")
    with later(25):
        run_due()
    assert TotpFactor.objects.filter(user=ready.member).exists()


def test_nobody_resets_the_own_factor(sam, sara):
    with_totp(sam)
    assert ask_reset(sam, sam).status_code == 403
    ask_reset(sara, sam)
    assert confirm(sam, FactorReset.objects.get()).status_code == 403


def test_who_is_no_membership_officer_can_neither_ask_nor_confirm(ready, ben, cora, tess, sam):
    for persona in (ben, cora, tess):
        assert ask_reset(persona, ready).status_code == 403
    ask_reset(sam, ready)
    assert confirm(ben, FactorReset.objects.get()).status_code == 403
    assert confirm(cora, FactorReset.objects.get()).status_code == 404


def test_a_second_reset_for_the_same_member_is_refused(ready, sam, sara):
    ask_reset(sam, ready)
    assert ask_reset(sara, ready).status_code == 409
    assert FactorReset.objects.count() == 1


def test_confirming_twice_is_refused(ready, sam, sara):
    ask_reset(sam, ready)
    reset = FactorReset.objects.get()
    confirm(sara, reset)
    at = FactorReset.objects.get().effective_at
    assert confirm(sara, reset).status_code == 403
    assert FactorReset.objects.get().effective_at == at


def test_what_somebody_asked_who_has_left_since_is_not_confirmed(ready, sam, sara):
    ask_reset(sam, ready)
    sam.membership.until = timezone.now()
    sam.membership.save()
    reset = FactorReset.objects.get()
    assert confirm(sara, reset).status_code == 403
    reset.refresh_from_db()
    assert reset.status == FactorReset.Status.ASKED


@pytest.mark.parametrize("leaver", ["sam", "sara"])
def test_a_reset_dies_with_the_membership_of_either_official(ready, sam, sara, tess, mails, leaver):
    ask_reset(sam, ready)
    confirm(sara, FactorReset.objects.get())
    mails.clear()
    gone, left = (sam, sara) if leaver == "sam" else (sara, sam)
    gone.membership.until = timezone.now() + timezone.timedelta(hours=12)
    gone.membership.save()
    with later(25):
        run_due()
    assert TotpFactor.objects.filter(user=ready.member).exists()
    assert FactorReset.objects.get().status == "cancelled"
    heard = {address for kind, address, _path in mails if kind == "factor_reset_void"}
    assert heard == {ready.member.email, left.member.email}
    entry = AuditEntry.objects.get(act="factor_reset_void")
    assert (entry.actor, entry.subject_id) == (None, FactorReset.objects.get().public_id)


def test_a_reset_that_came_to_nothing_leaves_room_for_another(ready, sam, sara):
    ask_reset(sam, ready)
    sam.membership.until = timezone.now()
    sam.membership.save()
    run_due()
    assert ask_reset(sara, ready).status_code == 302
    assert FactorReset.objects.filter(status="asked").count() == 1


def test_a_reset_needs_a_fresh_proof(ready, sam):
    with_totp(sam)
    stale(sam)
    ask_reset(sam, ready)
    assert not FactorReset.objects.exists()


def test_it_ends_the_members_sessions_and_the_next_sign_in_enrols(ready, sam, sara, anonymous):
    assert ready.client.get("/account/").status_code == 200
    ask_reset(sam, ready)
    confirm(sara, FactorReset.objects.get())
    FactorReset.objects.update(effective_at=timezone.now())
    run_due()
    assert not Session.objects.filter(member=ready.member).exists()
    enter(anonymous, ready)
    assert anonymous.get("/second-factor/").headers["Location"] == "/enrol/"


def test_another_authority_sees_nothing_of_it(ready, sam, dara, chloe):
    ask_reset(sam, ready)
    for persona in (dara, chloe):
        assert "Called back" not in persona.client.get("/resets/").content.decode()


# The glass.


def test_the_operator_breaks_the_glass_after_a_day_and_all_officers_hear_of_it(sam, sara, tess, mails, capsys):
    with_totp(with_password(sam))
    call_command("break_glass", sam.member.email)
    assert "/link/" not in capsys.readouterr().out
    assert {address for _kind, address, _path in mails} == {
        sam.member.email,
        sara.member.email,
        tess.member.email,
    }
    with later(23):
        call_command("break_glass", sam.member.email)
        assert "/link/" not in capsys.readouterr().out
    with later(24.1):
        call_command("break_glass", sam.member.email)
        link = capsys.readouterr().out.strip()
        browser = Client()
        browser.get(link[link.index("/link/") :])
        chosen = {"name": "Sam", "language": "en", "password": NEW, "password_again": NEW}
        assert browser.post("/arrival/", chosen).headers["Location"] == "/enrol/"
    assert not TotpFactor.objects.filter(user=sam.member).exists()


def test_another_officer_stops_it(sam, sara, capsys):
    with_totp(sam)
    call_command("break_glass", sam.member.email)
    sara.client.post(f"/resets/{FactorReset.objects.get().public_id}/cancel/")
    with later(25):
        run_due()
    assert TotpFactor.objects.filter(user=sam.member).exists()


def test_the_glass_is_for_officers_of_the_secretariat_alone(ana):
    for email in (ana.member.email, "nobody@authority.example"):
        with pytest.raises(CommandError):
            call_command("break_glass", email)


def test_it_waits_on_the_desk_of_the_other_official_alone(ready, sam, sara, ana):
    ask_reset(sam, ready)
    words = "waits for a second official"
    assert words in sara.client.get("/").content.decode()
    for persona in (sam, ana):
        assert words not in persona.client.get("/").content.decode()
