"""The secretariat visits a network: with a reason, for a day at most, seen by the network, page by page."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from network.actions.visits import end_visit, start_visit
from network.conflicts import Conflict
from network.guard import Refused
from network.models import AuditEntry, Network, ReadEntry, Visit
from notices.models import Notice
from tests.factories import forum as make


@pytest.fixture
def visit(sam, ocean):
    return start_visit(actor=sam.membership, network=ocean, reason="A complaint about moderation.", hours=2)


def test_a_visit_opens_the_network_to_the_visitor_and_to_no_other_officer(visit, sam, sara, ocean):
    assert ocean in Network.objects.visible_to(sam.membership)
    assert ocean not in Network.objects.visible_to(sara.membership)


def test_a_visit_is_recorded_with_its_reason(visit):
    entry = AuditEntry.objects.order_by("-seq").first()
    assert (entry.act, entry.duty, entry.text.words) == ("visit_started", "content", "A complaint about moderation.")


def test_a_visit_closes_by_itself_when_its_time_is_over(visit, sam, ocean):
    Visit.objects.update(until=timezone.now())
    assert ocean not in Network.objects.visible_to(sam.membership)


@pytest.mark.parametrize("who", ["tess", "hugo", "ben", "dara", "otto"])
def test_nobody_without_the_content_duty_visits(who, request, ocean):
    with pytest.raises(Refused):
        start_visit(actor=request.getfixturevalue(who).membership, network=ocean, reason="Curious.", hours=1)


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_a_visit_lasts_a_day_at_most(hours, sam, ocean):
    with pytest.raises(ValidationError):
        start_visit(actor=sam.membership, network=ocean, reason="A reason.", hours=hours)


def test_a_visit_without_a_reason_does_not_begin(sam, ocean):
    with pytest.raises(ValidationError):
        start_visit(actor=sam.membership, network=ocean, reason="  ", hours=1)


def test_a_second_visit_of_the_same_officer_does_not_begin_while_one_runs(visit, sam, ocean):
    with pytest.raises(Conflict):
        start_visit(actor=sam.membership, network=ocean, reason="Again.", hours=24)


def test_a_visit_ended_early_is_over_at_once(visit, sam, ocean):
    end_visit(actor=sam.membership, visit=visit)
    assert ocean not in Network.objects.visible_to(sam.membership)
    assert AuditEntry.objects.order_by("-seq").first().act == "visit_ended"


def test_a_visit_that_is_over_is_not_ended_again(visit, sam):
    end_visit(actor=sam.membership, visit=visit)
    until, entries = Visit.objects.get().until, AuditEntry.objects.count()
    end_visit(actor=sam.membership, visit=visit)
    assert (Visit.objects.get().until, AuditEntry.objects.count()) == (until, entries)


def test_nobody_ends_the_visit_of_another(visit, sara):
    with pytest.raises(Refused):
        end_visit(actor=sara.membership, visit=visit)


def test_each_page_read_during_a_visit_is_noted(visit, sam, ocean):
    for part in ("", "members/", "about/"):
        assert sam.client.get(f"/networks/{ocean.public_id}/{part}").status_code == 200
    assert list(ReadEntry.objects.values_list("route", "subject_id")) == [
        ("network:network", ocean.public_id),
        ("network:network_members", ocean.public_id),
        ("network:network_about", ocean.public_id),
    ]


def test_what_a_member_reads_is_not_noted(visit, ana, ocean):
    ana.client.get(f"/networks/{ocean.public_id}/")
    assert not ReadEntry.objects.exists()


def test_the_members_see_who_visits_why_and_until_when(visit, ana, ocean):
    page = ana.client.get(f"/networks/{ocean.public_id}/").content.decode()
    assert "The secretariat is visiting this network" in page
    assert "A complaint about moderation." in page
    assert "Network officer" in page


def test_the_members_see_a_visit_that_is_over_and_how_much_was_read(visit, sam, ana, ocean):
    sam.client.get(f"/networks/{ocean.public_id}/")
    end_visit(actor=sam.membership, visit=visit)
    front = ana.client.get(f"/networks/{ocean.public_id}/").content.decode()
    about = ana.client.get(f"/networks/{ocean.public_id}/about/").content.decode()
    assert "Recent visits of the secretariat" in front
    assert "<td>1</td>" in about


def test_a_visit_of_long_ago_is_told_on_the_about_page_alone(visit, ana, ocean):
    Visit.objects.filter(pk=visit.pk).update(
        since=timezone.now() - timedelta(days=400, hours=2), until=timezone.now() - timedelta(days=400)
    )
    assert "visits of the secretariat" not in ana.client.get(f"/networks/{ocean.public_id}/").content.decode()
    assert "Network officer" in ana.client.get(f"/networks/{ocean.public_id}/about/").content.decode()


def test_the_form_begins_and_ends_a_visit(sam, ocean):
    begun = sam.client.post(f"/networks/{ocean.public_id}/visit/", {"reason": "A complaint.", "hours": "4"})
    visit = Visit.objects.get()
    assert (begun.status_code, visit.until - visit.since) == (302, timedelta(hours=4))
    ended = sam.client.post(f"/networks/{ocean.public_id}/visit/{visit.public_id}/end/")
    assert ended.status_code == 302
    assert sam.client.get(f"/networks/{ocean.public_id}/").status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"reason": "", "hours": "1"},
        {"reason": "x", "hours": "48"},
        {"reason": "a\u202eb", "hours": "1"},
        {"reason": "a\x00b", "hours": "1"},
        {"reason": "x" * 1001, "hours": "1"},
    ],
)
def test_a_form_that_makes_no_sense_begins_nothing(form, sam, ocean):
    assert sam.client.post(f"/networks/{ocean.public_id}/visit/", form).status_code == 422
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("cora", 403), ("sam", 200), ("tess", 404), ("dara", 404), ("noor", 404)]
)
def test_who_reaches_the_page_of_a_visit(who, status, request, ocean):
    assert request.getfixturevalue(who).client.get(f"/networks/{ocean.public_id}/visit/").status_code == status


def test_a_network_that_was_invented_is_not_visited(sam):
    assert sam.client.get("/networks/AAAAAAAAAAAAAAAAAAAAAA/visit/").status_code == 404


def test_my_desk_enters_the_list_of_what_was_read(sara, ocean):
    now = timezone.now()
    Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A stuck case", since=now, until=now + timedelta(hours=1)
    )
    assert sara.client.get("/").status_code == 200
    assert list(ReadEntry.objects.values_list("route", flat=True)) == ["home:desk"]


def test_the_notices_enter_it_when_there_are_some(sara, sam, ana, ocean):
    now = timezone.now()
    topic = make.topic(make.forum(ocean), ana.membership)
    Notice.objects.create(
        membership=sara.membership, kind="reply", label="forum.Topic", thing_id=topic.pk, first_at=now, last_at=now
    )
    Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A stuck case", since=now, until=now + timedelta(hours=1)
    )
    assert topic.title in sara.client.get("/notices/").content.decode()
    assert list(ReadEntry.objects.values_list("route", flat=True)) == ["notices:notices"]
    Notice.objects.update(membership=sam.membership)
    assert sara.client.get("/notices/").status_code == 200
    assert ReadEntry.objects.count() == 1
