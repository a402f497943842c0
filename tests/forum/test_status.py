"""Whose turn it is, and what stands at the top."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from forum.actions import accept_answer, add_post, set_status
from forum.models import RequestedBody, StatusChange, Topic
from live.models import OutboxEvent
from network.guard import Refused
from network.models import AuditEntry
from tests.factories import forum as make

LONG_AGO = datetime(2025, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def asked(requests, ana, chloe):
    """Ana's question to France."""
    return make.topic(
        requests, ana.membership, requesting=ana.membership.authority.body, requested=[chloe.membership.authority.body]
    )


def change(who, topic, **fields):
    answer = who.client.post(f"/topics/{topic.public_id}/status/", fields)
    topic.refresh_from_db()
    return answer


def day(days):
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def test_the_author_says_on_which_state_it_waits_and_until_when(ana, asked):
    assert change(ana, asked, status="waiting", waiting_on="FR", until=day(5)).status_code == 302
    assert asked.waiting_body.key == "FR"
    assert asked.waiting_until.isoformat().startswith(day(5))
    assert asked.waiting_since is not None
    page = ana.client.get(asked.get_absolute_url()).content.decode()
    assert "Waiting on France" in page


def test_since_when_it_waits_stays_when_only_the_date_changes(ana, asked):
    change(ana, asked, status="waiting", waiting_on="author", until=day(1))
    since = asked.waiting_since
    change(ana, asked, status="waiting", waiting_on="author", until=day(9))
    assert asked.waiting_since == since
    change(ana, asked, status="waiting", waiting_on="FR")
    assert asked.waiting_since > since


def test_a_solved_topic_waits_on_nobody_and_leaves_the_desks(ana, asked):
    change(ana, asked, status="waiting", waiting_on="FR")
    change(ana, asked, status="solved", waiting_on="FR", until=day(3))
    assert (asked.waiting_body, asked.waiting_author, asked.waiting_until) == (None, False, None)
    assert not RequestedBody.objects.get(topic=asked).is_open
    change(ana, asked, status="open", reason="The answer did not hold.")
    assert RequestedBody.objects.get(topic=asked).is_open


@pytest.mark.parametrize("over", ["solved", "no_solution", "withdrawn"])
def test_what_is_over_is_opened_again_only_with_a_reason(ana, asked, over):
    change(ana, asked, status=over)
    answer = change(ana, asked, status="open")
    assert answer.status_code == 422
    assert "Say why it is opened again" in answer.content.decode()
    assert asked.status == over
    with pytest.raises(Refused):
        set_status(actor=ana.membership, topic=asked, status="waiting", waiting_author=True, reason=" ")
    change(ana, asked, status="waiting", waiting_on="FR", reason="France asks for more.")
    assert asked.status == "waiting"


def test_no_reason_is_asked_of_what_is_not_over(ana, asked):
    assert change(ana, asked, status="answered").status_code == 302
    assert change(ana, asked, status="open").status_code == 302


def test_the_day_ends_in_the_zone_that_is_chosen_and_is_shown_with_it(ana, chloe, asked):
    change(ana, asked, status="waiting", waiting_on="FR", until=day(5), zone="UTC")
    assert asked.waiting_until.isoformat() == f"{day(5)}T23:59:00+00:00"
    assert asked.waiting_zone == "UTC"
    page = chloe.client.get(asked.get_absolute_url()).content.decode()
    assert "(Europe/Paris)" in page
    assert "23:59 (UTC)" in page
    assert f'value="{day(5)}"' in ana.client.get(asked.get_absolute_url()).content.decode()


def test_without_a_choice_the_day_ends_where_the_reader_is(ana, asked):
    change(ana, asked, status="waiting", waiting_on="FR", until=day(5))
    assert asked.waiting_zone == "Indian/Mauritius"
    assert asked.waiting_until.isoformat() == f"{day(5)}T19:59:00+00:00"


def test_each_change_is_kept_with_who_when_and_why(ana, henri, asked):
    change(ana, asked, status="waiting", waiting_on="FR", until=day(2))
    change(henri, asked, status="solved")
    change(henri, asked, status="solved")
    change(ana, asked, status="open", reason="It came back.")
    kept = [(one.actor, one.status, one.reason) for one in StatusChange.objects.order_by("pk")]
    assert kept == [
        (ana.membership, "waiting", ""),
        (henri.membership, "solved", ""),
        (ana.membership, "open", "It came back."),
    ]
    assert StatusChange.objects.earliest("pk").waiting_zone == "Indian/Mauritius"


def test_an_accepted_answer_is_a_change_too(ana, chloe, asked):
    post = make.post(asked, chloe.membership)
    ana.client.post(f"/topics/{asked.public_id}/accept/", {"post": post.public_id})
    assert [one.status for one in StatusChange.objects.all()] == ["answered"]
    asked.refresh_from_db()
    assert asked.stands_since is not None


def test_the_course_is_read_by_whoever_sees_the_topic(ana, chloe, dara, asked):
    change(ana, asked, status="waiting", waiting_on="FR", until=day(2))
    change(ana, asked, status="withdrawn", reason="Sent by post.")
    answer = chloe.client.get(f"/topics/{asked.public_id}/course/")
    page = answer.content.decode()
    steps = ["Begun", "Waiting on France", "Withdrawn", "Sent by post."]
    assert [page.index(step) for step in steps] == sorted(page.index(step) for step in steps)
    assert "Legal officer" in page
    assert ana.member.name not in page
    assert dara.client.get(f"/topics/{asked.public_id}/course/").status_code == 404


