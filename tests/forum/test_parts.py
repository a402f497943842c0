"""What a browser fetches when it hears the bell."""

import pytest

from forum import actions
from forum.models import ReadMark, Topic
from tests.factories import forum as make

PASSIVE = {"X-Passive": "1"}


def since(who, topic, seq, **headers):
    return who.client.get(f"/topics/{topic.public_id}/since/{seq}/", headers=headers)


def test_it_gets_what_came_after_the_last_it_has_in_order(chloe, ana, topic):
    made = [actions.add_post(author=ana.membership, topic=topic, body=f"New {number}.") for number in range(3)]
    answer = since(chloe, topic, 3).json()
    assert (answer["seq"], answer["count"], answer["more"]) == (6, 3, False)
    places = [answer["html"].index(f'id="post-{post.public_id}"') for post in made]
    assert places == sorted(places)
    assert 'data-seq="4"' in answer["html"]
    assert "Body 3." not in answer["html"]


def test_what_comes_into_a_locked_topic_comes_without_a_button_to_reply(chloe, ana, cora, topic):
    actions.add_post(author=ana.membership, topic=topic, body="The last word.")
    assert "#reply" in since(chloe, topic, 3).json()["html"]
    actions.lock_topic(actor=cora.membership, topic=topic, reason="Settled.")
    html = since(chloe, topic, 3).json()["html"]
    assert "The last word." in html
    assert "#reply" not in html


def test_after_a_long_absence_it_comes_in_portions_without_gap(chloe, ana, requests):
    topic = make.topic(requests, ana.membership, posts=120)
    seq, seen = 1, []
    while True:
        answer = since(chloe, topic, seq).json()
        seen.append(answer["count"])
        seq = answer["seq"]
        if not answer["more"]:
            break
    assert seen == [50, 50, 19]
    assert seq == 120


def test_what_it_fetched_by_itself_is_not_read_and_what_a_person_asked_for_is(chloe, topic):
    since(chloe, topic, 0, **PASSIVE)
    assert not ReadMark.objects.exists()
    since(chloe, topic, 0)
    assert ReadMark.objects.get().seq == 3


def test_nothing_new_is_nothing(chloe, topic):
    answer = since(chloe, topic, 3).json()
    assert answer.pop("html").strip() == ""
    assert {name: answer[name] for name in ("seq", "count", "more")} == {"seq": 3, "count": 0, "more": False}


@pytest.mark.parametrize("seq", ["99999999999999999999", "9" * 5000])
def test_a_number_beyond_every_topic_is_no_error(chloe, topic, seq):
    assert since(chloe, topic, seq).status_code in {200, 404}


def test_another_network_gets_nothing(dara, noor, topic):
    for who in (dara, noor):
        assert since(who, topic, 0).status_code == 404


def test_the_part_makes_three_statements_however_much_came(chloe, ana, requests, statements):
    for posts in (2, 50):
        topic = make.topic(requests, ana.membership, posts=posts)
        client = chloe.client
        client.get(f"/topics/{topic.public_id}/since/0/", headers=PASSIVE)
        with statements() as made:
            client.get(f"/topics/{topic.public_id}/since/0/", headers=PASSIVE)
        assert len(made) == 3, "\n".join(made)


def counts(who, topics=(), forums=()):
    query = {"topics": ",".join(one.public_id for one in topics), "forums": ",".join(one.public_id for one in forums)}
    return who.client.get("/counts/", query).json()


def test_it_says_whether_the_topic_is_still_as_the_page_shows_it(chloe, ana, topic):
    shown = f'data-state="{since(chloe, topic, 3).json()["state"]}"'
    assert shown in chloe.client.get(topic.get_absolute_url()).content.decode()
    answer = actions.add_post(author=chloe.membership, topic=topic, body="An affidavit.")
    actions.accept_answer(actor=ana.membership, post=answer)
    assert since(chloe, topic, 3).json()["state"] not in shown


def test_counts_are_of_what_the_reader_has_not_seen(chloe, ana, requests, topic):
    other = make.topic(requests, ana.membership, posts=7)
    assert counts(chloe, [topic, other], [requests]) == {
        "topics": {topic.public_id: 3, other.public_id: 7},
        "forums": {requests.public_id: 2},
    }
    chloe.client.get(topic.get_absolute_url())
    assert counts(chloe, [topic], [requests]) == {"topics": {topic.public_id: 0}, "forums": {requests.public_id: 1}}
    actions.mark_forum_read(reader=chloe.membership, forum=requests)
    assert counts(chloe, [other], [requests]) == {"topics": {other.public_id: 0}, "forums": {requests.public_id: 0}}


def test_nothing_is_counted_that_is_not_visible(dara, requests, topic):
    assert counts(dara, [topic], [requests]) == {"topics": {}, "forums": {}}


def test_counts_make_four_statements_for_one_or_a_hundred(chloe, ana, requests, statements):
    topics = [make.topic(requests, ana.membership) for _number in range(30)]
    client = chloe.client
    for some in (topics[:1], topics):
        with statements() as made:
            client.get("/counts/", {"topics": ",".join(one.public_id for one in some), "forums": requests.public_id})
        assert len(made) == 4, "\n".join(made)


@pytest.mark.parametrize("query", ["topics=", "topics=x,%00,'", "forums=" + "a" * 3000, ""])
def test_identifiers_that_cannot_be_read_are_left_out(chloe, query):
    assert chloe.client.get(f"/counts/?{query}").json() == {"topics": {}, "forums": {}}


def test_a_count_of_a_forum_stops_at_a_hundred(chloe, ana, requests):
    list(make.fill([requests], [ana.membership.pk], topics=130, posts=130))
    assert counts(chloe, forums=[requests])["forums"] == {requests.public_id: 100}


def test_how_a_topic_stands_is_fetched_anew_by_who_may_read_it(ana, chloe, dara, requests):
    topic = make.topic(requests, ana.membership)
    address = f"/topics/{topic.public_id}/standing/"
    assert "nobody has answered yet" in chloe.client.get(address).content.decode()
    actions.set_status(actor=ana.membership, topic=topic, status="solved")
    line = chloe.client.get(address, headers={"X-Part": "1", "X-Passive": "1"}).content.decode()
    assert "chip--solved" in line
    assert "nobody has answered yet" not in line
    assert f'data-live-standing="{address}"' in chloe.client.get(topic.get_absolute_url()).content.decode()
    assert dara.client.get(address).status_code == 404
    Topic.objects.update(code="RED")
    assert chloe.client.get(address).status_code == 404


def test_the_line_makes_two_statements_and_reads_no_post_however_many_there_are(chloe, ana, requests, statements):
    for posts in (2, 50):
        topic = make.topic(requests, ana.membership, posts=posts)
        actions.set_status(
            actor=ana.membership, topic=topic, status="waiting", waiting_body=chloe.membership.authority.body
        )
        address, client = f"/topics/{topic.public_id}/standing/", chloe.client
        assert "Waiting on" in client.get(address).content.decode()
        # The session and the topic: what the State is called and how many read is kept.
        with statements() as made:
            client.get(address)
        assert len(made) == 2, "\n".join(made)
        assert not any("forum_post" in one for one in made), "\n".join(made)


def test_the_line_and_the_page_say_the_same(chloe, ana, requests):
    topic = make.topic(requests, ana.membership)
    actions.set_status(
        actor=ana.membership, topic=topic, status="waiting", waiting_body=chloe.membership.authority.body
    )
    line = chloe.client.get(f"/topics/{topic.public_id}/standing/").content.decode().strip()
    assert line in chloe.client.get(topic.get_absolute_url()).content.decode()
