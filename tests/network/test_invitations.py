"""Invitations: single use, seven days, bound to address, authority and role; dead with who gave them."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import pre_save
from django.test import Client
from django.utils import timezone

from network.actions import invitations
from network.actions.invitations import _spend, create_invitation
from network.guard import Refused
from network.models import AuditEntry, Authority, Body, Invitation, Member, Membership, Nomination
from network.sealing import token_hash
from tests.network.test_addresses import later
from tests.network.test_sign_in import enter, with_password, with_totp

NEW = "kettle-orchid-magnet-quay"
GONE = 410


def approved(office: Authority, nominated_by: Membership | None = None, **fields) -> Nomination:
    return Nomination.objects.create(
        **{
            "authority": office,
            "email": "nora@authority.example",
            "name": "Nora Example",
            "function": {"en": "Legal officer"},
            "nominated_by": nominated_by,
            "nominated_at": timezone.now(),
            "status": Nomination.Status.APPROVED,
            **fields,
        }
    )


@pytest.fixture
def token(sam, ben, mauritius) -> str:
    """Nora's: nominated by Ben, approved and invited by Sam."""
    return create_invitation(actor=sam.membership, nomination=approved(mauritius, ben.membership))


def accept(browser: Client, token: str, password: str = NEW, name: str = "Nora Example", **more):
    browser.get(f"/link/{token}/")
    chosen = {"name": name, "language": "fr", "password": password, "password_again": password, **more}
    return browser.post("/arrival/", chosen)


def test_who_is_invited_becomes_a_member_and_enrols(token, anonymous, mauritius):
    assert accept(anonymous, token).headers["Location"] == "/enrol/"
    place = Membership.objects.get(member__email="nora@authority.example")
    assert (place.authority, place.role, place.member.name, place.member.language) == (
        mauritius,
        "member",
        "Nora Example",
        "fr",
    )
    assert anonymous.get("/enrol/").status_code == 200
    assert anonymous.get("/").headers["Location"].startswith("/second-factor/")


def test_the_page_names_authority_state_and_role(token, anonymous):
    anonymous.get(f"/link/{token}/")
    page = anonymous.get("/arrival/").content.decode()
    for word in ("Attorney-General", "Mauritius", "member"):
        assert word in page


def test_the_mail_holds_the_link_and_the_table_its_hash(sam, mauritius, mails):
    token = create_invitation(actor=sam.membership, nomination=approved(mauritius))
    assert mails == [("invitation", "nora@authority.example", f"/link/{token}/")]
    assert Invitation.objects.get().token_hash == token_hash(token)
    assert len(token) == 43


def test_reading_uses_nothing_up(token, anonymous):
    for _time in range(3):
        Client().get(f"/link/{token}/")
        Client().head(f"/link/{token}/")
    anonymous.get(f"/link/{token}/")
    assert anonymous.get("/arrival/").status_code == 200
    assert Invitation.objects.get().used_at is None


def test_it_works_once(token, anonymous):
    accept(anonymous, token)
    assert accept(Client(), token).status_code == GONE
    assert Member.objects.filter(email="nora@authority.example").count() == 1


def test_it_works_for_seven_days(token, anonymous):
    with later(24 * 7 - 1):
        anonymous.get(f"/link/{token}/")
        assert anonymous.get("/arrival/").status_code == 200
    with later(24 * 7 + 1):
        assert accept(anonymous, token).status_code == GONE


@pytest.mark.parametrize("giver", ["sam", "ben"])
def test_it_dies_with_who_invited_and_with_who_nominated(token, anonymous, giver, request):
    place = request.getfixturevalue(giver).membership
    place.until = timezone.now()
    place.save()
    assert accept(anonymous, token).status_code == GONE


def test_one_that_was_withdrawn_is_worth_nothing(token, anonymous):
    Invitation.objects.update(withdrawn_at=timezone.now())
    assert accept(anonymous, token).status_code == GONE


def test_role_and_address_cannot_be_chosen_by_the_invited(token, anonymous):
    accept(anonymous, token, role="secretariat", email="other@authority.example", duty_membership="1")
    place = Membership.objects.get(member__email="nora@authority.example")
    assert place.role == "member"
    assert not place.duty_membership
    assert not Member.objects.filter(email="other@authority.example").exists()


@pytest.mark.parametrize("weak", ["short", "password1234", "nora-example-1"])
def test_a_weak_password_is_refused_and_the_invitation_stays(token, anonymous, weak):
    assert accept(anonymous, token, weak).status_code == 422
    assert accept(anonymous, token).status_code == 302