def test_the_turn_is_the_readers_until_an_answer_then_the_author_s(ana, chloe, asked):
    def turn():
        return ana.client.get(asked.get_absolute_url()).content.decode()

    assert "Readers: nobody has answered yet" in turn()
    add_post(author=ana.membership, topic=asked, body="I forgot something.")
    assert "Readers: nobody has answered yet" in turn()
    post = add_post(author=chloe.membership, topic=asked, body="Article 18.")
    assert "Readers: no answer accepted yet" in turn()
    accept_answer(actor=ana.membership, post=post)
    assert "The author says whether it is solved" in turn()


def test_a_reply_with_a_code_of_its_own_does_not_say_that_somebody_answered(ana, chloe, asked):
    add_post(author=chloe.membership, topic=asked, body="For you alone.", code="RED")
    asked.refresh_from_db()
    assert asked.replied_at is None
    post = add_post(author=chloe.membership, topic=asked, body="For all.")
    asked.refresh_from_db()
    assert asked.replied_at == post.created_at
    add_post(author=chloe.membership, topic=asked, body="More.")
    asked.refresh_from_db()
    assert asked.replied_at == post.created_at


@pytest.mark.parametrize("place", ["topic", "forum", "across"])
@pytest.mark.parametrize("fields", [{"status": "waiting", "waiting_since": LONG_AGO}, {"stands_since": LONG_AGO}])
def test_since_when_it_is_whose_turn_stands_on_the_topic_and_in_both_lists(ana, chloe, asked, place, fields):
    Topic.objects.update(**fields, waiting_body=chloe.membership.authority.body if "status" in fields else None)
    turn = "Waiting on France" if "status" in fields else "Readers: nobody has answered yet"
    address, said = {
        "topic": (asked.get_absolute_url(), "since 4 Mar 2025 16:00"),
        "forum": (asked.forum.get_absolute_url(), "4 Mar 2025"),
        "across": ("/topics/", "4 Mar 2025"),
    }[place]
    assert f"{turn} · {said}<" in ana.client.get(address).content.decode()


@pytest.mark.parametrize("who", ["cora", "henri"])
def test_coordinator_and_helper_set_the_status(request, who, asked):
    assert change(request.getfixturevalue(who), asked, status="solved").status_code == 302
    assert asked.status == "solved"


def test_another_contact_point_is_told_who_may(chloe, asked):
    answer = change(chloe, asked, status="solved")
    assert answer.status_code == 403
    assert "Only the author, a helper or the coordinator" in answer.content.decode()
    assert asked.status == "open"


def test_another_network_does_not_know_the_topic(dara, asked):
    assert change(dara, asked, status="solved").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "waiting"},
        {"status": "waiting", "waiting_on": "XX"},
        {"status": "done"},
        {},
        {"status": "waiting", "waiting_on": "FR", "until": "2001-01-01"},
        {"status": "waiting", "waiting_on": "FR", "until": "9999-12-31"},
        {"status": "waiting", "waiting_on": "FR", "until": "soon"},
    ],
)
def test_what_is_not_possible_is_answered_at_the_field(ana, asked, fields):
    answer = change(ana, asked, **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert asked.status == "open"


def test_the_change_is_told(ana, asked):
    change(ana, asked, status="solved")
    assert OutboxEvent.objects.filter(kind="topic_changed", thing_id=asked.pk).count() == 1


@pytest.mark.parametrize(("act", "pinned"), [("pin", True), ("unpin", False)])
def test_the_coordinator_pins_and_unpins_with_a_reason_that_the_network_reads(ana, cora, asked, act, pinned):
    Topic.objects.filter(pk=asked.pk).update(pinned=not pinned, pinned_at=None if pinned else timezone.now())
    address = f"/topics/{asked.public_id}/{act}/"
    assert address in cora.client.get(asked.get_absolute_url()).content.decode()
    assert 'name="reason"' in cora.client.get(address).content.decode()
    assert cora.client.post(address, {"reason": " "}).status_code == 422
    assert Topic.objects.get().pinned is not pinned
    assert cora.client.post(address, {"reason": "Everybody needs the form."}).status_code == 302
    assert Topic.objects.get().pinned is pinned
    assert [entry.act for entry in AuditEntry.objects.order_by("seq")] == [f"topic_{act}ned"]
    log = ana.client.get(f"/networks/{asked.network.public_id}/log/").content.decode()
    assert "coordinator, Coordinator, France" in log
    assert "Everybody needs the form." in log


@pytest.mark.parametrize("act", ["pin", "unpin"])
def test_of_two_coordinators_who_do_the_same_neither_undoes_it(cora, asked, act):
    for _time in range(2):
        cora.client.post(f"/topics/{asked.public_id}/{act}/", {"reason": "Everybody needs the form."})
    assert Topic.objects.get().pinned is (act == "pin")


def test_nobody_else_pins(ana, henri, asked):
    for who in (ana, henri):
        for act in ("pin", "unpin"):
            assert who.client.post(f"/topics/{asked.public_id}/{act}/", {"reason": "Why."}).status_code == 403
        assert f"/topics/{asked.public_id}/pin/" not in who.client.get(asked.get_absolute_url()).content.decode()
    assert not Topic.objects.get().pinned


def test_an_open_page_knows_that_its_line_says_otherwise_after_the_first_answer(ana, chloe, topic):
    line = f"{topic.get_absolute_url()}standing/"
    assert "data-live-unanswered" in chloe.client.get(line).content.decode()
    add_post(author=chloe.membership, topic=topic, body="Ask the registry.")
    assert "data-live-unanswered" not in chloe.client.get(line).content.decode()
    assert "data-live-unanswered" not in chloe.client.get(topic.get_absolute_url()).content.decode()
