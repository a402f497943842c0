"""A forum as a list of topics."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import ForumMark, Topic
from forum.querysets.lists import PAGE
from tests.factories import forum as make

MOST = 6
GOAL = 4


def titles(answer):
    return [row.title for row in answer.context["page"].topics] if answer.context else []


def page_of(who, forum, query=""):
    from django.http import QueryDict

    from forum.pages.forum import ForumPage
    from forum.pages.heads import ForumHead

    return ForumPage.load(who.membership, ForumHead.find(who.membership, forum.public_id), QueryDict(query))


@pytest.fixture
def many(requests, ana):
    """Sixty topics, one a minute; the tenth oldest is pinned."""
    now = timezone.now()
    made = [
        make.topic(requests, ana.membership, title=f"Topic {number}", at=now - timedelta(minutes=60 - number))
        for number in range(60)
    ]
    Topic.objects.filter(pk=made[10].pk).update(pinned=True, pinned_at=now)
    return made


def test_pinned_topics_come_first_then_the_latest(chloe, requests, many):
    assert [row.title for row in page_of(chloe, requests).topics][:3] == ["Topic 10", "Topic 59", "Topic 58"]


def test_the_list_is_read_to_its_end_and_back_without_gap_or_repetition(chloe, requests, many):
    forth, query = [], ""
    while True:
        page = page_of(chloe, requests, query)
        forth.append([row.title for row in page.topics])
        if not page.older:
            break
        query = page.older[1:]
    assert [len(part) for part in forth] == [PAGE, PAGE, 10]
    assert sorted(title for part in forth for title in part) == sorted(topic.title for topic in many)
    back = page_of(chloe, requests, page.newer[1:])
    assert [row.title for row in back.topics] == forth[1]
    assert [row.title for row in page_of(chloe, requests, back.newer[1:]).topics] == forth[0]


def test_the_page_is_shown(chloe, requests, many):
    answer = chloe.client.get(f"/forums/{requests.public_id}/")
    assert answer.status_code == 200
    assert "Topic 59" in answer.content.decode()


def test_the_first_page_of_a_new_process_makes_at_most_six_statements(chloe, requests, many, statements):
    client = chloe.client
    with statements() as made:
        client.get(requests.get_absolute_url())
    assert len(made) <= MOST, "\n".join(made)


@pytest.mark.parametrize("topics", [2, 50])
def test_a_page_makes_four_statements_however_many_topics(chloe, ana, requests, statements, topics):
    for number in range(topics):
        make.topic(requests, ana.membership, title=f"T{number}", requested=[chloe.membership.authority.body])
    client = chloe.client
    client.get(requests.get_absolute_url())
    with statements() as made:
        client.get(requests.get_absolute_url())
    assert len(made) == GOAL, "\n".join(made)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=consultation", ["Consultation"]),
        ("status=solved", ["Solved"]),
        ("state=FR", ["Names France"]),
        ("state=MU", ["Of Mauritius"]),
        ("cooperation=extradition", ["Extradition"]),
        ("waiting=FR", ["Waits on France"]),
        ("waiting=author", ["Waits on the author"]),
        ("language=fr", ["En français"]),
        ("status=waiting&waiting=FR", ["Waits on France"]),
        ("status=solved&kind=consultation", []),
    ],
)
def test_each_filter_shows_what_it_names(chloe, ana, requests, query, expected):
    france, mauritius = chloe.membership.authority.body, ana.membership.authority.body

    def topic(title, **fields):
        make.topic(requests, ana.membership, title=title, **fields)

    topic("Plain")
    topic("Consultation", kind="consultation")
    topic("Solved", status="solved")
    topic("Names France", requested=[france])
    topic("Of Mauritius", requesting=mauritius)
    topic("Extradition", cooperation="extradition")
    topic("Waits on France", status="waiting", waiting_body=france)
    topic("Waits on the author", status="waiting", waiting_author=True)
    topic("En français", language="fr")
    assert [row.title for row in page_of(chloe, requests, query).topics] == expected


def test_the_page_offers_each_filter(chloe, requests, topic):
    page = chloe.client.get(f"/forums/{requests.public_id}/").content.decode()
    for name, value in {
        "kind": "consultation",
        "status": "no_solution",
        "state": "FR",
        "cooperation": "extradition",
        "waiting": "author",
        "language": "fr",
        "deadline": "passed",
        "unanswered": "yes",
    }.items():
        offered = page.split(f'<select id="filter-{name}"')[1].split("</select>")[0]
        assert f'value="{value}"' in offered, name
    assert 'name="legal"' in page


@pytest.mark.parametrize(
    "query",
    ["kind=x", "status=%00", "state=%27", "after=1.2", "after=9.9.9", "before=0.99999999999999999.1", "language=xx"],
)
def test_what_cannot_be_read_in_the_address_is_left_out(chloe, requests, topic, query):
    answer = chloe.client.get(f"/forums/{requests.public_id}/?{query}")
    assert answer.status_code == 200
    assert topic.title in answer.content.decode() or "before" in query


def test_a_topic_is_unread_until_it_was_opened(chloe, requests, topic):
    assert page_of(chloe, requests).unread(page_of(chloe, requests).topics[0]) == "3"
    chloe.client.get(topic.get_absolute_url())
    assert page_of(chloe, requests).unread(page_of(chloe, requests).topics[0]) == ""


def test_more_than_99_unread_posts_are_not_counted_out(chloe, ana, requests):
    make.topic(requests, ana.membership, posts=120)
    page = page_of(chloe, requests)
    assert page.unread(page.topics[0]) == "99+"


def test_all_is_read_when_the_reader_says_so(chloe, requests, topic):
    chloe.client.post(f"/forums/{requests.public_id}/read/")
    page = page_of(chloe, requests)
    assert page.unread(page.topics[0]) == ""
    assert ForumMark.objects.get().membership == chloe.membership


def test_a_forum_of_another_network_does_not_exist(dara, noor, requests):
    for who in (dara, noor):
        assert who.client.get(requests.get_absolute_url()).status_code == 404
        assert who.client.post(f"/forums/{requests.public_id}/read/").status_code == 404


def test_an_observer_reads_a_forum_that_is_marked_for_observers_and_writes_nothing(otto, ana, ocean, requests):
    marked = make.forum(ocean, "open", for_observers=True)
    assert otto.client.get(requests.get_absolute_url()).status_code == 404
    answer = otto.client.get(marked.get_absolute_url())
    assert answer.status_code == 200
    assert f"{marked.get_absolute_url()}new/" not in answer.content.decode()
    assert otto.client.get(f"{marked.get_absolute_url()}new/").status_code == 403


@pytest.mark.parametrize("where", ["", "since/0/"])
def test_an_observer_reads_which_office_wrote_and_not_which_officer(otto, ana, chloe, ocean, where):
    address = f"{make.topic(make.forum(ocean, 'open', for_observers=True), ana.membership).get_absolute_url()}{where}"
    for_chloe, for_otto = (who.client.get(address).content.decode() for who in (chloe, otto))
    assert ana.member.name in for_chloe
    assert ana.membership.public_id in for_chloe
    assert "Legal officer" in for_otto
    assert ana.member.name not in for_otto
    assert ana.membership.public_id not in for_otto


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"kind": "question"},
        {"status": "open"},
        {"state": "FR"},
        {"cooperation": "mla"},
        {"waiting": "FR"},
        {"waiting": "author"},
        {"language": "fr"},
        {"deadline": "7"},
        {"unanswered": "yes"},
        {"legal": "article"},
    ],
)
def test_no_filter_reads_all_topics(ana, requests, filters):
    """SQLite says how it will read: through an index, never row by row; PostgreSQL decides by the size of a table."""
    from django.db import connection

    from forum.querysets.lists import listed

    if connection.vendor != "sqlite":
        pytest.skip("the plan of an empty table says nothing on PostgreSQL")
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        listed(requests.pk, ana.membership, filters)
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1])
        steps = [row[3] for row in cursor.fetchall()]
    assert any("SEARCH t USING" in step for step in steps), steps
    # A legal basis is looked for in a window (w) of the newest.
    assert not any(step.startswith("SCAN") and step.split()[1] != "w" for step in steps), steps