@pytest.mark.parametrize("odd", ["Nora\x00", "\u202eelpmaxE aroN", "Nora\u2066", "", " ", "N" * 200])
def test_an_odd_name_gets_a_sentence(token, anonymous, odd):
    assert accept(anonymous, token, name=odd).status_code == 422
    assert not Member.objects.filter(email="nora@authority.example").exists()


def test_a_name_in_any_script_is_welcome(token, anonymous):
    accept(anonymous, token, name="نورة  الأمين")
    assert Member.objects.get(email="nora@authority.example").name == "نورة الأمين"


def test_a_member_takes_a_second_place_in_the_own_state(ana, sam, mauritius, anonymous):
    other = Authority.objects.create(
        body=mauritius.body, kind="competent", names={"en": "Police"}, since=timezone.now()
    )
    with_totp(with_password(ana))
    token = create_invitation(actor=sam.membership, nomination=approved(other, email=ana.member.email))
    anonymous.get(f"/link/{token}/")
    assert "Sign in first" in anonymous.get("/arrival/").content.decode()
    assert accept(anonymous, token).status_code == 200
    ana.client.get(f"/link/{token}/")
    assert ana.client.post("/arrival/").headers["Location"] == "/account/"
    assert Membership.objects.filter(member=ana.member).count() == 2


def test_an_invitation_does_not_open_the_account_of_a_member_who_has_a_factor(ana, sam, mauritius, anonymous):
    with_totp(with_password(ana))
    token = create_invitation(actor=sam.membership, nomination=approved(mauritius, email=ana.member.email))
    accept(anonymous, token)
    ana.member.refresh_from_db()
    assert not ana.member.check_password(NEW)


def test_an_address_of_another_state_is_refused(ana, sam, france, anonymous):
    token = create_invitation(actor=sam.membership, nomination=approved(france, email=ana.member.email))
    assert accept(anonymous, token).status_code == 409
    assert Membership.objects.filter(member=ana.member).count() == 1


def test_somebody_elses_invitation_is_not_for_a_member(token, ana):
    ana.client.get(f"/link/{token}/")
    assert ana.client.get("/arrival/").status_code == 403
    assert ana.client.post("/arrival/").status_code == 403


def test_a_guest_gets_a_date(sam, mauritius, anonymous):
    token = create_invitation(actor=sam.membership, nomination=approved(mauritius, role="guest"))
    accept(anonymous, token)
    assert Membership.objects.get(role="guest").until is not None


def test_who_may_not_invite_is_refused(ben, tess, mauritius):
    for persona in (ben, tess):
        with pytest.raises(Refused):
            create_invitation(actor=persona.membership, nomination=approved(mauritius))


def test_nobody_is_invited_before_the_approval(sam, mauritius):
    with pytest.raises(Refused):
        create_invitation(actor=sam.membership, nomination=approved(mauritius, status="proposed"))


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_come_at_once_one_becomes_the_member(token):
    answers = at_once(lambda _number: accept(Client(), token).status_code, list(range(20)))
    assert answers.count(302) == 1
    assert set(answers) <= {302, 409, GONE}
    assert Membership.objects.filter(member__email="nora@authority.example").count() == 1


def test_two_invitations_accepted_at_the_same_moment_are_told_so_and_nothing_is_lost(token, anonymous):
    def be_first(sender, instance, **_more):
        pre_save.disconnect(be_first, sender=Member)
        Member.objects.bulk_create([Member(email=instance.email, name="The other tab")])

    pre_save.connect(be_first, sender=Member, weak=False)
    answer = accept(anonymous, token)
    assert answer.status_code == 409
    assert "Send the form again" in answer.content.decode()
    assert accept(anonymous, token).status_code == 302


@pytest.fixture
def in_step(monkeypatch):
    """Two who spend an invitation go on together, where the database lets both of them in."""
    barrier = Barrier(2)

    def spend(*arguments):
        _spend(*arguments)
        with suppress(BrokenBarrierError):
            barrier.wait(1)

    monkeypatch.setattr(invitations, "_spend", spend)


