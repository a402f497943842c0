"""Somebody is proposed by one person, approved by another, and only then invited."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from network.actions.nominations import NewOffice, Nominee, approve, decline, nominate, nominate_office, withdraw
from network.conflicts import Conflict
from network.guard import Refused
from network.models import Approval, AuditEntry, Authority, Invitation, Membership, Nomination, Session
from network.signals import mail_wanted
from tests.personas import Persona, body, membership

PERSON = Nominee(name="New Colleague", email="new@authority.example", function={"en": "Legal officer"})
FORM = {
    "name": "New Colleague",
    "email": "New@Authority.example",
    "function": "Legal officer",
    "language": "fr",
    "role": "member",
}


def as_role(role, duties=(), email="new@authority.example"):
    return Nominee(name="New Colleague", email=email, function={"en": "Officer"}, role=role, duties=frozenset(duties))


@pytest.fixture
def third(office):
    """A third membership officer: a new authority needs two approvals beside the proposal."""
    return Persona(membership("third", office, role="secretariat", duty_membership=True, function="Membership officer"))


@pytest.fixture
def proposed(ben, mauritius):
    return nominate(actor=ben.membership, authority=mauritius, person=PERSON)


@pytest.fixture
def mails():
    heard = []

    def hear(**said):
        heard.append(said)

    mail_wanted.connect(hear)
    yield heard
    mail_wanted.disconnect(hear)


def test_what_a_manager_proposes_waits_for_the_secretariat(proposed, ben, mails):
    assert (proposed.status, proposed.nominated_by) == ("proposed", ben.membership)
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.order_by("-seq").first().act == "nominated"


def test_one_approval_of_another_person_sends_the_invitation(proposed, sam, mails, mauritius):
    approve(actor=sam.membership, nomination=proposed)
    proposed.refresh_from_db()
    invitation = Invitation.objects.get()
    assert proposed.status == "approved"
    assert (invitation.authority, invitation.email, invitation.role) == (mauritius, "new@authority.example", "member")
    assert [mail["kind"] for mail in mails] == ["invitation"]
    assert mails[0]["path"].startswith("/link/")


@pytest.mark.parametrize("who", ["ana", "ben", "tess", "hugo", "cora", "dara"])
def test_nobody_but_a_membership_officer_approves_or_declines(who, request, proposed):
    actor = request.getfixturevalue(who).membership
    with pytest.raises(Refused):
        approve(actor=actor, nomination=proposed)
    with pytest.raises(Refused):
        decline(actor=actor, nomination=proposed, reason="No.")
    assert Nomination.objects.get().status == "proposed"


def test_nobody_approves_what_he_proposed_himself(sam, mauritius):
    own = nominate(actor=sam.membership, authority=mauritius, person=PERSON)
    with pytest.raises(Refused):
        approve(actor=sam.membership, nomination=own)


def test_not_even_through_a_second_membership(sam, mauritius, france):
    own = nominate(actor=sam.membership, authority=mauritius, person=PERSON)
    other = membership("other", france, role="secretariat", duty_membership=True)
    other.member = sam.member
    other.save()
    with pytest.raises(Refused):
        approve(actor=other, nomination=own)


def test_nobody_approves_a_nomination_of_himself(sam, ben, mauritius):
    person = as_role("manager", email=sam.member.email)
    with pytest.raises(Refused):
        approve(actor=sam.membership, nomination=nominate(actor=ben.membership, authority=mauritius, person=person))


def test_what_somebody_proposed_who_has_left_is_not_approved(proposed, ben, sam):
    Membership.objects.filter(pk=ben.membership.pk).update(until=timezone.now())
    with pytest.raises(Refused):
        approve(actor=sam.membership, nomination=proposed)


def test_what_is_decided_is_not_decided_again(proposed, sam, sara):
    decline(actor=sam.membership, nomination=proposed, reason="Not an officer of this authority.")
    with pytest.raises(Refused):
        approve(actor=sara.membership, nomination=proposed)
    with pytest.raises(Refused):
        decline(actor=sara.membership, nomination=proposed, reason="Again.")


def test_an_officer_of_the_secretariat_needs_two_approvals(sam, sara, third, office):
    proposal = nominate(actor=sam.membership, authority=office, person=as_role("secretariat", ["content", "technical"]))
    approve(actor=sara.membership, nomination=proposal)
    assert not Invitation.objects.exists()
    with pytest.raises(Refused):
        approve(actor=sara.membership, nomination=proposal)
    approve(actor=third.membership, nomination=proposal)
    invitation = Invitation.objects.get()
    assert (invitation.duty_content, invitation.duty_membership, invitation.duty_technical) == (True, False, True)


def test_an_approval_of_somebody_who_has_left_no_longer_counts(sam, sara, third, office):
    proposal = nominate(actor=sam.membership, authority=office, person=as_role("secretariat", ["content"]))
    approve(actor=sara.membership, nomination=proposal)
    Membership.objects.filter(pk=sara.membership.pk).update(until=timezone.now())
    approve(actor=third.membership, nomination=proposal)
    assert not Invitation.objects.exists()


def test_a_new_authority_is_made_with_the_second_approval_and_not_before(sam, sara, third):
    office = NewOffice(body=body("KE", "Kenya"), kind="central", names={"en": "New Office"}, zone="Africa/Nairobi")
    proposal = nominate_office(actor=sam.membership, office=office, person=as_role("manager"))
    approve(actor=sara.membership, nomination=proposal)
    assert not Authority.objects.filter(body__key="KE").exists()
    approve(actor=third.membership, nomination=proposal)
    made = Authority.objects.get(body__key="KE")
    assert (made.name, made.zone, Invitation.objects.get().authority) == ("New Office", "Africa/Nairobi", made)
    assert "authority_made" in AuditEntry.objects.values_list("act", flat=True)
    page = sam.client.get(f"/nominations/{proposal.public_id}/").content.decode()
    assert "2 of 2" in page, "two approvals were needed, and that stays so when the authority is made"


def test_a_new_authority_with_the_same_person_is_proposed_once(sam, sara):
    office = NewOffice(body=body("KE", "Kenya"), kind="central", names={"en": "New Office"}, zone="Africa/Nairobi")
    first = nominate_office(actor=sam.membership, office=office, person=as_role("manager"))
    with pytest.raises(Conflict):
        nominate_office(actor=sara.membership, office=office, person=as_role("manager"))
    decline(actor=sara.membership, nomination=first, reason="Proposed by mistake.")
    assert nominate_office(actor=sam.membership, office=office, person=as_role("manager")).pk != first.pk


@pytest.mark.parametrize("who", ["ana", "chloe", "cora", "tess", "hugo", "gita"])
def test_nobody_but_the_manager_and_the_secretariat_nominates(who, request, mauritius):
    with pytest.raises(Refused):
        nominate(actor=request.getfixturevalue(who).membership, authority=mauritius, person=PERSON)


def test_a_manager_nominates_for_the_own_authority_only(ben, france):
    with pytest.raises(Refused):
        nominate(actor=ben.membership, authority=france, person=PERSON)


@pytest.mark.parametrize("role", ["secretariat", "desk_officer", "observer", "guest"])
def test_a_manager_proposes_members_and_managers_only(role, ben, mauritius):
    with pytest.raises(ValidationError):
        nominate(actor=ben.membership, authority=mauritius, person=as_role(role))


def test_an_officer_of_the_secretariat_works_at_its_own_office(sam, mauritius):
    with pytest.raises(ValidationError):
        nominate(actor=sam.membership, authority=mauritius, person=as_role("secretariat", ["content"]))


@pytest.mark.parametrize("person", [as_role("secretariat"), as_role("member", ["content"])])
def test_duties_belong_to_the_secretariat_and_it_has_at_least_one(person, sam, office):
    with pytest.raises(ValidationError):
        nominate(actor=sam.membership, authority=office, person=person)


def test_a_new_authority_begins_with_an_officer_of_its_own(sam, ben):
    office = NewOffice(body=body("KE", "Kenya"), kind="central", names={"en": "New Office"}, zone="UTC")
    with pytest.raises(ValidationError):
        nominate_office(actor=sam.membership, office=office, person=as_role("secretariat", ["content"]))
    with pytest.raises(Refused):
        nominate_office(actor=ben.membership, office=office, person=PERSON)


def test_nobody_is_proposed_for_an_authority_that_no_longer_is(ben, mauritius):
    mauritius.until = timezone.now() - timedelta(days=1)
    with pytest.raises(Refused):
        nominate(actor=ben.membership, authority=mauritius, person=PERSON)


def test_the_same_person_is_proposed_once(proposed, ben, mauritius):
    with pytest.raises(Conflict):
        nominate(actor=ben.membership, authority=mauritius, person=PERSON)


def test_a_withdrawn_nomination_makes_the_invitation_worthless(proposed, ben, sam):
    approve(actor=sam.membership, nomination=proposed)
    withdraw(actor=ben.membership, nomination=proposed)
    assert Invitation.objects.get().withdrawn_at is not None
    assert Nomination.objects.get().status == "withdrawn"


def test_a_nomination_whose_invitation_was_used_is_not_withdrawn(proposed, ben, sam):
    approve(actor=sam.membership, nomination=proposed)
    Invitation.objects.update(used_at=timezone.now())
    with pytest.raises(Refused):
        withdraw(actor=ben.membership, nomination=proposed)


@pytest.mark.parametrize("who", ["ana", "sam", "chloe"])
def test_only_who_proposed_it_withdraws_a_nomination(who, request, proposed):
    with pytest.raises(Refused):
        withdraw(actor=request.getfixturevalue(who).membership, nomination=proposed)


def test_a_declined_nomination_is_not_withdrawn(proposed, sam, ben):
    decline(actor=sam.membership, nomination=proposed, reason="Unknown to the ministry.")
    with pytest.raises(Refused):
        withdraw(actor=ben.membership, nomination=proposed)


# The pages.


def test_the_manager_proposes_by_the_form(ben, mauritius):
    answer = ben.client.post("/nominations/new/", FORM)
    made = Nomination.objects.get()
    assert answer.status_code == 302
    assert (made.authority, made.email, made.function) == (mauritius, "new@authority.example", {"fr": "Legal officer"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "A\u202eB"},
        {"name": "A\x00B"},
        {"name": "x" * 121},
        {"email": "not an address"},
        {"role": "secretariat"},
        {"role": "guest"},
        {"language": "xx"},
        {"function": ""},
    ],
)
def test_a_form_that_makes_no_sense_proposes_nobody_and_keeps_what_was_typed(wrong, ben):
    answer = ben.client.post("/nominations/new/", FORM | wrong)
    assert answer.status_code == 422
    assert not Nomination.objects.exists()
    if "function" not in wrong:
        assert "Legal officer" in answer.content.decode()


def test_the_form_says_that_the_person_is_proposed_already(proposed, ben):
    answer = ben.client.post("/nominations/new/", FORM)
    assert answer.status_code == 409
    assert "proposed for this authority already" in answer.content.decode()


def test_the_secretariat_chooses_the_authority(sam, france):
    answer = sam.client.post("/nominations/new/", FORM | {"authority": france.public_id})
    assert (answer.status_code, Nomination.objects.get().authority) == (302, france)


@pytest.mark.parametrize("wrong", [{"role": "secretariat"}, {"duties": ["content"]}, {"authority": "x"}])
def test_the_secretariats_form_ties_duties_to_its_officers(wrong, sam, office):
    answer = sam.client.post("/nominations/new/", FORM | {"authority": office.public_id} | wrong)
    assert (answer.status_code, Nomination.objects.exists()) == (422, False)


def test_the_secretariat_proposes_a_new_authority_by_the_form(sam):
    body("KE", "Kenya")
    form = FORM | {"body": "KE", "kind": "central", "office": "Bureau", "zone": "Africa/Nairobi", "role": "manager"}
    assert sam.client.post("/nominations/new-authority/", form).status_code == 302
    assert Nomination.objects.get().new_names == {"fr": "Bureau"}


def test_the_secretariat_approves_and_declines_by_the_pages(proposed, sam, sara, ben):
    assert sam.client.get(f"/nominations/{proposed.public_id}/").status_code == 200
    assert sam.client.post(f"/nominations/{proposed.public_id}/approve/").status_code == 302
    second = Nomination.objects.create(
        authority=proposed.authority, email="b@authority.example", name="B", nominated_at=timezone.now()
    )
    assert sara.client.post(f"/nominations/{second.public_id}/decline/", {"reason": ""}).status_code == 422
    assert sara.client.post(f"/nominations/{second.public_id}/decline/", {"reason": "Unknown."}).status_code == 302
    page = ben.client.get(f"/nominations/{second.public_id}/").content.decode()
    assert "Unknown." in page


def test_approving_asks_for_the_second_factor_again_when_it_is_old(proposed, sam):
    sam.client.get("/networks/")
    Session.objects.update(factor_at=timezone.now() - timedelta(minutes=6))
    sam.client.post(f"/nominations/{proposed.public_id}/approve/")
    assert not Approval.objects.exists()


def test_the_second_official_who_was_late_is_told_so(proposed, sam, sara):
    approve(actor=sam.membership, nomination=proposed)
    answer = sara.client.post(f"/nominations/{proposed.public_id}/approve/")
    assert answer.status_code == 403
    assert "decided already" in answer.content.decode()


def test_the_manager_withdraws_by_the_page(proposed, ben):
    assert ben.client.post(f"/nominations/{proposed.public_id}/withdraw/").status_code == 302
    assert Nomination.objects.get().status == "withdrawn"


@pytest.mark.parametrize("part", ["", "new/"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ben", 200),
        ("sam", 200),
        ("ana", 404),
        ("cora", 404),
        ("tess", 404),
        ("hugo", 404),
        ("gita", 404),
        ("otto", 404),
    ],
)
def test_who_reaches_the_nominations(part, who, status, request, db):
    assert request.getfixturevalue(who).client.get(f"/nominations/{part}").status_code == status


def test_a_manager_proposes_no_new_authority(ben):
    assert ben.client.get("/nominations/new-authority/").status_code == 403


@pytest.mark.parametrize("part", ["", "approve/", "decline/", "withdraw/"])
def test_a_nomination_of_another_authority_does_not_exist(part, proposed, france):
    manager = Persona(membership("other-manager", france, role="manager"))
    real = manager.client.get(f"/nominations/{proposed.public_id}/{part}")
    assert real.status_code == 404


def test_the_list_pages_by_key_in_both_directions(ben, mauritius):
    for number in range(60):
        Nomination.objects.create(
            authority=mauritius,
            email=f"n{number}@authority.example",
            name=f"Person-{number:02}",
            status="declined",
            nominated_at=timezone.now(),
        )
    import re

    first = ben.client.get("/nominations/").content.decode()
    older = re.search(r'href="(/nominations/\?before=[^"]+)"', first)[1]
    second = ben.client.get(older).content.decode()
    newer = re.search(r'href="(/nominations/\?after=[^"]+)"', second)[1]
    back = ben.client.get(newer).content.decode()
    assert "Person-59" in first
    assert "Person-34" in second
    assert "Person-35" not in second
    assert re.findall(r"Person-\d\d", back) == re.findall(r"Person-\d\d", first)


def test_a_key_of_a_page_works_for_its_reader_only(ben, sam, mauritius):
    from network.paging import slice_of

    for number in range(3):
        Nomination.objects.create(
            authority=mauritius, email=f"n{number}@a.example", name="P", nominated_at=timezone.now()
        )
    rows = Nomination.objects.all()
    page = slice_of(rows, ben.membership, key="pk", size=2)
    stolen = slice_of(rows, sam.membership, key="pk", size=2, before=page.older)
    assert list(stolen.rows) == list(page.rows)


def test_it_waits_on_the_desk_of_those_who_may_approve_it(sam, sara, third, ana):
    kenya = NewOffice(body=body("KE", "Kenya"), kind="central", names={"en": "Office"}, zone="UTC")
    nomination = nominate_office(actor=sam.membership, office=kenya, person=as_role("manager"))
    words = "Nominations wait for an approval"
    assert words in sara.client.get("/").content.decode()
    approve(actor=sara.membership, nomination=nomination)
    assert words in third.client.get("/").content.decode()
    for persona in (sam, sara, ana):
        assert words not in persona.client.get("/").content.decode()


def test_states_stand_by_name_and_not_by_code(sam):
    for key, name in (("AX", "Åland Islands"), ("ZA", "Austral Africa"), ("AD", "Zandorra")):
        body(key, name)
    page = sam.client.get("/nominations/new-authority/").content.decode()
    places = [page.index(f'value="{key}"') for key in ("AX", "ZA", "AD")]
    assert places == sorted(places)
