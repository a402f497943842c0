"""An accepted answer that is hidden or erased is none: not at the top, not counted, and nobody asks about it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.models import Erasure, Post, RequestedBody, StatusChange, Topic
from jobs.worker import Worker
from network.conflicts import Conflict
from network.readers import as_system
from network.slots import lines
from tests.factories import forum as make
from tests.live.heard import heard  # noqa: F401 - a fixture

AT_THE_TOP = '<h2 id="accepted">'
QUESTION = "Did it solve the problem?"
CLOCK = as_system("a test of the clock")


@pytest.fixture
def topic(requests, ana, chloe):
    return make.topic(requests, ana.membership, requested=[chloe.membership.authority.body])


@pytest.fixture
def answer(ana, chloe, topic):
    """An answer of Chloé's that Ana has accepted."""
    post = actions.add_post(author=chloe.membership, topic=topic, body="It is the certified copy.")
    return actions.accept_answer(actor=ana.membership, post=post)


def hide(cora, post):
    return actions.hide_post(actor=cora.membership, post=post, reason="Names a witness.")


def show(cora, post):
    return actions.show_post(actor=cora.membership, post=post, reason="It names nobody.")


def stands(topic):
    topic.refresh_from_db()
    assert set(RequestedBody.objects.filter(topic=topic).values_list("is_open", flat=True)) == {topic.is_open}
    return topic.status, topic.accepted_count


def page(who, topic):
    return who.client.get(topic.get_absolute_url()).content.decode()


def found(who, query):
    Worker().drain()
    return "<mark>certified</mark>" in who.client.get(reverse("forum:search"), {"q": query}).content.decode()


def asks(who, topic):
    """Whether the page asks the question, and My desk."""
    return QUESTION in page(who, topic), "outcome" in [
        line.kind for line in lines("desk", who.membership, [None])[None]
    ]


def test_a_hidden_answer_stands_at_the_top_for_nobody(ana, chloe, cora, henri, topic, answer):
    everybody = (ana, chloe, cora, henri)
    assert [AT_THE_TOP in page(one, topic) for one in everybody] == [True] * 4
    hide(cora, answer)
    for one in everybody:
        assert AT_THE_TOP not in page(one, topic)
        assert "Accepted answer" not in page(one, topic)


def test_where_another_answer_is_accepted_that_one_stands_at_the_top_and_the_topic_is_answered(
    ana, henri, cora, topic, answer
):
    other = actions.add_post(author=henri.membership, topic=topic, body="Or the apostille.")
    actions.accept_answer(actor=ana.membership, post=other)
    hide(cora, answer)
    assert stands(topic) == ("answered", 1)
    top = page(ana, topic).partition(AT_THE_TOP)[2].partition("</section>")[0]
    assert top.count("<article") == 1
    assert "Or the apostille." in top


def test_nobody_asks_whether_a_hidden_answer_solved_the_problem(ana, cora, topic, answer):
    Topic.objects.filter(pk=topic.pk).update(outcome_asked_at=timezone.now())
    assert asks(ana, topic) == (True, True)
    hide(cora, answer)
    assert asks(ana, topic) == (False, False)
    assert actions.ask_for_outcomes(actor=CLOCK, now=timezone.now() + timedelta(days=7)) == 0


def test_the_topic_is_open_again_in_lists_search_and_for_the_state_that_it_names(ana, cora, topic, answer):
    assert found(ana, "certified has:answer status:answered")
    hide(cora, answer)
    actions.add_post(author=ana.membership, topic=topic, body="Who knows what is certified?")
    assert stands(topic) == ("open", 0)
    assert not found(ana, "certified has:answer")
    assert not found(ana, "certified status:answered")
    assert found(ana, "certified status:open -has:answer")
    listed = reverse("forum:forum", args=[topic.forum.public_id])
    assert topic.title in ana.client.get(listed, {"status": "open"}).content.decode()
    assert topic.title not in ana.client.get(listed, {"status": "answered"}).content.decode()


