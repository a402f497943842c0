"""Moving, splitting, merging: addresses lead on for who may see, and what hangs on a post follows the new rule."""

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions import (
    accept_offer,
    add_post,
    consent_to_offer,
    flag_post,
    merge_topics,
    move_topic,
    propose_offer,
    set_post_code,
    set_topic_code,
    split_topic,
)
from forum.arranging import Answer, arranged, joined, with_replies
from forum.marks import Mark
from forum.models import (
    Attachment,
    Bookmark,
    Flag,
    Follow,
    Hold,
    ModerationAct,
    NamedMember,
    Offer,
    Post,
    Quote,
    ReadMark,
    RequestedBody,
    SearchRow,
    Topic,
)
from forum.models.posts import level_of
from forum.querysets.naming import put_names
from forum.querysets.unread import unread_posts
from forum.search.index import reindex_topic
from jobs.worker import Worker
from live.models import OutboxEvent
from network.conflicts import Conflict
from network.guard import Refused, audience_of
from network.models.identity import new_public_id
from notices.models import Notice
from tests.factories import forum as make
from tests.personas import Persona, contact_point, membership
from writing.models import Draft, StoredFile


@pytest.fixture
def both(france, ocean, sahel) -> Persona:
    """Coordinates both networks."""
    who = membership("both", france, function="Coordinator of two networks")
    contact_point(who, ocean, "coordinator")
    contact_point(who, sahel, "coordinator")
    return Persona(who)


@pytest.fixture
def there(sahel):
    return make.forum(sahel, "there")


@pytest.fixture
def elsewhere(ocean):
    return make.forum(ocean, "elsewhere")


@pytest.fixture
def moved(ana, both, dara, chloe, topic, sahel, there):
    """Ana's topic, moved to Dara's network with Ana's consent."""
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    return move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")


def sees(persona, topic) -> bool:
    return Topic.objects.visible_to(persona.membership).filter(pk=topic.pk).exists()


def whole(topic: Topic) -> bool:
    """Whether the posts of TOPIC stand as the house builds them: numbers without gaps, each path below its parent's."""
    posts = list(Post.objects.filter(topic=topic).select_related("parent", "in_reply_to").order_by("seq"))
    paths = {post.pk: post.path for post in posts}
    for number, post in enumerate(posts, 1):
        above = paths[post.parent_id] if post.parent_id else ""
        if (post.seq, post.path) != (number, f"{above}{number:07d}"[-56:]):
            return False
    topic.refresh_from_db()
    return topic.last_seq == len(posts)


# Moving.


def test_within_the_network_the_coordinator_moves_it_and_its_addresses_stay(ana, cora, chloe, topic, elsewhere, france):
    RequestedBody.objects.create(topic=topic, body=france.body, forum=topic.forum)
    post = Post.objects.get(topic=topic, seq=2)
    move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="Belongs here.")
    assert chloe.client.get(topic.get_absolute_url()).status_code == 200
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(topic.get_absolute_url())
    assert RequestedBody.objects.get(topic=topic).forum == elsewhere
    assert topic.title.encode() in ana.client.get(elsewhere.get_absolute_url()).content
    assert topic.title.encode() not in ana.client.get(topic.forum.get_absolute_url()).content
    assert ModerationAct.objects.visible_to(chloe.membership).get(act="moved").reason == "Belongs here."
    with pytest.raises(Conflict):
        move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="Again.")


@pytest.mark.parametrize("who", ["ana", "henri", "chloe", "dara"])
def test_nobody_else_moves_splits_or_merges(request, who, topic, elsewhere, ana):
    actor = request.getfixturevalue(who).membership
    other = make.topic(elsewhere, ana.membership)
    with pytest.raises(Refused):
        move_topic(actor=actor, topic=topic, forum=elsewhere, reason="No.")
    with pytest.raises(Refused):
        split_topic(actor=actor, topic=topic, posts=list(topic.posts.filter(seq=2)), title="No", reason="No.")
    with pytest.raises(Refused):
        merge_topics(actor=actor, topic=topic, target=other, reason="No.")


def test_without_the_authors_consent_it_stays_in_its_network(ana, both, cora, topic, sahel, there):
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="Now.")
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="Proposed is not agreed.")
    consent_to_offer(actor=ana.membership, offer=offer)
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=there, reason="Coordinates one of them.")
    move_topic(actor=both.membership, topic=topic, forum=there, reason="Agreed.")
    assert Offer.objects.get(pk=offer.pk).status == "withdrawn"


