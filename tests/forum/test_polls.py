"""Polls: asked for with a topic or a reply, one vote a member or an authority, open, until a day."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from forum.actions.polls import PollFacts, add_poll
from forum.models import Poll, Post, Vote
from forum.pages.polls import PollEnd, PollPage
from forum.querysets.polls import poll_parts
from network.guard import Refused
from network.models import ContactPoint
from tests.personas import contact_point, membership

pytestmark = pytest.mark.django_db


def fields(**changed):
    until = (timezone.now() + timedelta(days=3)).date().isoformat()
    return {
        "body": "When shall we meet?",
        "poll_question": "Which day?",
        "poll_choices": "Monday\nTuesday\n\nTuesday\nFriday",
        "poll_voter": "member",
        "poll_until": until,
        **changed,
    }


def ask(who, topic, **changed):
    given = who.client.post(f"{topic.get_absolute_url()}reply/", fields(**changed))
    assert given.status_code == 302, given.content.decode()
    return Poll.objects.latest("pk")


@pytest.fixture
def poll(ana, topic):
    return ask(ana, topic)


def vote(who, poll, *positions):
    address = f"{poll.post.topic.get_absolute_url()}vote/"
    data = {"poll": poll.public_id, f"choice-{poll.public_id}": [str(one) for one in positions]}
    return who.client.post(address, data)


def voted(poll):
    rows = Vote.objects.filter(poll=poll).order_by("choice__position", "pk")
    return [(one.choice.label, one.membership.member.email.partition("@")[0]) for one in rows]


def page(who, poll):
    return who.client.get(poll.post.topic.get_absolute_url()).content.decode()


def test_a_poll_comes_with_a_reply_and_is_shown_in_it(chloe, poll):
    shown = page(chloe, poll)
    assert [one.label for one in poll.choices.all()] == ["Monday", "Tuesday", "Friday"]
    assert "Which day?" in shown
    assert "Friday" in shown
    assert poll.post.holds == "p"


def test_a_poll_comes_with_a_new_topic(ana, requests):
    data = {"kind": "announcement", "title": "Our next meeting", "language": "en", **fields()}
    given = ana.client.post(f"{requests.get_absolute_url()}new/", data)
    assert given.status_code == 302, given.content.decode()
    assert Poll.objects.get().post.seq == 1


def test_a_reply_without_a_question_has_no_poll(ana, topic):
    ana.client.post(f"{topic.get_absolute_url()}reply/", {"body": "Yes.", "poll_voter": "member"})
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"poll_choices": "Only one"},
        {"poll_choices": "\n".join(str(number) for number in range(11))},
        {"poll_choices": "a" * 201 + "\nb"},
        {"poll_question": ""},
        {"poll_question": "Which \u202eday?"},
        {"poll_choices": "Monday\nFri\u2067day"},
        {"poll_choices": "Monday\nFri\x07day"},
        {"poll_until": ""},
        {"poll_until": "2020-01-01"},
        {"poll_until": "2999-01-01"},
    ],
)
def test_a_poll_that_makes_no_sense_is_answered_with_a_sentence_and_nothing_is_lost(ana, topic, changed):
    before = Post.objects.count()
    given = ana.client.post(f"{topic.get_absolute_url()}reply/", fields(**changed))
    assert given.status_code == 422
    shown = given.content.decode()
    assert "field--wrong" in shown
    assert "When shall we meet?" in shown
    assert Post.objects.count() == before


def test_a_vote_can_be_changed_until_the_end(ana, chloe, poll):
    vote(chloe, poll, 0)
    vote(chloe, poll, 2)
    vote(ana, poll, 2)
    assert voted(poll) == [("Friday", "chloe"), ("Friday", "ana")]
    assert "2 votes" in page(chloe, poll)


def test_of_one_choice_only_two_are_refused_and_the_vote_stands(chloe, poll):
    vote(chloe, poll, 0)
    vote(chloe, poll, 1, 2)
    vote(chloe, poll)
    assert voted(poll) == [("Monday", "chloe")]


def test_where_many_count_many_may_be_chosen(ana, chloe, topic):
    poll = ask(ana, topic, poll_many="on")
    vote(chloe, poll, 0, 2)
    assert voted(poll) == [("Monday", "chloe"), ("Friday", "chloe")]
    assert "1 vote<" in page(chloe, poll)


def test_an_authority_has_one_vote_whoever_of_the_office_gives_it(ana, ben, chloe, topic):
    poll = ask(ana, topic, poll_voter="authority")
    vote(ana, poll, 0)
    vote(ben, poll, 1)
    vote(chloe, poll, 1)
    assert voted(poll) == [("Tuesday", "ben"), ("Tuesday", "chloe")]
    assert "2 votes" in page(ana, poll)


def test_an_ended_poll_refuses(chloe, poll):
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert vote(chloe, poll, 0).status_code in {302, 403}
    assert voted(poll) == []


def test_whoever_asked_ends_it_and_nobody_else(ana, cora, chloe, poll):
    address = f"/polls/{poll.public_id}/end/"
    assert cora.client.post(address).status_code == 403
    assert ana.client.post(address).status_code == 302
    assert vote(chloe, poll, 0).status_code == 403
    assert voted(poll) == []
    assert 'form="vote" name="poll"' not in page(chloe, poll)


def test_the_end_of_a_poll_that_is_over_is_not_put_off(ana, poll):
    over = timezone.now() - timedelta(days=1)
    Poll.objects.filter(pk=poll.pk).update(until=over)
    assert ana.client.post(f"/polls/{poll.public_id}/end/").status_code == 403
    assert Poll.objects.get(pk=poll.pk).until == over


def test_the_last_day_is_the_authors_and_counts_to_its_end(chloe, topic):
    with time_machine.travel("2026-06-10T12:00:00Z", tick=False):
        poll = ask(chloe, topic, poll_until="2026-06-12")
    assert poll.until.isoformat() == "2026-06-12T22:00:00+00:00"


JUNE = "2026-06-10T12:00:00Z"
HERE = "open until the end of 12 Jun 2026 (Europe/Paris)"
THERE = f"{HERE} · 13 Jun 2026 02:00 (Indian/Mauritius)"


@pytest.fixture
def parisian(chloe, topic):
    with time_machine.travel(JUNE, tick=False):
        return ask(chloe, topic, poll_until="2026-06-12")


@contextmanager
def at(instant, *people):
    """Let it be INSTANT, at which PEOPLE have just signed in."""
    with time_machine.travel(instant, tick=False):
        for one in people:
            one.__dict__.pop("client", None)
        yield


def everywhere(who, poll):
    """Every page that says until when the poll lasts: the topic, its paper, the poll, what arrived, the part."""
    here, client = poll.post.topic.get_absolute_url(), who.client
    parts = [client.get(f"{here}{part}").json()["html"] for part in ("since/3/", f"posts/{poll.post.seq}/")]
    pages = [client.get(one).content.decode() for one in (here, f"{here}print/", f"/polls/{poll.public_id}/")]
    return [" ".join(html.split()) for html in (*pages, *parts)]


def test_the_last_day_is_shown_as_it_was_said_and_to_others_the_hour_of_their_own_zone(ana, chloe, parisian):
    with at(JUNE, ana, chloe):
        for shown in everywhere(chloe, parisian):
            assert HERE in shown
            assert "00:00" not in shown.partition(HERE)[2].partition("<")[0]
            assert "Mauritius)" not in shown.partition(HERE)[2].partition("<")[0]
        assert [THERE in shown for shown in everywhere(ana, parisian)] == [True] * 5


def test_it_is_open_until_then_and_over_afterwards(ana, chloe, parisian):
    with at("2026-06-12T21:59:59Z", ana, chloe):
        assert HERE in page(chloe, parisian)
    with at("2026-06-12T22:00:00Z", ana, chloe):
        assert "ended with the end of 12 Jun 2026 (Europe/Paris)" in page(chloe, parisian)
        assert "13 Jun 2026 02:00 (Indian/Mauritius)" in page(ana, parisian)


def test_a_poll_that_was_ended_earlier_says_when_to_the_minute(ana, chloe, parisian):
    with at("2026-06-11T08:15:00Z", ana, chloe):
        chloe.client.post(f"/polls/{parisian.public_id}/end/")
        assert "ended on 11 Jun 2026 10:15 (Europe/Paris)" in page(chloe, parisian)
        assert "ended on 11 Jun 2026 12:15 (Indian/Mauritius)" in page(ana, parisian)


def test_where_nobody_knows_in_which_zone_it_was_said_it_is_said_in_the_readers(ana, chloe, parisian):
    Poll.objects.filter(pk=parisian.pk).update(zone="")
    with at(JUNE, ana, chloe):
        assert HERE in page(chloe, parisian)
        assert "until 13 Jun 2026 02:00 (Indian/Mauritius)" in page(ana, parisian)


def test_who_has_the_same_hour_under_another_name_is_not_told_it_twice(ana, chloe, parisian):
    Poll.objects.filter(pk=parisian.pk).update(until=datetime(2026, 6, 12, 20, tzinfo=UTC), zone="Indian/Mahe")
    with at(JUNE, ana, chloe):
        for shown in everywhere(ana, parisian):
            _before, end, after = shown.partition("open until the end of 12 Jun 2026 (Indian/Mahe)")
            assert end
            assert "Mauritius)" not in after.partition("<")[0]
        assert "12 Jun 2026 22:00 (Europe/Paris)" in page(chloe, parisian)


def test_a_day_that_ends_where_the_clock_is_put_forward_at_midnight_ends_with_it():
    # In Cairo the 23rd of April 2026 is followed by one o'clock of the 24th.
    end = PollEnd(datetime.combine(date(2026, 4, 24), clock(), ZoneInfo("Africa/Cairo")), "Africa/Cairo")
    assert end.is_of_day("Africa/Cairo")
    assert end.last.astimezone(ZoneInfo("Africa/Cairo")).date() == date(2026, 4, 23)


def test_votes_are_open_by_function_and_state(ana, chloe, dara, poll):
    vote(chloe, poll, 2)
    shown = ana.client.get(f"/polls/{poll.public_id}/").content.decode()
    assert "Legal officer, France" in shown
    assert dara.client.get(f"/polls/{poll.public_id}/").status_code == 404


@pytest.mark.parametrize(("own", "shown"), [("", "TLP:AMBER<"), ("AMBER+STRICT", "TLP:AMBER+STRICT<")])
def test_the_page_of_a_poll_says_how_strictly_it_is_handled(ana, poll, own, shown):
    Post.objects.filter(pk=poll.post_id).update(code=own)
    assert shown in ana.client.get(f"/polls/{poll.public_id}/").content.decode()


def test_nobody_votes_who_does_not_take_part(dara, sara, poll):
    assert vote(dara, poll, 0).status_code == 404
    assert vote(sara, poll, 0).status_code == 404


def test_a_topic_that_everybody_reads_is_voted_on_by_those_who_take_part_alone(dara, poll):
    type(poll.post.topic).objects.filter(pk=poll.post.topic_id).update(code="GREEN")
    assert "Which day?" in page(dara, poll)
    assert vote(dara, poll, 0).status_code == 403


def test_a_poll_of_another_topic_is_none_of_this_one(ana, chloe, requests, poll):
    from tests.factories import forum as make

    other = make.topic(requests, ana.membership)
    given = chloe.client.post(f"{other.get_absolute_url()}vote/", {"poll": poll.public_id})
    assert given.status_code == 404


def test_a_hidden_post_takes_its_poll_along(chloe, cora, poll):
    Post.objects.filter(pk=poll.post_id).update(hidden_at=timezone.now())
    assert "Which day?" not in page(chloe, poll)
    assert vote(chloe, poll, 0).status_code == 404
    assert vote(cora, poll, 0).status_code == 403


def test_who_has_left_the_network_votes_no_more(chloe, poll):
    ContactPoint.objects.filter(membership=chloe.membership).update(until=timezone.now())
    assert vote(chloe, poll, 0).status_code == 404


def test_whoever_sees_the_post_hears_that_somebody_voted(ana, chloe, dara, poll, heard):
    vote(chloe, poll, 1)
    assert heard(ana)[-1]["kind"] == "poll_changed"
    assert heard(dara) == []


@pytest.mark.parametrize("voters", [1, 9])
def test_polls_cost_a_page_one_statement_whatever_they_hold(ana, chloe, topic, france, ocean, statements, voters):
    polls = [ask(ana, topic) for _number in range(voters)]
    for number in range(voters):
        one = membership(f"voter{number}", france)
        contact_point(one, ocean)
        for poll in polls:
            Vote.objects.create(poll=poll, choice=poll.choices.first(), membership=one, at=timezone.now())
    client = chloe.client
    client.get(topic.get_absolute_url())
    with statements() as made:
        client.get(topic.get_absolute_url())
    assert len([sql for sql in made if "forum_poll" in sql]) == 1


def test_of_a_post_that_somebody_may_not_read_the_page_takes_no_part_of_the_poll(ana, dara, poll):
    vote(ana, poll, 1)
    for reader, count in ((ana, 5), (dara, 0)):
        found = poll_parts(reader.membership, [poll.post_id])
        assert sum(len(part) for part in found) == count, reader


def test_nobody_asks_for_votes_in_the_post_of_another(ana, chloe, topic):
    facts = PollFacts("When?", ("Monday", "Friday"), "member", False, timezone.now() + timedelta(days=1))
    with pytest.raises(Refused):
        add_poll(author=chloe.membership, post=topic.posts.get(seq=2), facts=facts)
    assert add_poll(author=ana.membership, post=topic.posts.get(seq=2), facts=facts).post.author == ana.membership


def test_of_a_poll_that_one_does_not_see_neither_answers_nor_votes_are_read(chloe, dara, poll):
    vote(chloe, poll, 2)
    seen, unseen = (PollPage.load(who.membership, poll) for who in (chloe, dara))
    assert (len(seen.choices) > 1, sum(map(len, seen.voters.values()))) == (True, 1)
    assert (unseen.choices, unseen.voters) == ([], {})
