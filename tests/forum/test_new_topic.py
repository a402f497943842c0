"""Beginning a topic."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from forum.actions import add_topic
from forum.models import Forum, Post, RequestedBody, Topic
from live.models import OutboxEvent
from network.guard import Refused
from network.models import AuditEntry
from network.models.identity import new_public_id
from tests.access.readings import reading_as_the_reader
from tests.personas import body

FUTURE = (timezone.now() + timedelta(days=4)).replace(microsecond=0, second=0)
QUESTION = {
    "kind": "question",
    "title": "Which authority freezes accounts?",
    "language": "en",
    "cooperation": "confiscation",
    "requesting": "MU",
    "requested": ["FR"],
    "stage": "before_request",
    "legal_basis": "Organized Crime Convention, article 13",
    "deadline": FUTURE.strftime("%Y-%m-%dT%H:%M"),
    "deadline_zone": "Indian/Mauritius",
    "deadline_reason": "Hearing",
    "body": "We prepare a **request**.",
}


def start(who, forum, **fields):
    return who.client.post(f"/forums/{forum.public_id}/new/", {**QUESTION, **fields})


def test_a_contact_point_asks_and_is_led_to_the_topic(ana, chloe, requests):
    answer = start(ana, requests)
    topic = Topic.objects.get()
    assert answer.url == topic.get_absolute_url()
    assert (topic.author, topic.forum, topic.network, topic.code) == (
        ana.membership,
        requests,
        requests.network,
        "AMBER",
    )
    assert topic.requesting.key == "MU"
    assert topic.requested_ids == [chloe.membership.authority.body_id]
    assert RequestedBody.objects.get().body.key == "FR"
    assert (topic.last_seq, topic.posts_count) == (1, 1)
    assert "<strong>request</strong>" in topic.posts.get().html
    assert OutboxEvent.objects.get().kind == "topic_added"


@pytest.mark.parametrize("named", ["members", "authorities"])
def test_whom_a_topic_names_is_looked_for_as_its_author(ana, chloe, requests, named):
    who = chloe.membership if named == "members" else chloe.membership.authority
    code = "RED" if named == "members" else "AMBER+STRICT"
    with reading_as_the_reader():
        assert start(ana, requests, code=code, **{named: [who.public_id]}).status_code == 302
    assert Topic.objects.visible_to(chloe.membership).get().code == code


def test_the_deadline_is_the_clock_on_the_wall_of_its_zone(ana, chloe, requests):
    start(ana, requests)
    assert Topic.objects.get().deadline == FUTURE - timedelta(hours=4)
    page = chloe.client.get(Topic.objects.get().get_absolute_url()).content.decode()
    assert "(Europe/Paris)" in page
    assert "(Indian/Mauritius)" in page


def test_a_practice_note_carries_no_facts_of_a_request(ana, chloe, requests):
    start(ana, requests, kind="practice_note")
    topic = Topic.objects.get()
    assert (topic.kind, topic.cooperation, topic.requesting, topic.requested_ids) == ("practice_note", "", None, [])


OWN = "A State does not request itself: your own cannot be a requested one."


def offered(page, name):
    return set(re.findall(rf'name="{name}" value="(\w+)"', page)) | set(
        re.findall(r'<option value="(\w+)"', page.partition(f'<select name="{name}"')[2].partition("</select>")[0])
    )


def test_who_asks_a_question_is_not_offered_the_own_state_as_a_requested_one(ana, chloe, requests):
    body("NA", "Namibia")
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind=question").content.decode()
    assert (offered(page, "requested"), "MU" in offered(page, "requesting")) == ({"FR"}, True)
    assert "MU" not in offered(page, "others") >= {"NA"}


@pytest.mark.parametrize("name", ["requested", "others"])
@pytest.mark.parametrize("requesting", ["MU", "FR"])
def test_the_own_state_sent_by_hand_is_refused_in_a_sentence_and_the_text_stays(ana, chloe, requests, name, requesting):
    answer = start(ana, requests, **{"requested": [], name: ["MU"], "requesting": requesting})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert OWN in page
    assert QUESTION["body"] in page
    assert not Topic.objects.exists()


def test_a_consultation_is_begun_by_the_requested_state_too(ana, chloe, requests):
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind=consultation").content.decode()
    assert offered(page, "requested") == {"FR", "MU"}
    both = {"kind": "consultation", "requested": ["MU"]}
    assert "A State does not request itself." in start(ana, requests, **both, requesting="MU").content.decode()
    assert start(ana, requests, **both, requesting="FR").status_code == 302
    assert Topic.objects.get().requested_ids == [ana.membership.authority.body_id]


def test_where_nobody_else_reads_no_empty_choice_is_shown(ana, requests):
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind=question").content.decode()
    assert "Requested States</legend>" not in page
    assert "Requested States outside this network" in page


@pytest.mark.parametrize("kind", Topic.Kind.values)
def test_each_kind_has_its_form_with_advice_and_who_will_read(ana, chloe, requests, kind):
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind={kind}").content.decode()
    assert ('name="deadline"' in page) == (kind in {"question", "consultation"})
    assert "Read by 2 members of 2 States" in page


def test_the_same_form_sent_twice_makes_one_topic(ana, chloe, requests):
    once = new_public_id()
    assert start(ana, requests, once=once).url == start(ana, requests, once=once).url
    assert Topic.objects.count() == Post.objects.count() == OutboxEvent.objects.count() == 1


def test_another_network_does_not_know_the_forum_and_a_visit_is_told_why(dara, sara, ocean, ana, requests):
    from network.models import Visit

    assert start(dara, requests).status_code == 404
    now = timezone.now()
    Visit.objects.create(
        network=ocean, membership=sara.membership, reason="Case", since=now, until=now + timedelta(hours=1)
    )
    answer = start(sara, requests)
    assert answer.status_code == 403
    assert "only contact points of this network start topics" in answer.content.decode()
    assert not Topic.objects.exists()


def test_nobody_starts_a_topic_in_a_closed_forum(ana, requests):
    Forum.objects.update(closed_at=timezone.now())
    assert start(ana, requests).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"title": "\u202egnisrever"},
        {"body": ""},
        {"body": "x" * 40_001},
        {"kind": "poll"},
        {"kind": ""},
        {"language": "xx"},
        {"cooperation": ""},
        {"cooperation": "war"},
        {"stage": "x"},
        {"requesting": "XX"},
        {"requested": ["XX"]},
        {"requested": ["MU"]},
        {"others": ["XX"]},
        {"deadline": "2001-01-01T10:00"},
        {"deadline": "9999-12-31T23:59"},
        {"deadline": "tomorrow"},
        {"deadline_zone": "Mars/Olympus"},
        {"deadline_zone": ""},
        {"legal_basis": "x" * 301},
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(ana, chloe, requests, fields):
    answer = start(ana, requests, **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    if "body" not in fields:
        assert QUESTION["body"] in page
    if "title" not in fields:
        assert QUESTION["title"] in page
    assert not Topic.objects.exists()


def test_a_state_outside_the_network_may_be_named(ana, chloe, requests):
    body("NA", "Namibia")
    start(ana, requests, others=["NA"])
    assert {row.body.key for row in RequestedBody.objects.all()} == {"FR", "NA"}


def test_starting_a_topic_needs_few_statements(ana, chloe, requests, statements):
    client = ana.client
    with statements() as made:
        start(ana, requests)
    assert len(made) <= 22, "\n".join(made)
    assert client


def test_the_coordinator_opens_a_forum_on_record(cora, ana, ocean):
    from forum.actions import add_forum
    from network.guard import Refused

    first = add_forum(actor=cora.membership, network=ocean, key="one", names={"en": "One"})
    second = add_forum(actor=cora.membership, network=ocean, key="two", names={"en": "Two"})
    assert (first.position, second.position) == (1, 2)
    assert AuditEntry.objects.filter(act="forum_added", network=ocean).count() == 2
    with pytest.raises(Refused):
        add_forum(actor=ana.membership, network=ocean, key="three", names={"en": "Three"})


def test_a_deadline_that_is_soon_in_utc_may_have_passed_elsewhere(ana, chloe, requests):
    wall = datetime.now(UTC) + timedelta(hours=1)
    answer = start(ana, requests, deadline=wall.strftime("%Y-%m-%dT%H:%M"), deadline_zone="Indian/Mauritius")
    assert answer.status_code == 422
    answer = start(ana, requests, deadline=wall.strftime("%Y-%m-%dT%H:%M"), deadline_zone="UTC")
    assert answer.status_code == 302


def test_the_act_itself_begins_nothing_for_whoever_has_no_place_or_where_the_forum_is_closed(ana, dara, requests):
    told = {"kind": "question", "title": "Title", "body": "Text"}
    with pytest.raises(Refused, match="only contact points of this network start topics"):
        add_topic(author=dara.membership, forum=requests, **told)
    requests.closed_at = timezone.now()
    with pytest.raises(Refused, match="closed"):
        add_topic(author=ana.membership, forum=requests, **told)
    assert not Topic.objects.exists()
