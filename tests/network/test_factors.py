"""Second factors: setting up, showing once, taking away."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from network.actions.factors import check_code, give_totp
from network.models import AuditEntry, Membership, RecoveryCode, Session, TotpFactor
from network.readers import Visitor, as_system
from network.totp import code_at, present_step, secret_of, step_of
from tests.network.test_sign_in import SECRET, code, enter, with_password, with_totp

# RFC 6238, appendix B: SHA-1, the last six of eight digits.
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


def stale(persona, minutes: int = 6) -> None:
    assert persona.client
    Session.objects.filter(member=persona.member).update(factor_at=timezone.now() - timezone.timedelta(minutes=minutes))


@pytest.fixture
def half(ana, anonymous) -> Client:
    """Ana's browser after the password, when she has no factor yet."""
    with_password(ana)
    enter(anonymous, ana)
    return anonymous


@pytest.mark.parametrize(("moment", "digits"), VECTORS)
def test_codes_are_those_of_the_standard(moment, digits):
    assert code_at(SECRET, moment // 30) == digits


def waiting_secret(persona) -> bytes:
    return secret_of(TotpFactor.objects.get(user=persona.member))


def test_enrolment_shows_the_secret_as_picture_and_as_text(half, ana):
    page = half.get("/enrol/code/")
    assert 'src="/enrol/code/picture/"' in page.content.decode()
    picture = half.get("/enrol/code/picture/")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert b"<svg" in picture.content
    assert waiting_secret(ana).hex() not in page.content.decode()


def test_who_looked_first_in_another_browser_does_not_share_the_secret(half, ana):
    half.get("/enrol/code/")
    seen = waiting_secret(ana)
    own = Client()
    enter(own, ana)
    own.get("/enrol/code/")
    made = TotpFactor.objects.filter(user=ana.member).order_by("-pk").first()
    assert secret_of(made) != seen
    own.post("/enrol/code/", {"code": code_at(seen, present_step())})
    assert not TotpFactor.objects.filter(confirmed=True).exists()
    own.post("/enrol/code/", {"code": code_at(secret_of(made), present_step())})
    assert TotpFactor.objects.get().confirmed


def test_two_tabs_show_one_secret(half, ana):
    half.get("/enrol/code/")
    first = waiting_secret(ana)
    half.get("/enrol/code/")
    half.get("/enrol/code/picture/")
    assert waiting_secret(ana) == first


def test_a_right_code_completes_the_first_sign_in(half, ana):
    half.get("/enrol/code/")
    answer = half.post("/enrol/code/", {"code": code_at(waiting_secret(ana), present_step())})
    assert answer.headers["Location"] == "/enrol/recovery/"
    assert half.get("/account/").status_code == 200
    assert AuditEntry.objects.filter(act="totp_added", actor=ana.membership).exists()


def test_a_wrong_code_sets_nothing_up(half, ana):
    half.get("/enrol/code/")
    wrong = code_at(waiting_secret(ana), present_step() + 5)
    assert half.post("/enrol/code/", {"code": wrong}).status_code == 422
    assert not TotpFactor.objects.filter(confirmed=True).exists()
    assert half.get("/account/").status_code == 302


def test_the_code_that_set_it_up_does_not_sign_in_as_well(half, ana):
    half.get("/enrol/code/")
    used = code_at(waiting_secret(ana), present_step())
    half.post("/enrol/code/", {"code": used})
    assert check_code(actor=Visitor(), member=ana.member, code=used) == ""


def test_a_code_is_accepted_once(ana):
    with_totp(ana)
    assert check_code(actor=Visitor(), member=ana.member, code=code()) == "totp"
    assert check_code(actor=Visitor(), member=ana.member, code=code()) == ""


def test_an_earlier_code_is_not_accepted_after_a_later_one(ana):
    with_totp(ana)
    assert check_code(actor=Visitor(), member=ana.member, code=code(1)) == "totp"
    assert check_code(actor=Visitor(), member=ana.member, code=code(0)) == ""


@pytest.mark.parametrize(("step", "kind"), [(-2, ""), (-1, "totp"), (0, "totp"), (1, "totp"), (2, "")])
def test_a_clock_may_be_one_step_off(ana, step, kind):
    with_totp(ana)
    with time_machine.travel(timezone.now(), tick=False):
        assert check_code(actor=Visitor(), member=ana.member, code=code(step)) == kind


def test_no_code_is_accepted_again_after_the_clock_went_back(ana):
    with_totp(ana)
    with time_machine.travel(timezone.now(), tick=False):
        seen = code()
        check_code(actor=Visitor(), member=ana.member, code=seen)
    with time_machine.travel(timezone.now() - timezone.timedelta(hours=1), tick=False):
        assert check_code(actor=Visitor(), member=ana.member, code=code()) == ""


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "١٢٣٤٥٦", "12 34 5x", "\x00" * 6, "abcdef"])
def test_what_is_no_code_is_none(odd):
    assert step_of(SECRET, odd) is None


def test_a_code_typed_in_groups_is_understood(ana):
    with_totp(ana)
    digits = code()
    assert check_code(actor=Visitor(), member=ana.member, code=f" {digits[:3]} {digits[3:]} ") == "totp"


def codes_of(persona) -> list[str]:
    page = persona.client.post("/enrol/recovery/").content.decode()
    return re.findall(r'<code dir="ltr">([0-9A-Z-]{19})</code>', page)


