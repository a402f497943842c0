"""What was read, and where the first unread post stands."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from forum import actions
from forum.marks import MOST_AHEAD, Mark, advanced
from forum.models import ForumMark, ReadMark
from tests.factories import forum as make


def mark_of(who, topic):
    return ReadMark.objects.get(membership=who.membership, topic=topic)


def test_opening_a_page_marks_its_posts_after_the_response(chloe, topic):
    chloe.client.get(topic.get_absolute_url())
    mark = mark_of(chloe, topic)
    assert (mark.seq, mark.shown, mark.ahead) == (3, [], 0)


def test_a_second_look_writes_nothing(chloe, topic, django_assert_num_queries):
    chloe.client.get(topic.get_absolute_url())
    with django_assert_num_queries(4):
        chloe.client.get(topic.get_absolute_url())


def test_what_a_browser_fetches_ahead_is_not_read(chloe, topic):
    chloe.client.get(topic.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    assert not ReadMark.objects.exists()


def test_threads_are_read_out_of_order(chloe, ana, requests):
    topic = make.topic(requests, ana.membership, posts=60)
    chloe.client.get(f"{topic.get_absolute_url()}?view=flat&from=31")
    assert mark_of(chloe, topic).shown == list(range(31, 51))
    chloe.client.get(f"{topic.get_absolute_url()}?view=flat")
    assert (mark_of(chloe, topic).seq, mark_of(chloe, topic).ahead) == (20, 20)
    chloe.client.get(f"{topic.get_absolute_url()}?view=flat&after=20")
    assert (mark_of(chloe, topic).seq, mark_of(chloe, topic).ahead) == (50, 0)


def test_two_windows_never_take_a_mark_back(chloe, topic):
    who = chloe.membership
    actions.mark_read(reader=who, topic_id=topic.pk, mark=Mark(), seqs=[1, 2, 3])
    actions.mark_read(reader=who, topic_id=topic.pk, mark=Mark(), seqs=[1])
    assert mark_of(chloe, topic).seq == 3


@given(st.integers(0, 50), st.frozensets(st.integers(1, 600)), st.lists(st.integers(1, 600), max_size=40))
def test_a_mark_only_grows_and_stays_small(seq, shown, seqs):
    before = Mark(seq, frozenset(one for one in shown if one > seq + 1))
    after = advanced(before, seqs)
    read_before = set(range(1, before.seq + 1)) | before.shown | set(seqs)
    read_after = set(range(1, after.seq + 1)) | after.shown
    assert read_before <= read_after
    assert len(after.shown) <= MOST_AHEAD
    assert after.seq + 1 not in after.shown
    if len(before.shown | set(seqs)) <= MOST_AHEAD:
        assert read_after == read_before


def test_first_unread_leads_to_the_page_that_holds_it(chloe, ana, requests):
    topic = make.topic(requests, ana.membership, posts=60)
    actions.mark_read(reader=chloe.membership, topic_id=topic.pk, mark=Mark(), seqs=range(1, 46))
    answer = chloe.client.get(f"{topic.get_absolute_url()}unread/", follow=True)
    assert answer.redirect_chain[0][0].endswith("#unread")
    page = answer.content.decode()
    assert 'id="unread"' in page
    first = topic.posts.get(seq=46)
    assert page.index('id="unread"') < page.index(f'id="post-{first.public_id}"')


def test_without_anything_unread_it_leads_to_the_end(chloe, topic):
    chloe.client.get(topic.get_absolute_url())
    answer = chloe.client.get(f"{topic.get_absolute_url()}unread/")
    assert answer.url == f"{topic.get_absolute_url()}?end=1#reply"
    assert chloe.client.get(answer.url.partition("#")[0]).status_code == 200


def test_what_was_written_before_somebody_came_is_not_new(chloe, ana, requests):
    old = make.topic(requests, ana.membership, at=timezone.now() - timedelta(days=350))
    assert 'id="unread"' not in chloe.client.get(old.get_absolute_url()).content.decode()


def test_what_one_wrote_is_not_new_to_oneself(ana, topic):
    assert 'id="unread"' not in ana.client.get(topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize("posts", [1, 45])
@pytest.mark.parametrize("view", ["", "view=flat"])
def test_a_topic_is_read_to_its_end_and_back_without_gap(chloe, ana, requests, posts, view):
    from django.http import QueryDict

    from forum.cursors import thread_cursor
    from forum.pages.heads import TopicHead
    from forum.pages.topic import TopicPage

    topic = make.topic(requests, ana.membership, posts=posts)
    for parent in topic.posts.order_by("-seq")[:3]:
        actions.add_post(author=ana.membership, topic=topic, body="Below.", parent=parent)
    head = TopicHead.find(chloe.membership, topic.public_id)

    def at(query):
        return TopicPage.load(chloe.membership, head, thread_cursor(QueryDict(query)))

    pages = [at(view)]
    while pages[-1].later:
        pages.append(at(pages[-1].later[1:]))
    seqs = [post.seq for page in pages for post in page.posts]
    assert sorted(seqs) == list(range(1, topic.posts.count() + 1))
    back = [pages[-1]]
    while back[-1].earlier:
        back.append(at(back[-1].earlier[1:]))
    assert [post.seq for page in reversed(back) for post in page.posts] == seqs


@pytest.mark.parametrize(
    "query", ["after=x", "from=%00", "before=" + "9" * 300, "view=up", "reply=", "view=flat&after=-1"]
)
def test_a_place_that_cannot_be_read_is_the_beginning(chloe, topic, query):
    answer = chloe.client.get(f"{topic.get_absolute_url()}?{query}")
    assert answer.status_code == 200
    assert "Body 1." in answer.content.decode()


def test_the_last_page_of_a_long_topic_costs_what_the_first_costs(chloe, ana, requests, statements):
    topic = make.topic(requests, ana.membership, posts=300)
    client = chloe.client
    for query in ("", "?end=1"):
        client.get(topic.get_absolute_url() + query)
        with statements() as made:
            client.get(topic.get_absolute_url() + query)
        assert len(made) == 4


def test_a_permalink_leads_to_the_page_that_holds_the_post(chloe, ana, requests):
    topic = make.topic(requests, ana.membership, posts=70)
    for seq in (1, 20, 21, 44, 70):
        post = topic.posts.get(seq=seq)
        answer = chloe.client.get(post.get_absolute_url(), follow=True)
        assert answer.redirect_chain[0][0].endswith(f"#post-{post.public_id}")
        assert f'id="post-{post.public_id}"' in answer.content.decode()


def test_a_permalink_of_another_network_does_not_exist(dara, topic):
    assert dara.client.get(topic.posts.first().get_absolute_url()).status_code == 404


def test_nobody_sees_how_far_another_has_read(chloe, ana, cora, sam, topic):
    chloe.client.get(topic.get_absolute_url())
    actions.mark_forum_read(reader=chloe.membership, forum=topic.forum)
    for who in (ana, cora, sam):
        assert not ReadMark.objects.visible_to(who.membership).exists()
        assert not ForumMark.objects.visible_to(who.membership).exists()
    assert ReadMark.objects.visible_to(chloe.membership).exists()
