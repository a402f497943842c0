"""What was used, withdrawn, confirmed already or is too old works no more: asked of the statements themselves.

The pages in front of them refuse most of it before; two windows at one instant meet only what is tested here.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.access import can_change_secrets, can_keep_own, can_visit
from network.actions.account import set_password
from network.actions.addresses import (
    apply_due_email_changes,
    ask_email_change,
    cancel_email_change,
    confirm_email_change,
    may_ask_to_confirm,
)
from network.actions.forgotten import give_link, reset_password
from network.actions.invitations import join_by_invitation
from network.actions.links import open_link
from network.actions.memberships import end_membership
from network.actions.nominations import withdraw
from network.actions.resets import ask_factor_reset
from network.actions.secretariat import secretariat_office
from network.actions.visits import start_visit
from network.conflicts import Conflict
from network.forms.audit import AuditFilterForm
from network.forms.nominations import NominationForm
from network.guard import can
from network.links import path_of
from network.models import (
    Authority,
    ContactPoint,
    EmailChange,
    Invitation,
    Membership,
    Nomination,
    PasswordReset,
    Session,
    Visit,
)
from network.readers import Visitor, as_system
from network.sealing import token_hash
from tests.personas import contact_point, long_ago, membership, sign_in

TOKEN = "t" * 43
NEW = "ana.new@authority.example"
SYSTEM = as_system("a test")
USED = {"used_at": long_ago(1)}
OLD = {"expires_at": long_ago(1)}
OVER = [{"confirmed_at": long_ago(1)}, {"cancelled_at": long_ago(1)}, {"done_at": long_ago(1)}, OLD]


def name_of(fields) -> str:
    return ",".join(fields)


def change_of(who, **fields) -> EmailChange:
    now = timezone.now()
    made = {"email": NEW, "token_hash": token_hash(TOKEN), "created_at": now, "expires_at": now + timedelta(hours=1)}
    return EmailChange.objects.create(member=who.member, **{**made, **fields})


def reset_of(member, **fields) -> PasswordReset:
    now = timezone.now()
    made = {"token_hash": token_hash(TOKEN), "created_at": now, "expires_at": now + timedelta(minutes=30)}
    return PasswordReset.objects.create(member=member, **{**made, **fields})


def invitation_of(by, where, **fields) -> Invitation:
    now = timezone.now()
    made = {"email": "new@authority.example", "role": "member", "token_hash": token_hash(TOKEN), "created_at": now}
    return Invitation.objects.create(
        authority=where, invited_by=by, **{**made, "expires_at": now + timedelta(days=7), **fields}
    )


# A new address.


def test_the_letter_with_the_link_leaves_while_the_wish_stands(ana):
    change_of(ana)
    assert may_ask_to_confirm(actor=SYSTEM, email=NEW, path=path_of(TOKEN)) == "en"


@pytest.mark.parametrize("over", OVER, ids=name_of)
def test_and_not_after(over, ana):
    change_of(ana, **over)
    assert may_ask_to_confirm(actor=SYSTEM, email=NEW, path=path_of(TOKEN)) is None


@pytest.mark.parametrize("over", OVER, ids=name_of)
def test_an_address_is_confirmed_once_and_in_time(over, ana):
    change = change_of(ana, **over)
    with pytest.raises(Conflict):
        confirm_email_change(actor=Visitor(), change=change)


@pytest.mark.parametrize("over", OVER, ids=name_of)
def test_the_link_of_an_address_opens_nothing_afterwards(over, ana):
    change = change_of(ana)
    assert open_link(actor=Visitor(), token_hash=token_hash(TOKEN)).change == change
    EmailChange.objects.filter(pk=change.pk).update(**over)
    assert open_link(actor=Visitor(), token_hash=token_hash(TOKEN)) is None


@pytest.mark.parametrize("over", OVER[1:3], ids=name_of)
def test_what_was_stopped_or_done_is_neither_stopped_nor_done_again(over, ana):
    change = change_of(ana, effective_at=long_ago(1), **over)
    with pytest.raises(Conflict):
        cancel_email_change(actor=ana.membership, change=change)
    assert apply_due_email_changes(actor=SYSTEM) == 0
    ana.member.refresh_from_db()
    assert ana.member.email != NEW


def test_a_new_wish_stops_the_open_one_and_leaves_history_alone(ana):
    done = change_of(ana, done_at=long_ago(3), token_hash="d" * 64)
    stopped = change_of(ana, cancelled_at=long_ago(3), token_hash="s" * 64)
    waiting = change_of(ana)
    session = Session.objects.get(key_hash=token_hash(sign_in(ana.membership)))
    ask_email_change(actor=ana.membership, session=session, email="another@authority.example")
    before = stopped.cancelled_at
    for change in (done, stopped, waiting):
        change.refresh_from_db()
    assert (done.cancelled_at, stopped.cancelled_at) == (None, before)
    assert waiting.cancelled_at is not None


def test_a_manager_who_has_left_is_not_told_of_a_new_address(ana, ben, mails):
    Membership.objects.filter(pk=ben.membership.pk).update(until=long_ago(1))
    confirm_email_change(actor=Visitor(), change=change_of(ana))
    assert [address for _kind, address, _path in mails] == [ana.member.email]


# A forgotten password.


@pytest.mark.parametrize("over", [USED, OLD], ids=name_of)
def test_a_dead_link_becomes_nobody_s_and_sets_no_password(over, ana):
    reset = reset_of(None)
    assert give_link(actor=SYSTEM, email=ana.member.email, path=path_of(TOKEN)) == "en"
    assert open_link(actor=Visitor(), token_hash=token_hash(TOKEN)).reset == reset
    PasswordReset.objects.filter(pk=reset.pk).update(**over)
    assert give_link(actor=SYSTEM, email=ana.member.email, path=path_of(TOKEN)) is None
    assert open_link(actor=Visitor(), token_hash=token_hash(TOKEN)) is None
    with pytest.raises(Conflict):
        reset_password(actor=ana.membership, reset=reset, password="a long and odd sentence")


def test_a_link_is_of_its_member_alone(ana, ben):
    reset = reset_of(ben.member)
    with pytest.raises(Conflict):
        reset_password(actor=ana.membership, reset=reset, password="a long and odd sentence")
    assert give_link(actor=SYSTEM, email=ana.member.email, path=path_of(TOKEN)) is None
    assert open_link(actor=Visitor(), token_hash=token_hash("x" * 43)) is None


def test_whoever_has_left_gets_in_by_no_link(eve):
    reset_of(eve.member)
    assert open_link(actor=Visitor(), token_hash=token_hash(TOKEN)) is None


def test_a_new_password_leaves_the_history_of_links_alone(ana):
    used, open_ = reset_of(ana.member, **USED), reset_of(ana.member, token_hash="o" * 64)
    set_password(actor=ana.membership, member=ana.member, encoded="!")
    before = used.used_at
    used.refresh_from_db()
    open_.refresh_from_db()
    assert used.used_at == before
    assert open_.used_at is not None


# Invitations.


@pytest.mark.parametrize("over", [USED, OLD, {"withdrawn_at": long_ago(1)}], ids=name_of)
def test_an_invitation_that_ended_a_moment_ago_lets_nobody_join(over, ana, sam, mauritius):
    """The page has found it alive; the row says otherwise by now."""
    other = Authority.objects.create(body=mauritius.body, kind="central", names={"en": "Second"}, since=long_ago())
    found = invitation_of(sam.membership, other, email=ana.member.email)
    Invitation.objects.filter(pk=found.pk).update(**over)
    with pytest.raises(Conflict):
        join_by_invitation(actor=ana.membership, invitation=found)


def test_the_one_invited_finds_nothing_behind_a_dead_invitation_and_another_a_word(ana, ben, sam, mauritius):
    invitation_of(sam.membership, mauritius, email=ana.member.email, **OLD)
    assert open_link(actor=ana.membership, token_hash=token_hash(TOKEN)) is None
    assert open_link(actor=ben.membership, token_hash=token_hash(TOKEN)).refusal


def test_an_end_leaves_what_had_ended_before_as_it_was(ana, ben, sam, ocean, sahel):
    who, before = ana.membership, long_ago(20)
    place = ContactPoint.objects.create(network=sahel, membership=who, role="helper", since=long_ago(), until=before)
    visit = Visit.objects.create(network=sahel, membership=who, reason="Over", since=long_ago(), until=before)
    used = invitation_of(who, who.authority, used_at=before)
    withdrawn = invitation_of(who, who.authority, withdrawn_at=before, token_hash="w" * 64)
    alive = invitation_of(who, who.authority, token_hash="a" * 64)
    end_membership(actor=sam.membership, membership=who, reason="It is over.")
    for thing in (place, visit, used, withdrawn, alive):
        thing.refresh_from_db()
    assert (place.until, visit.until) == (before, before)
    assert (used.withdrawn_at, withdrawn.withdrawn_at) == (None, before)
    assert alive.withdrawn_at is not None


def test_a_withdrawal_leaves_the_invitations_of_before_as_they_were(ben, sam):
    nomination = Nomination.objects.create(
        authority=ben.membership.authority,
        nominated_by=ben.membership,
        email="new@authority.example",
        name="New",
        nominated_at=timezone.now(),
    )
    before = long_ago(3)
    first = invitation_of(sam.membership, nomination.authority, nomination=nomination, withdrawn_at=before)
    second = invitation_of(sam.membership, nomination.authority, nomination=nomination, token_hash="2" * 64)
    withdraw(actor=ben.membership, nomination=nomination)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.withdrawn_at == before
    assert second.withdrawn_at is not None


# The rest.


def test_secrets_and_account_are_one_s_own_and_the_proof_is_fresh(ana, ben):
    session = Session.objects.get(key_hash=token_hash(sign_in(ana.membership)))
    assert can(can_change_secrets, ana.membership, session)
    session.factor_at = timezone.now() - timedelta(minutes=6)
    assert not can(can_change_secrets, ana.membership, session)
    assert can(can_keep_own, ana.membership, ana.member)
    assert not can(can_keep_own, ana.membership, ben.member)


def test_after_a_visit_another_may_begin(sam, ocean):
    first = start_visit(actor=sam.membership, network=ocean, reason="A stuck case", hours=1)
    with pytest.raises(Conflict):
        start_visit(actor=sam.membership, network=ocean, reason="A stuck case", hours=1)
    Visit.objects.filter(pk=first.pk).update(since=long_ago(2), until=long_ago(1))
    assert start_visit(actor=sam.membership, network=ocean, reason="Again", hours=1) != first


def test_who_has_a_place_does_not_visit(sam, ocean):
    assert can(can_visit, sam.membership, ocean)
    contact_point(sam.membership, ocean)
    assert not can(can_visit, sam.membership, ocean)


@pytest.mark.parametrize("who", ["ana", "sam"])
def test_colleagues_who_have_left_are_not_told_of_a_reset(request, who, sara, office, mauritius, mails):
    someone = request.getfixturevalue(who).membership
    role = "secretariat" if someone.is_secretariat else "manager"
    here = membership("here", someone.authority, role=role)
    gone = membership("gone", someone.authority, role=role, until=long_ago(1))
    ask_factor_reset(actor=sara.membership, member=someone.member, reason="Lost on a mission")
    told = {address for _kind, address, _path in mails}
    assert {someone.member.email, here.member.email} <= told
    assert gone.member.email not in told


def test_the_operator_gets_the_office_there_is_now(office):
    assert secretariat_office(actor=SYSTEM) == office
    Authority.objects.filter(pk=office.pk).update(until=long_ago(1))
    assert secretariat_office(actor=SYSTEM) != office


def test_the_record_is_filtered_by_what_its_reader_may_know(cora, sam, ocean, sahel):
    fields = AuditFilterForm(reader=cora.membership).fields
    assert list(fields["network"].queryset) == [ocean]
    assert "authority" not in fields
    assert {each.pk for each in AuditFilterForm(reader=sam.membership).fields["network"].queryset} == {
        ocean.pk,
        sahel.pk,
    }


def test_nobody_is_proposed_for_an_authority_of_the_past(sam, mauritius):
    former = Authority.objects.create(
        body=mauritius.body, kind="central", names={"en": "Former"}, since=long_ago(), until=long_ago(10)
    )
    offered = set(NominationForm(actor=sam.membership).fields["authority"].queryset)
    assert mauritius in offered
    assert former not in offered
