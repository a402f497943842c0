"""The statements that are written out show exactly what the rule shows, and the rule is the same from both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.access.sights import sight_of
from forum.models import Forum, Offer, Post, RequestedBody, Topic
from forum.pages.heads import FORUM, REPLY, TOPIC, ForumHead, ReplyHead, TopicHead
from forum.querysets.lists import listed
from forum.querysets.sight import Sight
from forum.querysets.threads import thread
from network.access import place_in
from network.guard import audience_of
from network.models import ContactPoint, Membership, Visit
from tests.factories import forum as make
from tests.forum.coded_things import coded, written

EVERYBODY = [
    "ana",
    "ben",
    "chloe",
    "cora",
    "henri",
    "noor",
    "dara",
    "eve",
    "sam",
    "sara",
    "tess",
    "hugo",
    "gita",
    "otto",
]


@pytest.fixture
def everybody(request, ocean):
    """The personas themselves, as the examples of things ask for them."""
    return {name: request.getfixturevalue(name) for name in EVERYBODY}


@pytest.fixture
def people(request, ocean):
    """Everybody; Sara visits Ana's network."""
    found = {name: request.getfixturevalue(name).membership for name in EVERYBODY}
    now = timezone.now()
    Visit.objects.create(
        network=ocean, membership=found["sara"], reason="Case", since=now, until=now + timedelta(hours=1)
    )
    return found


@pytest.fixture
def things(people, ocean, sahel):
    """A forum of each network and one for observers, each with topics, posts and requested States."""
    body = people["chloe"].authority.body
    made = []
    for forum in (make.forum(ocean), make.forum(sahel, "sahel"), make.forum(ocean, "open", for_observers=True)):
        topic = make.topic(forum, people["ana"], posts=2, requested=[body])
        made += [forum, topic, *topic.posts.all(), *topic.requested.all()]
    return made


def test_a_thing_is_visible_exactly_to_its_audience(people, things):
    for thing in things:
        audience = set(audience_of(thing).values_list("pk", flat=True))
        for name, who in people.items():
            sees = type(thing).objects.visible_to(who).filter(pk=thing.pk).exists()
            assert sees == (who.pk in audience), (name, thing)


def test_who_sees_the_forum_of_a_network(people, things):
    forum = things[0]
    assert {name for name, who in people.items() if Forum.objects.visible_to(who).filter(pk=forum.pk).exists()} == {
        "ana",
        "ben",
        "chloe",
        "cora",
        "henri",
        "sara",
    }


def test_the_written_statements_show_what_the_rule_shows(people, things):
    for who in people.values():
        for forum in Forum.objects.visible_to(who):
            rows = {row.pk for row in listed(forum.pk, who, {}).topics}
            assert rows == set(Topic.objects.visible_to(who).filter(forum=forum).values_list("pk", flat=True))
        for topic in Topic.objects.visible_to(who):
            rows = {row.pk for row in thread(topic.pk, "nested", "after", "", sight=Sight(who.pk)).posts}
            assert rows == set(Post.objects.visible_to(who).filter(topic=topic).values_list("pk", flat=True))


def test_they_show_it_whatever_the_codes_and_what_is_hidden(everybody, ocean):
    posts = written(everybody, ocean)
    Topic.objects.filter(posts__in=posts).update(narrowed=True)
    for persona in everybody.values():
        if persona is None or not persona.membership.is_current():
            continue
        who = persona.membership
        for forum in Forum.objects.visible_to(who):
            rows = {row.pk for row in listed(forum.pk, who, {}, size=100).topics}
            assert rows == set(Topic.objects.visible_to(who).filter(forum=forum).values_list("pk", flat=True))
        for topic in Topic.objects.visible_to(who):
            place = place_in(who, topic.network)
            coordinates = place is not None and place.role == "coordinator"
            sight = sight_of(who, topic.pk, narrowed=topic.narrowed, coordinates=coordinates)
            rows = [*thread(topic.pk, "flat", "after", "", sight=sight, size=100).posts]
            read = set(Post.objects.visible_to(who).filter(topic=topic).values_list("pk", flat=True))
            assert {row.pk for row in rows if row.html} == read
            assert all(row.is_hidden for row in rows if not row.html)


def test_a_topic_brought_by_an_offer_stands_in_the_list_that_took_it(everybody, ocean):
    coded(everybody, ocean)
    dara = everybody["dara"].membership
    forum = Forum.objects.get(key="coded-other")
    brought = Offer.objects.filter(forum=forum, status="accepted").values_list("topic_id", flat=True)
    own = Topic.objects.visible_to(dara).filter(forum=forum).values_list("pk", flat=True)
    assert {row.pk for row in listed(forum.pk, dara, {}, takes_offers=True).topics} == {*brought, *own}
    assert brought


def test_the_place_is_read_as_the_rule_reads_it(people, things, ocean):
    topic = things[1]
    ContactPoint.objects.filter(membership=people["henri"]).update(until=timezone.now())
    for name, who in people.items():
        place = place_in(who, ocean)
        role = place.role if place else ""
        for row in REPLY.rows(who, topic.public_id):
            assert (ReplyHead(*row).role or "") == role, name
        for row in TOPIC.rows(who, topic.public_id):
            assert TopicHead(*row).standing(who).role == role, name
        for row in FORUM.rows(who, topic.forum.public_id):
            assert ForumHead(*row).standing(who).role == role, name


def test_a_compiled_reading_finds_exactly_what_the_rule_finds(people, things):
    for prepared, model in ((TOPIC, Topic), (REPLY, Topic), (FORUM, Forum)):
        for _again in range(2):
            for name, who in people.items():
                found = {
                    thing.pk for thing in things if isinstance(thing, model) and prepared.rows(who, thing.public_id)
                }
                assert found == set(model.objects.visible_to(who).values_list("pk", flat=True)), name


def test_a_compiled_reading_knows_the_reader_and_the_hour(people, things, ocean):
    """A place that ended a moment ago, after the statement was compiled, opens nothing."""
    topic, chloe, ben = things[1], people["chloe"], people["ben"]
    assert TOPIC.rows(chloe, topic.public_id)
    assert TOPIC.rows(ben, topic.public_id)
    ContactPoint.objects.filter(membership=chloe).update(until=timezone.now())
    assert not TOPIC.rows(chloe, topic.public_id)
    assert TOPIC.rows(ben, topic.public_id)


def test_an_ended_membership_sees_nothing(people, things):
    for model in (Forum, Topic, Post, RequestedBody):
        assert not model.objects.visible_to(people["eve"]).exists()


def test_an_ended_member_is_shown_by_function_and_state_without_name(ana, chloe, requests, topic):
    assert "Ana Example" in chloe.client.get(topic.get_absolute_url()).content.decode()
    from forum.names import forget

    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    forget()
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "Ana Example" not in page
    assert "Legal officer, Mauritius" in page
