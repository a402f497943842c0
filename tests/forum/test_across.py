"""Topics found across all forums of a reader."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from forum.legal import legal_key
from forum.models import Forum, Offer, Topic
from forum.pages.across import AcrossPage
from forum.querysets.across import Place, listed_across
from forum.querysets.lists import PAGE
from network.models import ContactPoint
from tests.access.things import things_of
from tests.factories import forum as make
from tests.personas import contact_point

pytest_plugins = ["tests.access.world"]


def page_of(who, query=""):
    return AcrossPage.load(who.membership, QueryDict(query))


def titles(who, query=""):
    return [topic.title for topic in page_of(who, query).topics]


@pytest.fixture
def french(chloe):
    return chloe.membership.authority.body


@pytest.fixture
def second(ocean):
    return make.forum(ocean, "evidence", position=2)


def test_topics_of_all_forums_stand_together_the_newest_first(chloe, ana, requests, second):
    now = timezone.now()
    make.topic(requests, ana.membership, title="Older", at=now - timedelta(hours=2))
    make.topic(second, ana.membership, title="Newer", at=now - timedelta(hours=1))
    make.topic(requests, ana.membership, title="Newest", at=now)
    assert titles(chloe) == ["Newest", "Newer", "Older"]


def test_nothing_of_a_network_without_a_place_is_found(dara, noor, otto, requests, topic):
    for who in (dara, noor, otto):
        assert titles(who) == []
        assert titles(who, f"forum={requests.public_id}") == []
        assert titles(who, f"network={requests.network.public_id}&state=FR") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=consultation", ["Consultation"]),
        ("status=solved", ["Solved"]),
        ("state=FR", ["Names France"]),
        ("state=MU", ["Of Mauritius"]),
        ("cooperation=extradition", ["Extradition"]),
        ("language=fr", ["En français"]),
        ("legal=ARTICLE%2018", ["On article 18"]),
        ("legal=conv%C3%A8ntion", ["On article 46", "On article 18"]),
        ("legal=organized%20article%2018", []),
        ("legal=%25", []),
        ("deadline=3", ["In two days"]),
        ("deadline=7", ["In two days", "In five days"]),
        ("deadline=30", ["In two days", "In five days", "In twenty days"]),
        ("deadline=passed", ["Yesterday"]),
        ("view=deadline", ["In two days", "In five days"]),
        ("view=waiting", ["Waits on France"]),
        ("view=mine", ["Chloé's"]),
        ("view=mine&kind=announcement", []),
    ],
)
def test_each_filter_and_view_shows_what_it_names(chloe, ana, requests, french, query, expected):
    now = timezone.now()

    def topic(title, author=ana, **fields):
        legal = fields.get("legal_basis", "")
        make.topic(requests, author.membership, title=title, legal_key=legal_key(legal), **fields)

    topic("Plain")
    topic("Consultation", kind="consultation")
    topic("Solved", status="solved")
    topic("Names France", requested=[french])
    topic("Of Mauritius", requesting=ana.membership.authority.body)
    topic("Extradition", cooperation="extradition")
    topic("En français", language="fr")
    topic("On article 18", legal_basis="Organized Crime Convention, Article 18")
    topic("On article 46", legal_basis="Corruption Convention, Article 46")
    topic("Waits on France", status="waiting", waiting_body=french)
    topic("Waits on Mauritius", status="waiting", waiting_body=ana.membership.authority.body)
    topic("Waits on its author", status="waiting", waiting_author=True)
    topic("Chloé's", author=chloe)
    topic("Yesterday", deadline=now - timedelta(days=1))
    topic("Long ago", deadline=now - timedelta(days=60))
    topic("In twenty days", deadline=now + timedelta(days=20))
    topic("In five days", deadline=now + timedelta(days=5))
    topic("In two days", deadline=now + timedelta(days=2))
    topic("Over", deadline=now + timedelta(days=1), status="withdrawn")
    found = titles(chloe, query)
    if query in {"deadline=3", "deadline=7", "deadline=30"}:
        assert found.pop(0) == "Over"
    assert found == expected


def test_unanswered_is_a_question_to_which_nobody_but_its_author_replied(chloe, ana, requests):
    make.topic(requests, ana.membership, title="Alone", posts=3)
    make.topic(requests, ana.membership, title="Replied", replied_at=timezone.now())
    make.topic(requests, ana.membership, title="Note", kind="practice_note")
    make.topic(requests, ana.membership, title="Over", status="withdrawn")
    assert titles(chloe, "view=unanswered") == ["Alone"]
    from tests.forum.test_list_page import page_of as forum_page

    assert [row.title for row in forum_page(chloe, requests, "unanswered=yes").topics] == ["Alone"]


def test_a_forum_s_list_filters_by_legal_basis_and_deadline(chloe, ana, requests):
    from tests.forum.test_list_page import page_of as forum_page

    soon = timezone.now() + timedelta(days=2)
    make.topic(requests, ana.membership, title="Both", deadline=soon, legal_key="un convention, article 46")
    make.topic(requests, ana.membership, title="Another", legal_key="un convention, article 18")
    make.topic(requests, ana.membership, title="Neither")
    for query in ("legal=Article%2046", "deadline=3", "legal=46&deadline=30", "legal=article&deadline=30"):
        assert [row.title for row in forum_page(chloe, requests, query).topics] == ["Both"], query
    assert forum_page(chloe, requests, "legal=47").topics == []


def test_network_and_forum_narrow_where_is_looked(chloe, ana, ocean, requests, second):
    make.topic(requests, ana.membership, title="Here")
    make.topic(second, ana.membership, title="There")
    assert titles(chloe, f"forum={second.public_id}") == ["There"]
    assert titles(chloe, f"network={ocean.public_id}") == ["There", "Here"]


def test_of_two_networks_the_chosen_one_alone_is_shown(chloe, ana, dara, requests, sahel, ocean):
    contact_point(chloe.membership, sahel)
    make.topic(requests, ana.membership, title="Indian Ocean")
    make.topic(make.forum(sahel, "there"), dara.membership, title="Sahel")
    assert sorted(titles(chloe)) == ["Indian Ocean", "Sahel"]
    assert titles(chloe, f"network={ocean.public_id}") == ["Indian Ocean"]
    assert titles(chloe, f"network={sahel.public_id}") == ["Sahel"]


@pytest.mark.parametrize("query", ["", "deadline=30"])
def test_the_list_is_read_to_its_end_and_back_without_gap_or_repetition(chloe, ana, requests, second, query):
    now = timezone.now()
    for number in range(60):
        where, at = (requests, second)[number % 2], now - timedelta(minutes=number)
        make.topic(where, ana.membership, title=f"T{number}", at=at, deadline=now + timedelta(hours=1 + number // 2))
    forth, asked = [], query
    while True:
        page = page_of(chloe, asked)
        forth.append([row.title for row in page.topics])
        if not page.older:
            break
        asked = page.older[1:]
    assert [len(part) for part in forth] == [PAGE, PAGE, 10]
    assert len({title for part in forth for title in part}) == 60
    back = page_of(chloe, page.newer[1:])
    assert [row.title for row in back.topics] == forth[1]


def test_what_was_offered_stands_among_the_topics_of_the_other_network(chloe, ana, dara, sahel, requests):
    topic = make.topic(requests, ana.membership, title="Shared")
    there = make.forum(sahel, "taken", takes_offers=True)
    offer = {
        "topic": topic,
        "network": sahel,
        "forum": there,
        "proposed_by": ana.membership,
        "proposed_at": timezone.now(),
    }
    Offer.objects.create(**offer, status="accepted")
    assert titles(dara) == ["Shared"]
    assert titles(dara, f"forum={there.public_id}") == ["Shared"]
    Offer.objects.update(status="withdrawn")
    assert titles(dara) == []


@pytest.mark.parametrize("name", ["ana", "ben", "chloe", "cora", "dara", "noor", "otto", "gita", "sara", "sam", "eve"])
def test_the_statement_lets_through_what_the_rule_lets_through(world, ocean, name):
    things_of(Topic, world.people, ocean)
    reader = world.people[name].membership
    forums = list(Forum.objects.visible_to(reader))
    networks = list(dict.fromkeys(forum.network_id for forum in forums))
    found = {row.pk for row in listed_across(reader, Place(networks), {}, size=1_000).topics}
    seen = Topic.objects.visible_to(reader)
    allowed = set(seen.values_list("pk", flat=True))
    assert found <= allowed
    here = seen.filter(forum__in=forums) if name == "otto" else seen.filter(network_id__in=networks)
    assert set(here.values_list("pk", flat=True)) <= found


@pytest.mark.parametrize(
    "filters",
    [
        {},
        *({name: value} for name, value in [("kind", "question"), ("status", "open"), ("state", "FR")]),
        *({name: value} for name, value in [("cooperation", "mla"), ("language", "fr"), ("legal", "article")]),
        *({"deadline": value} for value in ("3", "passed")),
        *({"view": value} for value in ("waiting", "mine", "unanswered", "deadline")),
    ],
    ids=str,
)
def test_no_filter_reads_all_topics(ana, requests, filters):
    if connection.vendor != "sqlite":
        pytest.skip("the plan of an empty table says nothing on PostgreSQL")
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        listed_across(ana.membership, Place([requests.network_id]), filters)
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1])
        steps = [row[3] for row in cursor.fetchall()]
    # What is put together or looked through is bounded: the parts, and the window of a legal basis.
    scans = [
        step
        for step in steps
        if step.startswith("SCAN") and step.split()[1] not in {"parts", "w", "(subquery", "part0", "part1"}
    ]
    assert not scans, steps
    assert any("SEARCH t USING" in step for step in steps), steps
    if filters.get("view") == "unanswered":
        assert any("topic_unanswered_in_network" in step for step in steps), steps


def test_the_page_is_shown_to_whoever_has_a_place_and_says_so_to_others(ana, dara, requests, topic):
    page = ana.client.get("/topics/").content.decode()
    assert topic.title in page
    assert "Readers: nobody has answered yet" in page
    assert topic.title not in dara.client.get("/topics/").content.decode()


@pytest.mark.parametrize("query", ["view=x", "network=1", "forum=%00", "deadline=4", "legal=%00", "after=x.y"])
def test_what_cannot_be_read_in_the_address_is_left_out(ana, topic, query):
    answer = ana.client.get(f"/topics/?{query}")
    assert answer.status_code == 200
    assert topic.title in answer.content.decode()


def test_the_page_offers_each_view_and_each_filter(chloe, ocean, requests, topic):
    page = chloe.client.get("/topics/").content.decode()
    for view, words in [
        ("waiting", "Waiting on my State"),
        ("mine", "Mine"),
        ("unanswered", "Unanswered"),
        ("deadline", "Deadline near"),
    ]:
        assert re.search(rf'<a [^>]*href="[^"]*\?view={view}"[^>]*>{words}</a>', page), view
    for name, value in {
        "network": ocean.public_id,
        "forum": requests.public_id,
        "kind": "consultation",
        "status": "no_solution",
        "state": chloe.membership.authority.body.key,
        "cooperation": "extradition",
        "language": "fr",
        "deadline": "passed",
    }.items():
        offered = page.split(f'<select id="filter-{name}"')[1].split("</select>")[0]
        assert f'value="{value}"' in offered, name
    assert 'name="legal"' in page


def test_an_observer_is_not_told_which_states_have_officers_here(otto, ana, ocean):
    make.topic(make.forum(ocean, "open", for_observers=True), ana.membership, code="CLEAR")
    assert AcrossPage.load(ana.membership, {}).bodies
    page = AcrossPage.load(otto.membership, {})
    assert len(page.topics) == 1
    assert page.bodies == []


def test_the_states_to_choose_from_are_those_of_whoever_has_a_place_now(ana, chloe, requests):
    assert chloe.membership.authority.body_id in page_of(ana).bodies
    ContactPoint.objects.filter(membership__authority__body_id=chloe.membership.authority.body_id).update(
        until=timezone.now()
    )
    assert chloe.membership.authority.body_id not in page_of(ana).bodies
    assert ana.membership.authority.body_id in page_of(ana).bodies