def test_a_narrow_topic_and_what_was_asked_from_outside_stay(both, topic, there, dara, ana, elsewhere):
    Topic.objects.filter(pk=topic.pk).update(asked_by=dara.membership.authority)
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=topic, forum=there, reason="No.")
    red = make.topic(elsewhere, both.membership, code="RED")
    NamedMember.objects.create(topic=red, membership=both.membership, named_by=both.membership, named_at=timezone.now())
    with pytest.raises(Refused):
        move_topic(actor=both.membership, topic=red, forum=there, reason="No.")


def test_a_forum_that_observers_read_gets_nothing_that_they_could_not_read(cora, topic, ocean, otto):
    marked = make.forum(ocean, "marked", for_observers=True)
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=marked, reason="No.")
    assert not sees(otto, topic)


def test_nothing_is_moved_into_a_closed_forum(cora, topic, ocean):
    closed = make.forum(ocean, "closed", closed_at=timezone.now())
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=topic, forum=closed, reason="Belongs there.")


def test_moved_to_another_network_all_that_hangs_on_it_follows(ana, both, dara, chloe, topic, sahel, there):
    post = Post.objects.get(topic=topic, seq=2)
    now = timezone.now()
    bookmark = Bookmark.objects.create(membership=chloe.membership, post=post, at=now)
    stored = StoredFile.objects.create(
        owner=ana.membership, name="a.pdf", announced=1, stored=new_public_id(), created_at=now
    )
    file = Attachment.objects.create(post=post, position=0, file=stored, name="a.pdf", at=now)
    outside = make.topic(topic.forum, ana.membership)
    quote = Quote.objects.create(post=outside.posts.get(), place=0, quoted=post, excerpt="Words")
    Notice.objects.create(
        membership=chloe.membership,
        kind="reply",
        label="forum.Post",
        thing_id=post.pk,
        group=f"topic:{topic.pk}",
        count=1,
        first_at=now,
        last_at=now,
    )
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    assert sees(chloe, topic)
    assert topic.title.encode() in chloe.client.get("/notices/").content
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    assert [sees(one, topic) for one in (dara, both, chloe)] == [True, True, False]
    for address in (topic.get_absolute_url(), post.get_absolute_url()):
        assert chloe.client.get(address).status_code == 404
        assert dara.client.get(address).status_code in {200, 302}
    assert not Bookmark.objects.visible_to(chloe.membership).filter(pk=bookmark.pk).exists()
    assert Attachment.objects.visible_to(dara.membership).filter(pk=file.pk).exists()
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()
    assert not Quote.objects.visible_to(chloe.membership).filter(pk=quote.pk).exists()
    assert chloe.membership not in audience_of(post)
    assert topic.title.encode() not in chloe.client.get("/notices/").content


def test_the_words_are_found_in_the_new_network_and_no_longer_in_the_old(ana, both, topic, sahel, there):
    reindex_topic(topic.pk)
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    # What the offer asked of the index is done before the topic moves.
    Worker().drain()
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    Worker().drain()
    assert set(SearchRow.objects.filter(topic=topic).values_list("network_id", flat=True)) == {sahel.pk}


