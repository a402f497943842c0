"""The end of a membership is the end everywhere, at once; what was written stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from network.actions.memberships import end_membership
from network.actions.nominations import Nominee, nominate
from network.actions.visits import start_visit
from network.conflicts import Conflict
from network.guard import Refused
from network.models import AuditEntry, ContactPoint, Invitation, Membership, Nomination, Session, Visit
from network.signals import membership_ended


def test_the_manager_ends_a_colleagues_membership_and_the_open_browser_is_out(ben, ana):
    assert ana.client.get("/networks/").status_code == 200
    end_membership(actor=ben.membership, membership=ana.membership)
    assert ana.client.get(f"/members/{ben.membership.public_id}/").headers["Location"].startswith("/sign-in/")
    assert not Session.objects.filter(membership=ana.membership).exists()


def test_the_end_closes_places_and_says_who_did_it(ben, ana):
    end_membership(actor=ben.membership, membership=ana.membership, reason="Retired.")
    ana.membership.refresh_from_db()
    assert (ana.membership.is_current(), ana.membership.ended_by) == (False, ben.membership)
    assert not ContactPoint.objects.current().filter(membership=ana.membership).exists()
    assert list(AuditEntry.objects.order_by("seq").values_list("act", flat=True)) == [
        "membership_ended",
        "contact_point_ended",
    ]


def test_the_end_is_told_to_the_other_rooms_after_the_commit(ben, ana, django_capture_on_commit_callbacks):
    heard = []

    def hear(membership_id, **_kwargs):
        heard.append(membership_id)

    membership_ended.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            end_membership(actor=ben.membership, membership=ana.membership)
            assert heard == []
    finally:
        membership_ended.disconnect(hear)
    assert heard == [ana.membership.pk]


def test_the_end_closes_a_visit_that_runs(sam, sara, ocean):
    start_visit(actor=sam.membership, network=ocean, reason="A complaint.", hours=24)
    end_membership(actor=sara.membership, membership=sam.membership)
    assert not Visit.objects.current().exists()


def test_whoever_has_left_brings_nobody_in(ben, sam, mauritius):
    proposal = nominate(
        actor=ben.membership,
        authority=mauritius,
        person=Nominee(name="New Colleague", email="new@authority.example", function={"en": "Officer"}),
    )
    invitation = Invitation.objects.create(
        authority=mauritius,
        email="other@authority.example",
        role="member",
        invited_by=ben.membership,
        token_hash="0" * 64,
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=7),
    )
    end_membership(actor=sam.membership, membership=ben.membership)
    proposal.refresh_from_db()
    invitation.refresh_from_db()
    assert proposal.status == Nomination.Status.WITHDRAWN
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("who", ["ana", "cora", "dara", "tess", "hugo", "chloe"])
def test_nobody_but_the_manager_and_the_membership_officers_ends_a_membership(who, request, noor):
    with pytest.raises(Refused):
        end_membership(actor=request.getfixturevalue(who).membership, membership=noor.membership)
    assert Membership.objects.get(pk=noor.membership.pk).is_current()


def test_a_manager_does_not_end_the_membership_of_another_authority(ben, chloe):
    with pytest.raises(Refused):
        end_membership(actor=ben.membership, membership=chloe.membership)


@pytest.mark.parametrize("who", ["ben", "sam"])
def test_nobody_ends_the_own_membership(who, request):
    own = request.getfixturevalue(who).membership
    with pytest.raises(Refused):
        end_membership(actor=own, membership=own)


def test_a_membership_that_has_ended_is_not_ended_again(ben, eve):
    until = eve.membership.until
    with pytest.raises(Conflict):
        end_membership(actor=ben.membership, membership=eve.membership)
    assert Membership.objects.get(pk=eve.membership.pk).until == until


def test_a_date_that_passes_ends_access_by_itself(ana):
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    assert ana.client.get("/networks/").status_code == 200  # the public page
    assert ana.client.get("/record/").headers["Location"].startswith("/sign-in/")


# The page.


def test_the_page_ends_the_membership_with_a_fresh_second_factor(ben, ana):
    address = f"/members/{ana.membership.public_id}/end/"
    assert ben.client.get(address).status_code == 200
    assert ben.client.post(address, {"reason": "Left."}).status_code == 302
    assert not Membership.objects.get(pk=ana.membership.pk).is_current()


def test_an_old_second_factor_must_be_shown_again_first(ben, ana):
    address = f"/members/{ana.membership.public_id}/end/"
    ben.client.get("/networks/")
    Session.objects.filter(membership=ben.membership).update(factor_at=timezone.now() - timedelta(minutes=6))
    ben.client.post(address, {"reason": ""})
    assert Membership.objects.get(pk=ana.membership.pk).is_current()


@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 403), ("chloe", 403), ("ben", 200), ("sara", 200), ("tess", 403), ("gita", 404), ("otto", 404)],
)
def test_who_reaches_the_page(who, status, request, noor):
    assert request.getfixturevalue(who).client.get(f"/members/{noor.membership.public_id}/end/").status_code == status


def test_the_second_of_two_managers_is_told_that_it_is_done(ben, sam, noor):
    address = f"/members/{noor.membership.public_id}/end/"
    assert ben.client.post(address, {"reason": ""}).status_code == 302
    answer = sam.client.post(address, {"reason": ""})
    assert answer.status_code == 409
    assert "has ended already" in answer.content.decode()