def test_ten_recovery_codes_are_shown_once_and_kept_as_hashes(ana):
    codes = codes_of(ana)
    assert len(set(codes)) == 10
    stored = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not stored & set(codes)
    later = ana.client.get("/enrol/recovery/").content.decode()
    assert not any(one in later for one in codes)


def test_a_recovery_code_works_once(ana):
    one = codes_of(ana)[0]
    assert check_code(actor=Visitor(), member=ana.member, code=one.lower().replace("-", " ")) == "recovery"
    assert check_code(actor=Visitor(), member=ana.member, code=one) == ""
    assert AuditEntry.objects.filter(act="recovery_code_used", subject_id=ana.member.public_id).exists()


def test_a_recovery_code_is_the_owners_alone(ana, ben):
    assert check_code(actor=Visitor(), member=ben.member, code=codes_of(ana)[0]) == ""


def test_new_recovery_codes_replace_the_old(ana):
    old = codes_of(ana)[0]
    codes_of(ana)
    assert check_code(actor=Visitor(), member=ana.member, code=old) == ""


def test_a_recovery_code_signs_in_and_says_how_many_are_left(ana, anonymous):
    with_password(ana)
    ana.__dict__.pop("client", None)
    one = codes_of(ana)[0]
    enter(anonymous, ana)
    page = anonymous.post("/second-factor/", {"code": one, "way": "recovery", "next": "/account/"}, follow=True)
    assert "9 are left" in page.content.decode()


def test_recovery_codes_need_a_fresh_proof(ana):
    with_totp(ana)
    stale(ana)
    assert ana.client.post("/enrol/recovery/").headers["Location"].startswith("/second-factor/")
    assert not RecoveryCode.objects.exists()


def test_a_fresh_proof_leads_back(ana):
    with_totp(ana)
    stale(ana)
    assert ana.client.get("/enrol/recovery/").headers["Location"] == "/second-factor/?next=%2Fenrol%2Frecovery%2F"
    answer = ana.client.post("/second-factor/", {"code": code(), "next": "/enrol/recovery/"})
    assert answer.headers["Location"] == "/enrol/recovery/"
    assert ana.client.get("/enrol/recovery/").status_code == 200


def test_a_clock_set_back_makes_no_old_proof_fresh(ana):
    with_totp(ana)
    stale(ana, minutes=-60)
    assert ana.client.get("/enrol/recovery/").status_code == 302


def test_the_last_factor_cannot_be_removed(ana):
    with_totp(ana)
    ana.client.post("/account/factor/remove/", {"kind": "totp"})
    assert TotpFactor.objects.filter(user=ana.member).exists()


def test_one_of_two_factors_can_be_removed(ana):
    from tests.network.test_passkeys import device, register

    with_totp(ana)
    register(ana.client, device())
    ana.client.post("/account/factor/remove/", {"kind": "totp"})
    assert not TotpFactor.objects.filter(user=ana.member).exists()
    assert AuditEntry.objects.filter(act="totp_removed").exists()


def test_removing_a_factor_needs_a_fresh_proof(ana):
    from tests.network.test_passkeys import device, register

    with_totp(ana)
    register(ana.client, device())
    stale(ana)
    ana.client.post("/account/factor/remove/", {"kind": "totp"})
    assert TotpFactor.objects.filter(user=ana.member).exists()


def test_a_new_authenticator_replaces_the_old_one(ana):
    with_totp(ana)
    ana.client.get("/enrol/code/")
    waiting = TotpFactor.objects.get(user=ana.member, confirmed=False)
    ana.client.post("/enrol/code/", {"code": code_at(secret_of(waiting), present_step())})
    assert list(TotpFactor.objects.filter(user=ana.member)) == [waiting]


def test_a_half_session_of_a_member_with_a_factor_cannot_enrol(ana, anonymous):
    with_totp(with_password(ana))
    enter(anonymous, ana)
    for path in ("/enrol/", "/enrol/code/", "/enrol/code/picture/", "/enrol/recovery/"):
        assert anonymous.get(path).headers["Location"] == "/second-factor/"
    assert TotpFactor.objects.filter(user=ana.member).count() == 1


def test_the_command_prints_a_code_that_works_for_a_demonstration_member_alone(ana, ben, capsys):
    with_totp(ana)
    call_command("code", "ana")
    assert check_code(actor=Visitor(), member=ana.member, code=capsys.readouterr().out) == "totp"
    # The present one is spent: the next is printed, which the window takes.
    call_command("code", ana.member.email)
    assert check_code(actor=Visitor(), member=ana.member, code=capsys.readouterr().out) == "totp"
    for nobody in ("ben", "zoe", ben.member.email):
        with pytest.raises(CommandError):
            call_command("code", nobody)


def test_only_a_demonstration_member_is_given_a_factor(ben):
    with pytest.raises(ValueError):
        give_totp(actor=as_system("test"), member=ben.member, secret=SECRET)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_equal_codes_at_once_one_passes(ana):
    with_totp(ana)
    digits = code()

    def show(_number: int) -> str:
        from django.db import connection

        try:
            return check_code(actor=Visitor(), member=Membership.objects.get(pk=ana.membership.pk).member, code=digits)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        kinds = list(pool.map(show, range(20)))
    assert sorted(kinds)[-2:] == ["", "totp"]
