"""Reasons and notes are read by others too, and nobody takes them out of a log: they are searched as a text is."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions import ask_erasure, flag_post
from forum.models import Flag, ModerationAct, Offer
from moving.models import NetworkExport
from network import said
from network.actions.nominations import Nominee, nominate
from network.forms.words import WordsForm
from network.models import AuditEntry, ContactPoint, FactorReset, Visit
from tests.factories import forum as make
from writing.models import Finding
from writing.personal import KINDS

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


def of_place(ocean, persona):
    place = ContactPoint.objects.get(network=ocean, membership=persona.membership)
    return reverse("network:end_contact_point", args=[ocean.public_id, place.public_id]), {}


def of_member(name, persona):
    return reverse(f"network:{name}", args=[persona.membership.public_id]), {}


def nominated(ben):
    person = Nominee(name="New Colleague", email="new@authority.example", function={"en": "Officer"})
    found = nominate(actor=ben.membership, authority=ben.membership.authority, person=person)
    return reverse("network:decline_nomination", args=[found.public_id]), {}


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
    "end a place": ("cora", "reason", lambda ask: of_place(ask("ocean"), ask("chloe"))),
    "leave a network": ("chloe", "reason", lambda ask: of_place(ask("ocean"), ask("chloe"))),
    "end a membership": ("ben", "reason", lambda ask: of_member("end_membership", ask("ana"))),
    "decline a nomination": ("sam", "reason", lambda ask: nominated(ask("ben"))),
    "visit": (
        "sam",
        "reason",
        lambda ask: (reverse("network:visit", args=[ask("sahel").public_id]), {"hours": "1"}),
    ),
    "reset a factor": ("sam", "reason", lambda ask: of_member("ask_reset", ask("ana"))),
    "export not": ("ben", "reason", lambda ask: exported(ask("ocean"), ask("cora"))),
}


def keys(answer):
    return re.findall(r'name="found" value="([^"]+)"', answer.content.decode())


def done():
    """Count what stands in the logs: an act leaves a line in one of them at least, a report or an offer its own row."""
    return [model.objects.count() for model in (ModerationAct, AuditEntry, Flag, Offer)]


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
    before = done()
    answer = client.post(address, {**fields, name: f"Ask {ADDRESS} first."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Ask <mark>{ADDRESS}</mark> first." in page
    assert "Remove it, or confirm below" in page
    assert len(keys(answer)) == 1
    assert done() == before
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


@pytest.mark.parametrize(("act", "about"), [("visit", Visit), ("reset a factor", FactorReset)])
def test_the_decision_is_kept_beside_what_the_act_made(place, act, about):
    client, address, fields, name = place(act)
    said_so = {**fields, name: ADDRESS}
    (key,) = keys(client.post(address, said_so))
    client.post(address, {**said_so, "found": key, "confirmed": key})
    kept = Finding.objects.get()
    assert (kept.label, kept.thing_id) == (about._meta.label, about.objects.get().pk)


def test_about_the_number_that_a_form_asks_for_nobody_is_asked(place):
    client, address, fields, name = place("reset a factor")
    answer = client.post(address, {**fields, name: f"Called +230 5251 2345, then wrote to {ADDRESS}."})
    assert len(keys(answer)) == 1
    assert f"<mark>{ADDRESS}</mark>" in answer.content.decode()
    assert client.post(address, {**fields, name: "Called +230 5251 2345."}).status_code == 302
    assert decisions() == []


def test_a_form_of_network_that_asks_for_no_number_asks_about_one(place):
    client, address, fields, name = place("end a membership")
    answer = client.post(address, {**fields, name: "Reach her at +230 5251 2345."})
    assert "<mark>+230 5251 2345</mark>" in answer.content.decode()


def forms_of_words(form=WordsForm):
    return [form, *(each for one in form.__subclasses__() for each in forms_of_words(one))]


def test_what_forms_expect_are_kinds_that_are_searched():
    expected = {kind for form in forms_of_words() for kind in form.expects}
    assert expected
    assert expected <= KINDS.keys()


def test_where_no_room_looks_at_words_the_act_is_done_as_it_stands(place, monkeypatch):
    monkeypatch.setattr(said, "_lookers", [])
    client, address, fields, name = place("end a place")
    assert client.post(address, {**fields, name: ADDRESS}).status_code == 302
    assert ModerationAct.objects.get().reason == ADDRESS
    assert decisions() == []


@pytest.mark.parametrize("act", ["end a place", "end a membership", "visit"])
def test_what_cannot_be_recorded_is_not_done(place, monkeypatch, act):
    def never(actor, thing):
        raise OSError("no room left")

    client, address, fields, name = place(act)
    client.raise_request_exception = False
    before = done()
    monkeypatch.setattr(said, "_lookers", [lambda form, names, cleaned: never])
    assert client.post(address, {**fields, name: "It is over."}).status_code == 500
    assert done() == before
