"""The own account: settings, password, a second place."""

import pytest
from django.utils import timezone

from network.models import AuditEntry, EmailChange, Membership, RecoveryCode, Session
from network.passwords import is_guessed_first
from tests.network.test_factors import stale
from tests.network.test_sessions import second_browser
from tests.network.test_sign_in import PASSWORD, enter, with_password, with_totp

NEW = "kettle-orchid-magnet-quay"


def change(persona, password: str = NEW, again: str | None = None):
    return persona.client.post("/account/password/", {"password": password, "password_again": again or password})


def test_settings_are_kept(ana):
    ana.client.post("/account/", {"language": "fr", "zone": "Indian/Mauritius", "theme": "dark", "density": "compact"})
    ana.member.refresh_from_db()
    assert (ana.member.language, ana.member.zone, ana.member.theme, ana.member.density) == (
        "fr",
        "Indian/Mauritius",
        "dark",
        "compact",
    )
    page = ana.client.get("/account/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-density="compact"' in page
    assert 'lang="fr"' in page


@pytest.mark.parametrize("odd", [{"zone": "Mars/Olympus"}, {"theme": "pink"}, {"language": "xx"}, {"density": "\x00"}])
def test_settings_that_do_not_exist_are_refused(ana, odd):
    chosen = {"language": "en", "zone": "", "theme": "", "density": "", **odd}
    assert ana.client.post("/account/", chosen).status_code == 422


def test_only_the_offered_fields_can_be_changed(ana):
    ana.client.post("/account/", {"language": "en", "email": "x@y.example", "name": "X", "is_demonstration": "1"})
    ana.member.refresh_from_db()
    assert ana.member.email == "ana@authority.example"
    assert ana.member.name == "Ana Example"
    assert not ana.member.is_demonstration


def test_a_new_password_signs_every_other_browser_out(ana, anonymous, mails):
    other = second_browser(ana)
    assert change(ana).headers["Location"] == "/account/"
    assert ana.client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert ("factor_changed", ana.member.email, "/account/") in mails
    assert AuditEntry.objects.filter(act="password_changed", actor=ana.membership).exists()


def test_the_old_password_is_worth_nothing_then(ana, anonymous):
    with_password(ana)
    change(ana)
    assert enter(anonymous, ana, PASSWORD).status_code == 422
    assert enter(anonymous, ana, NEW).status_code == 302


OWN = "This is your password already. Choose another."


def test_the_present_password_is_no_new_one(ana):
    with_password(ana)
    answer = change(ana, PASSWORD)
    assert answer.status_code == 422
    assert OWN in answer.content.decode()
    assert not AuditEntry.objects.filter(act="password_changed").exists()


def test_a_guess_at_it_that_is_refused_for_another_reason_is_told_nothing(ana):
    with_password(ana)
    answer = change(ana, PASSWORD, again=NEW)
    assert answer.status_code == 422
    assert OWN not in answer.content.decode()


def test_a_cookie_of_before_the_change_is_dead_even_if_its_row_stays(ana):
    other = second_browser(ana)
    rows = list(Session.objects.filter(member=ana.member).values())
    change(ana)
    for row in rows:
        Session.objects.filter(key_hash=row["key_hash"]).delete()
        Session.objects.create(**{**row, "id": None, "public_id": row["public_id"][::-1]})
    assert other.get("/account/").status_code == 302


def test_a_new_password_needs_a_fresh_proof(ana):
    with_totp(ana)
    stale(ana)
    assert ana.client.get("/account/password/").headers["Location"] == "/second-factor/?next=%2Faccount%2Fpassword%2F"
    answer = change(ana)
    assert answer.status_code == 302
    assert "/second-factor/" in answer.headers["Location"]
    ana.member.refresh_from_db()
    assert not ana.member.check_password(NEW)


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "elevenchars",
        "password1234",
        "P@ssw0rd!2345",
        "qwertyuiop12",
        "aaaaaaaaaaaaaa",
        "Justice2026!!",
        "ana-example-1",
        "counterpart-2026",
        "motdepassemotdepasse",
    ],
)
def test_passwords_that_are_tried_first_are_refused(ana, weak):
    assert change(ana, weak).status_code == 422


@pytest.mark.parametrize(
    "good", [NEW, "tiger guitar police summer", "Xk7#mv9!qpl2", "القلم والورقة الزرقاء", "écluse mélèze forêt"]
)
def test_no_composition_is_asked_for(good):
    assert not is_guessed_first(good, "ana", "example")


def test_two_different_passwords_are_noticed(ana):
    assert change(ana, NEW, "kettle-orchid-magnet-quai").status_code == 422


def test_a_second_place_is_a_switch(ana, france):
    second = Membership.objects.create(
        member=ana.member, authority=france, function={"en": "Liaison"}, since=timezone.now()
    )
    page = ana.client.get("/account/").content.decode()
    assert second.public_id in page
    ana.client.post("/account/switch/", {"membership": second.public_id})
    assert "Liaison" in ana.client.get("/account/").content.decode()


def test_nobody_switches_to_somebody_elses_place_or_an_ended_one(ana, ben, france):
    ended = Membership.objects.create(member=ana.member, authority=france, since=timezone.now(), until=timezone.now())
    for other in (ben.membership, ended):
        assert ana.client.post("/account/switch/", {"membership": other.public_id}).status_code == 404


def test_the_account_page_makes_the_same_queries_for_many_sessions_and_places(ana, django_assert_num_queries):
    from network.pages.account import AccountPage

    with django_assert_num_queries(AccountPage.queries):
        AccountPage.load(ana.membership)


def test_the_name_of_a_person_is_in_no_title(ana):
    for path in ("/account/", "/sessions/", "/account/password/", "/account/address/"):
        page = ana.client.get(path).content.decode()
        title = page[page.index("<title>") : page.index("</title>")]
        assert "Ana" not in title


def test_a_code_that_was_used_and_an_address_that_was_changed_are_counted_no_longer(ana):
    now = timezone.now()
    for number in range(3):
        RecoveryCode.objects.create(user=ana.member, code_hash=f"{number}" * 8, used_at=None if number else now)
    change = EmailChange.objects.create(
        member=ana.member, email="ana.new@authority.example", token_hash="d" * 64, created_at=now, expires_at=now
    )
    page = ana.client.get("/account/").content.decode()
    assert "2 left" in page
    assert "A change of your address is under way" in page
    EmailChange.objects.filter(pk=change.pk).update(done_at=now)
    assert "A change of your address is under way" not in ana.client.get("/account/").content.decode()