@pytest.mark.django_db(transaction=True)
def test_of_two_invitations_to_one_new_address_that_come_at_once_none_breaks(sam, ben, mauritius, in_step):
    ministry = Authority.objects.create(
        body=mauritius.body, kind="competent", names={"en": "Ministry"}, since=timezone.now()
    )
    tokens = [
        create_invitation(actor=sam.membership, nomination=approved(office, ben.membership))
        for office in (mauritius, ministry)
    ]
    answers = at_once(lambda token: accept(Client(), token).status_code, tokens)
    assert 302 in answers
    assert set(answers) <= {302, 409}
    assert Member.objects.filter(email="nora@authority.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_to_one_authority_that_a_member_accepts_at_once_give_one_place(ana, sam, mauritius, in_step):
    police = Authority.objects.create(
        body=mauritius.body, kind="competent", names={"en": "Police"}, since=timezone.now()
    )
    key = ana.client.cookies["session"].value

    def join(token: str) -> int:
        browser = Client()
        browser.cookies["session"] = key
        browser.get(f"/link/{token}/")
        return browser.post("/arrival/").status_code

    tokens = [
        create_invitation(actor=sam.membership, nomination=approved(police, email=ana.member.email)) for _ in range(2)
    ]
    assert at_once(join, tokens) == [302, 302]
    assert Membership.objects.filter(member=ana.member, authority=police).count() == 1


def at_once(act, things: list) -> list:
    """Do ACT with each of THINGS at the same moment, each on a connection of its own."""

    def alone(thing):
        try:
            return act(thing)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(alone, things))


# The operator's way into an empty installation.


@pytest.fixture
def empty(db) -> Body:
    return Body.objects.create(key="UNODC", kind="organization", names={"en": "UNODC"}, source="test")


def test_the_operator_invites_the_first_officers_of_an_empty_installation(empty, capsys, mails):
    for email in ("one@secretariat.example", "two@secretariat.example"):
        call_command("invite_secretariat", email)
        link = capsys.readouterr().out.strip()
        assert link.startswith("http://localhost:")
        assert accept(Client(), link.split("/")[-2], name="Officer").status_code == 302
    assert Authority.objects.count() == 1
    assert Membership.objects.filter(role="secretariat", duty_membership=True, duty_content=True).count() == 2
    assert mails == []


def test_a_link_that_the_operator_prints_again_replaces_the_one_before_it(empty, capsys):
    links = {}
    for email in ("one@secretariat.example", "two@secretariat.example", "one@secretariat.example"):
        call_command("invite_secretariat", email)
        links.setdefault(email, []).append(capsys.readouterr().out.strip().split("/")[-2])
    first, second = links["one@secretariat.example"]
    assert accept(Client(), first).status_code == GONE
    assert accept(Client(), second).status_code == 302
    assert accept(Client(), links["two@secretariat.example"][0]).status_code == 302
    assert AuditEntry.objects.filter(act="invitation_withdrawn").count() == 1


def test_what_was_replaced_once_is_not_withdrawn_again_with_the_next(empty, capsys):
    for _time in range(3):
        call_command("invite_secretariat", "one@secretariat.example")
    capsys.readouterr()
    subjects = list(AuditEntry.objects.filter(act="invitation_withdrawn").values_list("subject_id", flat=True))
    assert len(subjects) == len(set(subjects)) == 2


def test_an_invitation_that_was_accepted_is_not_withdrawn_by_the_next(empty, capsys):
    call_command("invite_secretariat", "one@secretariat.example")
    assert accept(Client(), capsys.readouterr().out.strip().split("/")[-2]).status_code == 302
    used = Invitation.objects.get()
    Membership.objects.update(until=timezone.now())
    call_command("invite_secretariat", "one@secretariat.example")
    used.refresh_from_db()
    assert used.withdrawn_at is None


def test_the_operator_chooses_the_duties(empty, capsys):
    call_command("invite_secretariat", "one@secretariat.example", duties="technical")
    made = Invitation.objects.get()
    assert (made.duty_content, made.duty_membership, made.duty_technical) == (False, False, True)
    with pytest.raises(CommandError):
        call_command("invite_secretariat", "one@secretariat.example", duties="everything")


def test_what_is_no_address_is_refused_by_the_command(empty):
    with pytest.raises(CommandError):
        call_command("invite_secretariat", "no address")


def test_without_reference_data_the_command_says_what_comes_first(db):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("invite_secretariat", "one@secretariat.example")


@pytest.mark.parametrize("command", ["invite_secretariat", "break_glass", "code"])
def test_before_the_first_start_a_command_says_so_and_not_by_an_error_of_the_database(command, db, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: False)
    with pytest.raises(CommandError, match="no database yet"):
        call_command(command, "one@secretariat.example")


def test_an_ended_cookie_opens_nothing(eve):
    with time_machine.travel(timezone.now(), tick=False):
        assert eve.client.get("/account/").headers["Location"].startswith("/sign-in/")


def test_the_password_of_the_invited_works_afterwards(token, anonymous):
    accept(anonymous, token)
    nora = Membership.objects.get(member__email="nora@authority.example")
    assert enter(Client(), nora, NEW).headers["Location"] == "/second-factor/"