def test_what_is_shown_again_is_accepted_and_the_topic_answered_as_before(ana, cora, topic, answer):
    hide(cora, answer)
    show(cora, answer)
    assert stands(topic) == ("answered", 1)
    assert AT_THE_TOP in page(ana, topic)
    assert QUESTION in page(ana, topic)
    # Accepted by Ana, then opened and answered by Cora's acts; without her reasons, which are those of the post.
    kept = StatusChange.objects.filter(topic=topic).order_by("pk").values_list("status", "actor", "reason")
    assert list(kept) == [
        ("answered", ana.membership.pk, ""),
        ("open", cora.membership.pk, ""),
        ("answered", cora.membership.pk, ""),
    ]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_hidden_answers_either_brings_the_status_back(ana, henri, cora, topic, answer, first):
    other = actions.add_post(author=henri.membership, topic=topic, body="Or the apostille.")
    actions.accept_answer(actor=ana.membership, post=other)
    for one in (answer, other):
        hide(cora, one)
    assert stands(topic) == ("open", 0)
    show(cora, (answer, other)[first])
    assert stands(topic) == ("answered", 1)


def test_a_status_that_somebody_set_meanwhile_stays_and_the_answer_is_accepted(ana, chloe, cora, topic, answer):
    hide(cora, answer)
    state = chloe.membership.authority.body
    actions.set_status(actor=ana.membership, topic=topic, status="waiting", waiting_body=state)
    show(cora, answer)
    assert stands(topic) == ("waiting", 1)


def test_a_post_that_nobody_accepted_answers_nothing_when_it_is_shown(ana, henri, cora, topic, answer):
    other = actions.add_post(author=henri.membership, topic=topic, body="Not at all.")
    for one in (answer, other):
        hide(cora, one)
    show(cora, other)
    assert stands(topic) == ("open", 0)


@pytest.mark.parametrize("status", ["solved", "no_solution", "withdrawn"])
def test_where_somebody_said_how_it_ended_that_stands(ana, cora, topic, answer, status):
    actions.set_status(actor=ana.membership, topic=topic, status=status)
    hide(cora, answer)
    assert stands(topic) == (status, 0)
    show(cora, answer)
    assert stands(topic) == (status, 1)


def test_an_answered_topic_without_an_accepted_answer_stays_so(ana, chloe, cora, topic):
    post = actions.add_post(author=chloe.membership, topic=topic, body="It is the certified copy.")
    actions.set_status(actor=ana.membership, topic=topic, status="answered")
    hide(cora, post)
    assert stands(topic) == ("answered", 0)


def test_an_erased_answer_opens_the_topic_and_is_not_asked_about(ana, chloe, cora, topic, answer):
    erasure = actions.ask_erasure(actor=chloe.membership, post=answer, reason="Names a witness.")
    assert isinstance(erasure, Erasure)
    actions.erase_post(actor=cora.membership, erasure=erasure)
    assert stands(topic) == ("open", 0)
    assert QUESTION not in page(ana, topic)


def test_a_hidden_or_erased_post_is_not_accepted(ana, chloe, cora, topic):
    post = actions.add_post(author=chloe.membership, topic=topic, body="It is the certified copy.")
    hide(cora, post)
    with pytest.raises(Conflict):
        actions.accept_answer(actor=ana.membership, post=post)
    show(cora, post)
    actions.erase_post(
        actor=cora.membership, erasure=actions.ask_erasure(actor=chloe.membership, post=post, reason="A name.")
    )
    with pytest.raises(Conflict):
        actions.accept_answer(actor=ana.membership, post=post)
    assert stands(topic) == ("open", 0)


def test_the_mark_of_a_hidden_answer_is_taken_back_and_counted_once(ana, cora, topic, answer):
    hide(cora, answer)
    actions.withdraw_acceptance(actor=ana.membership, post=answer)
    assert stands(topic) == ("open", 0)
    show(cora, answer)
    assert stands(topic) == ("open", 0)


def test_open_pages_are_told_of_the_status(ana, cora, topic, answer, heard):  # noqa: F811
    hide(cora, answer)
    show(cora, answer)
    assert [frame["kind"] for frame in heard(ana)].count("topic_changed") == 2


def test_what_was_hidden_before_is_weighed_when_the_database_is_brought_up_to_date(ana, henri, cora, topic, answer):
    both = make.topic(topic.forum, ana.membership)
    posts = [actions.add_post(author=henri.membership, topic=both, body=words) for words in ("One.", "Two.")]
    for post in posts:
        actions.accept_answer(actor=ana.membership, post=post)
    now = timezone.now()
    Post.objects.filter(pk__in=[answer.pk, posts[0].pk]).update(hidden_at=now)
    import_module("forum.migrations.0012_answers_that_are_hidden").weigh_hidden_answers(apps, None)
    assert (stands(topic), topic.stands_since) == (("open", 0), now)
    both.refresh_from_db()
    assert (both.status, both.accepted_count) == ("answered", 1)
    show(cora, answer)
    assert stands(topic) == ("answered", 1)