def test_a_report_that_waits_is_judged_where_the_topic_stands_now(ana, ben, both, cora, topic, sahel, there, mali):
    judge = membership("judge", mali)
    contact_point(judge, sahel, "coordinator")
    flag = flag_post(actor=ben.membership, post=topic.posts.get(seq=2), kind="other", words="It names a person.")
    judges = (cora.membership, judge)
    assert [Flag.objects.visible_to(one).filter(pk=flag.pk).exists() for one in judges] == [True, False]
    offer = propose_offer(actor=both.membership, topic=topic, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    move_topic(actor=both.membership, topic=topic, forum=there, reason="It concerns the Sahel.")
    assert [Flag.objects.visible_to(one).filter(pk=flag.pk).exists() for one in judges] == [False, True]


def test_those_of_the_old_network_are_told_that_it_is_gone(moved, chloe, dara):
    event = OutboxEvent.objects.get(kind="topic_moved")
    assert chloe.membership.pk in event.was
    assert event.ids == {"topic": moved.public_id}
    assert dara.membership in audience_of(moved)
    assert chloe.membership not in audience_of(moved)


def test_both_networks_read_in_their_logs_that_it_moved(moved, ocean, sahel, dara, chloe):
    assert set(ModerationAct.objects.filter(act="moved").values_list("network_id", flat=True)) == {ocean.pk, sahel.pk}
    assert ModerationAct.objects.visible_to(dara.membership).filter(act="moved").count() == 1
    assert not ModerationAct.objects.visible_to(chloe.membership).filter(act="moved").exists()


def test_what_is_held_stays_where_it_is(cora, ana, topic, elsewhere):
    now = timezone.now()
    Hold.objects.create(
        topic=topic,
        reason="A case",
        asked_by=ana.membership,
        asked_at=now,
        confirmed_by=cora.membership,
        confirmed_at=now,
    )
    with pytest.raises(Refused, match="on hold"):
        move_topic(actor=cora.membership, topic=topic, forum=elsewhere, reason="No.")


# Splitting.


@pytest.fixture
def thread(ana, ben, chloe, requests):
    """A topic with the opening 1; 2 and its answers 3 and 5; 4; and 6, which answers 4."""
    topic = make.topic(requests, ana.membership)
    two = add_post(author=ben.membership, topic=topic, body="Two.")
    three = add_post(author=chloe.membership, topic=topic, body="Three.", parent=two)
    four = add_post(author=ana.membership, topic=topic, body="Four.")
    add_post(author=ana.membership, topic=topic, body="Five.", parent=three)
    add_post(author=ben.membership, topic=topic, body="Six.", parent=four)
    topic.refresh_from_db()
    return topic


def bodies(topic: Topic) -> list[tuple[str, str | None]]:
    rows = Post.objects.filter(topic=topic).order_by("path").values_list("body", "parent__body")
    return list(rows)


def split(cora, thread, seq, title="A second question") -> Topic:
    return split_topic(
        actor=cora.membership,
        topic=thread,
        posts=list(thread.posts.filter(seq=seq)),
        title=title,
        reason="Two matters.",
    )


def test_a_post_goes_with_its_answers_into_a_topic_of_its_own(cora, ben, thread):
    before = {post.body: post.public_id for post in thread.posts.all()}
    new = split(cora, thread, 2)
    assert bodies(new) == [("Two.", None), ("Three.", None), ("Five.", "Three.")]
    assert bodies(thread) == [("Body 1.", None), ("Four.", None), ("Six.", "Four.")]
    assert whole(new)
    assert whole(thread)
    assert (new.title, new.author_id, new.posts_count) == ("A second question", ben.membership.pk, 3)
    assert before == {post.body: post.public_id for post in Post.objects.filter(topic__in=[thread, new])}


def test_permalinks_lead_to_where_the_post_is_now(cora, chloe, dara, thread):
    post = Post.objects.get(body="Three.")
    new = split(cora, thread, 2)
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(new.get_absolute_url())
    assert dara.client.get(post.get_absolute_url()).status_code == 404


def test_what_was_read_stays_read_on_both_sides(cora, chloe, thread):
    ReadMark.objects.filter(topic=thread).delete()
    ReadMark.objects.create(membership=chloe.membership, topic=thread, seq=3, shown=[5], ahead=1)
    new = split(cora, thread, 2)
    assert unread_posts(chloe.membership, [new.pk, thread.pk]) == {new.pk: 0, thread.pk: 2}


def test_who_follows_the_one_follows_the_other(cora, chloe, thread):
    Follow.objects.update_or_create(membership=chloe.membership, topic=thread, defaults={"level": "mute"})
    new = split(cora, thread, 2)
    assert Follow.objects.get(membership=chloe.membership, topic=new).level == "mute"


def test_the_opening_stays_and_something_is_chosen(cora, thread):
    for seq in (1, 99):
        with pytest.raises(Conflict):
            split(cora, thread, seq)


def test_a_new_topic_does_not_begin_with_a_stricter_post(cora, ana, ben, thread):
    set_post_code(actor=ben.membership, post=Post.objects.get(body="Two."), code="AMBER+STRICT")
    Post.objects.filter(body="Two.").update(code="AMBER+STRICT")
    with pytest.raises(Conflict):
        split_topic(
            actor=cora.membership, topic=thread, posts=[Post.objects.get(body="Two.")], title="Title", reason="Why."
        )


def test_the_same_people_read_the_new_topic(ana, cora, chloe, dara, both, thread, sahel, there):
    offer = propose_offer(actor=ana.membership, topic=thread, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    new = split(cora, thread, 4)
    thread.refresh_from_db()
    assert set(audience_of(new)) == set(audience_of(thread))
    assert sees(dara, new)


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT", "GREEN"])
def test_under_each_code_the_same_people_read_the_new_topic(ana, ben, chloe, cora, dara, thread, code):
    people, offices = [ana, cora], [ana.membership.authority_id, cora.membership.authority_id]
    put_names(thread, ana.membership.pk, [one.membership.pk for one in people], offices)
    Topic.objects.filter(pk=thread.pk).update(code=code)
    new = split(cora, thread, 4)
    assert new.code == code
    everybody = (ana, ben, chloe, cora, dara)
    assert [sees(one, new) for one in everybody] == [sees(one, thread) for one in everybody]
    assert sees(cora, new)
    assert sees(dara, new) is (code == "GREEN")


def test_an_open_page_of_the_old_topic_is_told_that_it_is_out_of_date(cora, thread):
    split(cora, thread, 2)
    assert OutboxEvent.objects.filter(kind="posts_moved", thing_id=thread.pk).count() == 1
    assert OutboxEvent.objects.filter(kind="topic_added", thing_id=Topic.objects.latest("pk").pk).count() == 1


# Merging.


@pytest.fixture
def other(requests, chloe):
    before = timezone.now() - timezone.timedelta(days=1)
    return make.topic(requests, chloe.membership, posts=2, title="The same again", at=before)


def merge(cora, topic, target) -> Topic:
    return merge_topics(actor=cora.membership, topic=topic, target=target, reason="One matter.")


def test_its_posts_go_below_the_others_as_one_thread(cora, thread, other):
    merge(cora, thread, other)
    assert bodies(other)[2:] == [
        ("Body 1.", None),
        ("Two.", "Body 1."),
        ("Three.", "Two."),
        ("Five.", "Three."),
        ("Four.", "Body 1."),
        ("Six.", "Four."),
    ]
    assert whole(other)
    assert (other.posts_count, other.last_post_at) == (8, Post.objects.get(body="Six.").created_at)


def test_lists_show_the_newest_by_its_time(cora, ana, requests, thread, other):
    old = make.topic(requests, ana.membership, posts=2, at=timezone.now() - timezone.timedelta(days=9))
    newest = Topic.objects.get(pk=other.pk).last_post_at
    merge(cora, old, other)
    assert Topic.objects.get(pk=other.pk).last_post_at == newest


def test_the_words_of_a_merged_topic_are_found_in_the_other(cora, thread, other):
    reindex_topic(thread.pk)
    merge(cora, thread, other)
    Worker().drain()
    posts = set(SearchRow.objects.filter(topic=other).values_list("post_id", flat=True))
    assert posts == set(other.posts.values_list("pk", flat=True))
    assert not SearchRow.objects.filter(topic=thread).exists()


def test_the_old_address_leads_on_for_who_sees_the_target_and_is_nothing_for_others(cora, chloe, dara, thread, other):
    post = Post.objects.get(body="Three.")
    merge(cora, thread, other)
    assert chloe.client.get(thread.get_absolute_url())["Location"] == other.get_absolute_url()
    assert chloe.client.get(post.get_absolute_url())["Location"].startswith(other.get_absolute_url())
    assert dara.client.get(thread.get_absolute_url()).status_code == 404
    third = make.topic(other.forum, chloe.membership)
    merge(cora, other, third)
    assert chloe.client.get(thread.get_absolute_url())["Location"] == third.get_absolute_url()


def test_who_read_it_by_an_offer_loses_it_at_once(ana, cora, both, dara, thread, other, sahel, there):
    offer = propose_offer(actor=ana.membership, topic=thread, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    post = add_post(author=dara.membership, topic=thread, body="From Sahel.")
    merge(cora, thread, other)
    assert dara.client.get(thread.get_absolute_url()).status_code == 404
    assert dara.client.get(post.get_absolute_url()).status_code == 404
    event = OutboxEvent.objects.get(kind="topic_merged")
    assert dara.membership.pk in event.was
    assert Offer.objects.get(pk=offer.pk).status == "withdrawn"


def test_nobody_reads_more_than_before(ana, cora, both, dara, thread, other, sahel, there, chloe, ocean):
    offer = propose_offer(actor=chloe.membership, topic=other, network=sahel)
    accept_offer(actor=both.membership, offer=offer, forum=there)
    with pytest.raises(Refused):
        merge(cora, thread, other)
    asked = make.topic(thread.forum, dara.membership, asked_by=dara.membership.authority)
    with pytest.raises(Refused):
        merge(cora, thread, asked)
    marked = make.topic(make.forum(ocean, "marked", for_observers=True), ana.membership)
    with pytest.raises(Refused):
        merge(cora, thread, marked)
    abroad = make.topic(there, dara.membership)
    with pytest.raises(Refused):
        merge(both, thread, abroad)
    with pytest.raises(Refused):
        merge(cora, thread, thread)


def test_words_said_under_amber_stay_amber_in_a_green_topic(ana, cora, chloe, dara, thread, other):
    set_topic_code(actor=chloe.membership, topic=other, code="GREEN")
    merge(cora, thread, other)
    assert sees(dara, other)
    page = dara.client.get(f"{other.get_absolute_url()}?view=flat").content
    assert b"Three." not in page
    assert b"Three." in ana.client.get(f"{other.get_absolute_url()}?view=flat").content
    other.refresh_from_db()
    assert other.open_seq == 2


def test_a_topic_with_words_for_a_few_is_not_merged(ana, cora, ben, thread, other):
    add_post(author=ben.membership, topic=thread, body="Between us.", code="AMBER+STRICT")
    with pytest.raises(Refused):
        merge(cora, thread, other)


def test_marks_follows_and_drafts_are_carried(ana, ben, chloe, cora, thread, other):
    ReadMark.objects.all().delete()
    Follow.objects.all().delete()
    for persona, there, here in ((chloe, 2, 6), (ben, 2, 0)):
        ReadMark.objects.create(membership=persona.membership, topic=other, seq=there)
        ReadMark.objects.create(membership=persona.membership, topic=thread, seq=here)
    Follow.objects.create(membership=ana.membership, topic=thread, level="watch")
    Follow.objects.create(membership=ben.membership, topic=thread, level="mute")
    draft = Draft.objects.create(
        membership=ana.membership,
        place=f"reply:{thread.public_id}",
        label="forum.Topic",
        thing_id=thread.pk,
        fields={"body": "Half a"},
        saved_at=timezone.now(),
    )
    merge(cora, thread, other)
    assert ReadMark.objects.get(membership=chloe.membership, topic=other).seq == 8
    assert ReadMark.objects.get(membership=ben.membership, topic=other).seq == 2
    assert dict(Follow.objects.filter(topic=other).values_list("membership_id", "level")) == {
        ana.membership.pk: "watch"
    }
    draft.refresh_from_db()
    assert (draft.place, draft.thing_id) == (f"reply:{other.public_id}", other.pk)


# Big topics.


def test_five_thousand_posts_take_as_many_statements_as_fifty(ana, chloe, cora, requests, elsewhere):
    def statements(size: int) -> int:
        topic = make.topic(requests, ana.membership, posts=size)
        target = make.topic(requests, chloe.membership, posts=2)
        with connection.cursor() as cursor:
            # A table that was empty a moment ago is read from end to end for each key that is checked.
            cursor.execute("ANALYZE forum_post")
        with CaptureQueriesContext(connection) as made:
            new = split_topic(
                actor=cora.membership,
                topic=topic,
                posts=list(topic.posts.filter(seq__gt=size // 2)),
                title="Half of it",
                reason="Too long.",
            )
            merge(cora, new, target)
            move_topic(actor=cora.membership, topic=target, forum=elsewhere, reason="There.")
        assert whole(target)
        return len(made)

    assert statements(5_000) == statements(50)


# The arithmetic.


def test_answers_deeper_than_eight_levels_keep_whom_they_answer():
    posts = [Answer(number, number, number - 1 if number > 2 else None) for number in range(1, 15)]
    places = arranged(posts)
    assert [level_of(place.path) for place in places] == [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8, 8]
    assert [place.answers for place in places[8:]] == [None, 9, 10, 11, 12, 13]
    assert {place.parent for place in places[8:]} == {8}
    assert all(one.path < after.path for one, after in pairwise(places))


def test_an_answer_that_is_numbered_before_what_it_answers_still_stands_below_it():
    places = arranged([Answer(1, 1, None), Answer(2, 2, 3), Answer(3, 3, None)])
    assert places[1].path == places[2].path + "0000002"


def test_a_loop_of_answers_ends():
    places = arranged([Answer(1, 1, None), Answer(2, 2, 3), Answer(3, 3, 2)])
    assert len({place.path for place in places}) == 3


def test_replies_of_replies_go_along():
    posts = [Answer(1, 1, None), Answer(2, 2, None), Answer(3, 3, 2), Answer(4, 4, 3), Answer(5, 5, None)]
    assert with_replies(posts, {2}) == {2, 3, 4}


def test_a_mark_never_says_read_of_what_was_not():
    assert joined(Mark(2), 4, Mark(6)) == Mark(2, frozenset(range(5, 11)))
    assert joined(Mark(4), 4, Mark(6)) == Mark(10)
    assert joined(Mark(2), 4, Mark(300)) == Mark(2)


# Pages.


def test_the_coordinator_moves_splits_and_merges_by_forms(ana, cora, thread, other, elsewhere):
    here = thread.get_absolute_url()
    page = cora.client.get(here).content.decode()
    for act in ("move", "split", "merge"):
        assert f"{here}{act}/" in page
        assert f"{here}{act}/" not in ana.client.get(here).content.decode()
    assert cora.client.post(f"{here}move/", {"forum": elsewhere.public_id}).status_code == 422
    assert cora.client.post(f"{here}move/", {"forum": elsewhere.public_id, "reason": "Why"}).status_code == 302
    assert Topic.objects.get(pk=thread.pk).forum == elsewhere
    post = Post.objects.get(body="Four.")
    assert "Four." in cora.client.get(f"{here}split/").content.decode()
    assert cora.client.post(f"{here}split/", {"title": "New", "reason": "Why"}).status_code == 409
    answer = cora.client.post(f"{here}split/", {"posts": [post.public_id], "title": "New", "reason": "Why"})
    new = Topic.objects.get(title="New")
    assert (answer.status_code, answer["Location"]) == (302, new.get_absolute_url())
    merging = f"{new.get_absolute_url()}merge/"
    assert cora.client.post(merging, {"target": "https://example.org/", "reason": "Why"}).status_code == 422
    unknown = {"target": f"https://here/topics/{'A' * 22}/", "reason": "Why"}
    assert cora.client.post(merging, unknown).status_code == 409
    wanted = {"target": f"https://here.example{other.get_absolute_url()}?view=flat#post", "reason": "Why"}
    assert cora.client.post(merging, wanted, follow=True).redirect_chain[-1][0] == other.get_absolute_url()


def of_its_own(post: Post, owner: Persona, code: str) -> Attachment:
    stored = StoredFile.objects.create(
        owner=owner.membership,
        name="list.txt",
        media_type="text/plain",
        announced=1,
        size=1,
        stored=new_public_id(),
        status="ready",
        attached=True,
        created_at=timezone.now(),
    )
    return Attachment.objects.create(post=post, position=0, file=stored, name="list.txt", code=code, at=timezone.now())


def test_a_topic_with_a_file_for_a_few_is_not_merged(ana, ben, cora, chloe, thread, other):
    file = of_its_own(Post.objects.get(topic=thread, seq=2), ana, "RED")
    put_names(other, ana.membership.pk, [chloe.membership.pk])
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()
    with pytest.raises(Refused):
        merge(cora, thread, other)
    assert not Attachment.objects.visible_to(chloe.membership).filter(pk=file.pk).exists()


def test_a_file_for_all_who_read_its_topic_does_not_keep_it_from_being_merged(ana, cora, thread, other):
    file = of_its_own(Post.objects.get(topic=thread, seq=2), ana, "")
    merge(cora, thread, other)
    assert Attachment.objects.visible_to(cora.membership).get(pk=file.pk).post.topic == other


@pytest.mark.parametrize("what", ["post", "file"])
def test_words_or_a_file_under_amber_in_a_green_topic_come_before_no_observer(ana, cora, otto, thread, ocean, what):
    set_topic_code(actor=ana.membership, topic=thread, code="GREEN")
    post = Post.objects.get(topic=thread, seq=2)
    if what == "post":
        set_post_code(actor=post.author, post=post, code="AMBER")
    else:
        of_its_own(post, ana, "AMBER")
    marked = make.forum(ocean, "marked", for_observers=True)
    target = make.topic(marked, ana.membership, code="GREEN")
    with pytest.raises(Refused):
        move_topic(actor=cora.membership, topic=thread, forum=marked, reason="It belongs there.")
    with pytest.raises(Refused):
        merge(cora, thread, target)
    assert not Post.objects.visible_to(otto.membership).filter(pk=post.pk, code="AMBER").exists()
    assert not Attachment.objects.visible_to(otto.membership).exists()
