"""Reasons and notes are read by others too, and nobody takes them out of a log: they are searched as a text is."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import ask_erasure, flag_post
from forum.models import ModerationAct, Offer
from moving.models import NetworkExport
from network.models import ContactPoint
from tests.factories import forum as make
from writing.models import Finding

ADDRESS = "a@office.example"


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership, posts=2)


def coordinates(persona):
    ContactPoint.objects.filter(membership=persona.membership).update(role="coordinator")


@pytest.fixture
def offered(topic, sahel, ana, dara):
    """Dara decides on it."""
    coordinates(dara)
    return Offer.objects.create(
        topic=topic,
        network=sahel,
        proposed_by=ana.membership,
        proposed_at=timezone.now(),
        consented_at=timezone.now(),
        status=Offer.Status.OFFERED,
    )


def of_post(name, topic, **fields):
    return reverse(f"forum:{name}", args=[topic.posts.get(seq=2).public_id]), fields


def of_topic(name, topic, **fields):
    return reverse(f"forum:{name}", args=[topic.public_id]), fields


def flagged(topic, chloe):
    flag = flag_post(actor=chloe.membership, post=topic.posts.get(seq=2), kind="other", words="Look.")
    return reverse("forum:report", args=[flag.public_id]), {"outcome": "dismissed", "seen": flag.status}


def to_erase(topic, ana):
    erasure = ask_erasure(actor=ana.membership, post=topic.posts.get(seq=2), reason="Mine.")
    return reverse("forum:erasure", args=[erasure.public_id]), {"decision": "decline"}


def of_offer(name, offered, **fields):
    return reverse(f"forum:offer_{name}", args=[offered.public_id]), fields


def exported(ocean, cora):
    asked = NetworkExport.objects.create(network=ocean, asked_by=cora.membership, asked_at=timezone.now(), reason="A")
    return reverse("moving:export", args=[asked.public_id]), {"decision": "decline"}


# The person who acts, the words he adds, and where; each arranges for itself what it needs.
ACTS = {
    "hide": ("cora", "reason", lambda ask: of_post("hide", ask("topic"))),
    "lock": ("cora", "reason", lambda ask: of_topic("lock", ask("topic"))),
    "slow": ("cora", "reason", lambda ask: of_topic("slow", ask("topic"), seconds=60)),
    "flag": ("chloe", "words", lambda ask: of_post("flag", ask("topic"), kind="other")),
    "judge": ("cora", "reason", lambda ask: flagged(ask("topic"), ask("chloe"))),
    "ask to erase": ("ana", "reason", lambda ask: of_post("ask_erasure", ask("topic"))),
    "erase not": ("cora", "reason", lambda ask: to_erase(ask("topic"), ask("ana"))),
    "hold": ("cora", "reason", lambda ask: of_topic("ask_hold", ask("topic"))),
    "status": ("ana", "reason", lambda ask: of_topic("status", ask("topic"), status="withdrawn")),
    "move": (
        "cora",
        "reason",
        lambda ask: of_topic("move", ask("topic"), forum=make.forum(ask("ocean"), "other").public_id),
    ),
    "title of a split": (
        "cora",
        "title",
        lambda ask: of_topic("split", ask("topic"), posts=ask("topic").posts.get(seq=2).public_id, reason="Apart."),
    ),
    "merge": (
        "cora",
        "reason",
        lambda ask: of_topic(
            "merge", ask("topic"), target=make.topic(ask("topic").forum, ask("ana").membership).public_id
        ),
    ),
    "offer": ("ana", "note", lambda ask: of_topic("offers", ask("topic"), network=ask("sahel").public_id)),
    "withdraw": ("ana", "reason", lambda ask: of_offer("withdraw", ask("offered"))),
    "decline": ("dara", "reason", lambda ask: of_offer("decide", ask("offered"), **{"not": "1"})),
    "export": ("cora", "reason", lambda ask: (reverse("moving:exports", args=[ask("ocean").public_id]), {})),
    "export not": ("ben", "reason", lambda ask: exported(ask("ocean"), ask("cora"))),
}


def keys(answer):
    return re.findall(r'name="found" value="([^"]+)"', answer.content.decode())


def decisions():
    return list(Finding.objects.values_list("kind", "decision"))


@pytest.fixture
def place(request, ocean, ben):
    """Return the browser, the address, the other fields and the name of the words for an act of ACTS."""
    coordinates(ben)

    def named(act):
        who, name, arrange = ACTS[act]
        address, fields = arrange(request.getfixturevalue)
        return request.getfixturevalue(who).client, address, fields, name

    return named


@pytest.mark.parametrize("act", ACTS)
def test_what_looks_like_personal_data_is_shown_at_its_place_and_nothing_is_done(act, place):
    client, address, fields, name = place(act)
    before = ModerationAct.objects.count()
    answer = client.post(address, {**fields, name: f"Ask {ADDRESS} first."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Ask <mark>{ADDRESS}</mark> first." in page
    assert "Remove it, or confirm below" in page
    assert len(keys(answer)) == 1
    assert ModerationAct.objects.count() == before
    assert decisions() == []


@pytest.mark.parametrize("act", ACTS)
def test_confirmed_it_is_done_and_the_decision_recorded_without_the_text(act, place):
    client, address, fields, name = place(act)
    said = {**fields, name: f"Ask {ADDRESS} first."}
    (key,) = keys(client.post(address, said))
    answer = client.post(address, {**said, "found": key, "confirmed": key})
    assert answer.status_code == 302, answer.content.decode()
    assert decisions() == [("email", "confirmed")]
    assert "office" not in repr(Finding.objects.values().get())


def test_removed_it_is_done_and_that_is_recorded(place):
    client, address, fields, name = place("hide")
    (key,) = keys(client.post(address, {**fields, name: ADDRESS}))
    assert client.post(address, {**fields, name: "Off the point.", "found": key}).status_code == 302
    assert ModerationAct.objects.get().reason == "Off the point."
    assert decisions() == [("email", "removed")]


def test_what_another_text_confirmed_confirms_nothing_here(place):
    client, address, fields, name = place("hide")
    (key,) = keys(client.post(address, {**fields, name: ADDRESS}))
    answer = client.post(address, {**fields, name: "Ask b@office.example.", "found": key, "confirmed": key})
    assert answer.status_code == 422
    assert keys(answer) != [key]


def test_when_the_act_comes_to_nothing_no_decision_is_kept(place, topic):
    client, address, fields, name = place("merge")
    said = {**fields, name: ADDRESS, "target": "A" * 22}
    (key,) = keys(client.post(address, said))
    answer = client.post(address, {**said, "found": key, "confirmed": key})
    assert answer.status_code == 409
    assert f'value="{key}" id="id_confirmed_0" checked' in answer.content.decode()
    assert decisions() == []


def test_words_without_personal_data_are_asked_about_by_nobody(place):
    client, address, fields, name = place("hide")
    assert client.post(address, {**fields, name: "Off the point: Article 18, paragraph 3."}).status_code == 302
    assert decisions() == []


def test_what_stands_around_it_is_shown_as_it_was_typed(place):
    client, address, fields, name = place("hide")
    page = client.post(address, {**fields, name: f"<i>{ADDRESS}</i>"}).content.decode()
    assert f"<bdi>&lt;i&gt;<mark>{ADDRESS}</mark>&lt;/i&gt;</bdi>" in page
