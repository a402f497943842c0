"""What a reader keeps for himself: how much he hears, what he finds again, what helped him."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from forum import actions
from forum.actions.topics import Facts
from forum.models import Bookmark, Follow, Helped, Post
from forum.pages.following import FollowPage, FollowsPage
from forum.schedules import remind_of_bookmarks
from jobs.worker import Worker
from network.guard import Refused
from network.models import ContactPoint
from notices.models import Notice
from tests.factories import forum as make
from writing.mentions import mention_text

pytestmark = pytest.mark.django_db


def page(who, topic):
    return who.client.get(topic.get_absolute_url()).content.decode()


@pytest.fixture
def answer(topic, chloe):
    return make.post(topic, chloe.membership, "Ask for the certified copy.")


# This helped.


def press(who, topic, name, post):
    return who.client.post(f"{topic.get_absolute_url()}helped/", {name: post.public_id})


def test_a_post_that_helped_says_how_many_it_helped(ana, ben, topic, answer):
    for who in (ana, ben, ana):
        assert press(who, topic, "post", answer).status_code == 302
    answer.refresh_from_db()
    assert answer.helped == 2
    assert Helped.objects.filter(post=answer).count() == 2
    assert 'aria-pressed="true"' in page(ana, topic)


def test_it_can_be_taken_back_once(ana, topic, answer):
    press(ana, topic, "post", answer)
    for _time in range(2):
        press(ana, topic, "not", answer)
    answer.refresh_from_db()
    assert answer.helped == 0


def test_nobody_thanks_himself(chloe, topic, answer):
    assert press(chloe, topic, "post", answer).status_code == 403


def test_nobody_thanks_for_what_is_hidden_from_everybody(cora, topic, answer):
    Post.objects.filter(pk=answer.pk).update(hidden_at=timezone.now())
    assert press(cora, topic, "post", answer).status_code == 403


def test_a_post_of_another_topic_is_none_of_this_one(ana, requests, topic, answer):
    other = make.topic(requests, ana.membership)
    assert press(ana, other, "post", answer).status_code == 404


def test_whoever_sees_the_post_hears_that_it_helped_and_nobody_else(ana, chloe, dara, topic, answer, heard):
    press(ana, topic, "post", answer)
    ids = {"topic": topic.public_id, "forum": topic.forum.public_id, "post": answer.public_id}
    assert heard(chloe)[-1] == {"kind": "post_helped", "ids": ids}
    assert heard(dara) == []
    assert chloe.client.get(f"/posts/{answer.public_id}/helped/").json() == {"count": "1"}


# Bookmarks.


def keep(who, topic, name, post):
    return who.client.post(f"{topic.get_absolute_url()}keep/", {name: post.public_id})


def test_a_kept_post_is_found_again_and_can_be_let_go(ana, topic, answer):
    keep(ana, topic, "post", answer)
    assert answer.get_absolute_url() in ana.client.get("/bookmarks/").content.decode()
    keep(ana, topic, "not", answer)
    assert answer.get_absolute_url() not in ana.client.get("/bookmarks/").content.decode()


def test_a_bookmark_is_seen_by_nobody_else(ana, ben, topic, answer):
    keep(ana, topic, "post", answer)
    assert answer.get_absolute_url() not in ben.client.get("/bookmarks/").content.decode()


def test_a_bookmark_is_let_go_by_its_owner_and_not_for_anybody_else(ana, ben, topic, answer):
    keep(ben, topic, "post", answer)
    assert keep(ana, topic, "not", answer).status_code == 404
    keep(ana, topic, "post", answer)
    assert keep(ana, topic, "not", answer).status_code == 302
    assert [one.membership for one in Bookmark.objects.filter(post=answer)] == [ben.membership]


def test_the_note_of_another_does_not_stand_in_my_form(ana, chloe, topic, answer):
    address = f"/posts/{answer.public_id}/bookmark/"
    chloe.client.post(address, {"note": "Ask Paris first"})
    assert "Ask Paris first" in chloe.client.get(address).content.decode()
    assert "Ask Paris first" not in ana.client.get(address).content.decode()


def test_a_post_that_may_be_seen_no_longer_is_absent_from_the_bookmarks(ana, topic, answer):
    keep(ana, topic, "post", answer)
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert topic.title not in ana.client.get("/bookmarks/").content.decode()


def test_a_note_that_turns_the_line_around_it_is_refused(ana, topic, answer):
    address = f"/posts/{answer.public_id}/bookmark/"
    assert ana.client.post(address, {"note": "Ask \u202eParis"}).status_code == 422
    assert not Bookmark.objects.exclude(note="").exists()


def test_note_and_reminder_are_kept_and_pressing_again_does_not_lose_them(ana, topic, answer):
    day = (timezone.now() + timedelta(days=3)).date().isoformat()
    address = f"/posts/{answer.public_id}/bookmark/"
    assert ana.client.post(address, {"note": "For Monday", "remind_on": day}).status_code == 302
    keep(ana, topic, "post", answer)
    kept = Bookmark.objects.get()
    assert kept.note == "For Monday"
    assert kept.remind_at is not None
    assert day in ana.client.get(address).content.decode()


def test_a_reminder_is_for_a_day_to_come(ana, topic, answer):
    today = timezone.now().date().isoformat()
    given = ana.client.post(f"/posts/{answer.public_id}/bookmark/", {"remind_on": today})
    assert given.status_code == 422
    assert not Bookmark.objects.exists()


def due(who, post):
    actions.keep_post(actor=who.membership, post=post, remind_at=timezone.now() + timedelta(days=1))


def a_day_later():
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        for _twice in range(2):
            remind_of_bookmarks.call()
        Worker().drain()


def test_the_clock_reminds_once_and_by_mail_too(ana, topic, answer):
    due(ana, answer)
    remind_of_bookmarks.call()
    Worker().drain()
    assert not Notice.objects.exists()
    a_day_later()
    assert [(one.kind, one.count) for one in Notice.objects.all()] == [("reminder", 1)]
    assert len(mail.outbox) == 1


def test_of_a_post_that_may_be_seen_no_longer_nobody_is_reminded(ana, topic, answer):
    due(ana, answer)
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    a_day_later()
    assert not Notice.objects.exists()
    assert mail.outbox == []


# How much one hears.


def heard_by() -> list[tuple[str, str]]:
    Worker().drain()
    rows = Notice.objects.filter(seen_at=None).select_related("membership__member")
    return sorted((one.membership.member.email.partition("@")[0], one.kind) for one in rows)


def reply(who, topic):
    actions.add_post(author=who.membership, topic=topic, body="Yes.")


def follow(who, thing, level):
    actions.set_follow(actor=who.membership, thing=thing, level=level)


def test_whoever_wrote_in_a_topic_hears_of_replies_and_never_of_his_own(ana, ben, chloe, topic):
    reply(chloe, topic)
    assert heard_by() == [("ana", "reply")]
    reply(ana, topic)
    assert heard_by() == [("ana", "reply"), ("chloe", "reply")]


def test_writing_in_a_topic_follows_it_and_leaves_a_word_of_before(ana, chloe, topic):
    follow(chloe, topic, "mute")
    reply(chloe, topic)
    reply(ana, topic)
    assert heard_by() == [("ana", "reply")]
    assert {row.membership_id: row.level for row in Follow.objects.all()} == {
        chloe.membership.pk: "mute",
        ana.membership.pk: "follow",
    }


@pytest.mark.parametrize(
    ("network", "forum", "of_topic", "hears"),
    [
        ("", "", "", False),
        ("watch", "", "", True),
        ("follow", "", "", False),
        ("", "watch", "", True),
        ("watch", "follow", "", False),
        ("watch", "mute", "", False),
        ("mute", "watch", "", True),
        ("mute", "mute", "follow", True),
        ("watch", "watch", "mute", False),
        ("", "", "watch", True),
    ],
)
def test_the_nearest_word_decides_who_hears_of_a_reply(ana, ben, chloe, ocean, topic, network, forum, of_topic, hears):
    for thing, level in ((ocean, network), (topic.forum, forum), (topic, of_topic)):
        if level:
            follow(ben, thing, level)
    reply(ana, topic)
    assert (("ben", "reply") in heard_by()) is hears


@pytest.mark.parametrize(
    ("network", "forum", "hears"),
    [
        ("", "", False),
        ("follow", "", True),
        ("watch", "", True),
        ("", "follow", True),
        ("", "watch", True),
        ("watch", "mute", False),
        ("mute", "follow", True),
    ],
)
def test_the_nearest_word_decides_who_hears_of_a_new_topic(ana, ben, ocean, requests, network, forum, hears):
    for thing, level in ((ocean, network), (requests, forum)):
        if level:
            follow(ben, thing, level)
    actions.add_topic(author=ana.membership, forum=requests, kind="question", title="New", body="Text")
    assert (("ben", "new_topic") in heard_by()) is hears


@pytest.mark.parametrize(("muted", "hears"), [("", True), ("network", False), ("forum", False), ("topic", False)])
def test_who_has_muted_a_place_hears_not_even_that_he_is_named_there(ana, chloe, ocean, topic, muted, hears):
    if muted:
        follow(chloe, {"network": ocean, "forum": topic.forum, "topic": topic}[muted], "mute")
    words = mention_text("member", chloe.membership.public_id, "Officer")
    actions.add_post(author=ana.membership, topic=topic, body=words)
    assert (("chloe", "mention") in heard_by()) is hears


@pytest.mark.parametrize(("muted", "hears"), [("", True), ("network", False), ("forum", False)])
def test_who_has_muted_a_place_hears_not_even_that_his_state_is_named_there(
    ana, chloe, france, ocean, requests, muted, hears
):
    if muted:
        follow(chloe, {"network": ocean, "forum": requests}[muted], "mute")
    facts = Facts("mla", ana.membership.authority.body, (france.body,), "", "pending")
    actions.add_topic(author=ana.membership, forum=requests, kind="question", title="New", body="Text", facts=facts)
    assert (("chloe", "named_state") in heard_by()) is hears


def test_who_follows_and_may_see_it_no_longer_hears_nothing(ana, ben, chloe, topic):
    follow(ben, topic, "watch")
    ContactPoint.objects.filter(membership=ben.membership).update(until=timezone.now())
    reply(chloe, topic)
    assert heard_by() == [("ana", "reply")]


def test_of_a_post_with_a_stricter_code_only_those_hear_who_may_read_it(ana, ben, chloe, topic):
    follow(ben, topic, "watch")
    follow(chloe, topic, "watch")
    actions.add_post(author=ana.membership, topic=topic, body="For us alone.", code="AMBER+STRICT")
    assert ("chloe", "reply") not in heard_by()


def test_nobody_follows_what_he_does_not_see(dara, topic):
    with pytest.raises(Refused):
        follow(dara, topic, "watch")


def test_the_word_is_taken_back_by_choosing_none(ben, topic):
    address = f"{topic.get_absolute_url()}follow/"
    ben.client.post(address, {"level": "watch"})
    assert Follow.objects.get().level == "watch"
    ben.client.post(address, {"level": ""})
    assert not Follow.objects.exists()


@pytest.mark.parametrize("place", ["network", "forum", "topic"])
def test_each_place_has_a_page_on_which_one_says_how_much_one_hears(ben, ocean, topic, place):
    thing = {"network": ocean, "forum": topic.forum, "topic": topic}[place]
    address = f"/{place}s/{thing.public_id}/follow/"
    assert ben.client.get(address).status_code == 200
    assert ben.client.post(address, {"level": "follow"}).status_code == 302
    name = thing.title if place == "topic" else thing.name
    assert name in ben.client.get("/follows/").content.decode()


def test_what_one_follows_and_may_see_no_longer_is_absent(ben, topic, ocean):
    for thing in (topic, topic.forum, ocean):
        follow(ben, thing, "watch")
    ContactPoint.objects.filter(membership=ben.membership).update(until=timezone.now())
    shown = ben.client.get("/follows/").content.decode()
    assert topic.title not in shown
    assert topic.forum.name not in shown
    assert ocean.name not in shown


def test_a_reply_costs_the_same_however_many_follow(chloe, topic, mauritius, ocean, statements):
    from tests.personas import contact_point, membership

    made = []
    for followers in (0, 12):
        for number in range(followers):
            one = membership(f"reader{number}", mauritius)
            contact_point(one, ocean)
            Follow.objects.create(membership=one, topic=topic, level="watch")
        reply(chloe, topic)
        with statements() as some:
            reply(chloe, topic)
        made.append(len(some))
    assert made[0] == made[1]
    assert made[0] <= 12


def test_the_list_of_what_somebody_follows_holds_his_own_alone(ana, chloe, topic):
    for who, level in ((ana, "watch"), (chloe, "mute")):
        Follow.objects.create(membership=who.membership, topic=topic, level=level)
        Follow.objects.create(membership=who.membership, forum=topic.forum, level=level)
    for who, level in ((ana, "watch"), (chloe, "mute")):
        page = FollowsPage.load(who.membership)
        assert [follow.level for follow in (*page.places, *page.topics)] == [level, level]


# Following a topic.


def test_in_a_topic_one_hears_every_reply_or_nothing_and_the_chosen_one_is_marked(chloe, topic):
    Follow.objects.create(membership=chloe.membership, topic=topic, level="watch")
    menu = page(chloe, topic).split('<details class="menu')[1].split("</details>")[0]
    assert "Following" in menu
    assert "new topics" not in menu
    assert [one.split('"')[0] for one in menu.split('name="level" value="')[1:]] == ["follow", "mute"]
    assert 'value="follow" aria-pressed="true"' in menu
    chloe.client.post(f"{topic.get_absolute_url()}follow/", {"level": "mute"})
    assert "Muted" in page(chloe, topic).split('<details class="menu')[1].split("</details>")[0]


def test_a_post_that_one_does_not_see_is_named_by_no_button(chloe, ana, topic):
    closed = make.post(topic, ana.membership, code="RED")
    for act in ("helped", "keep"):
        for post in (closed.public_id, "A" * 22):
            answer = chloe.client.post(f"{topic.get_absolute_url()}{act}/", {"post": post})
            assert answer.status_code == 404, act


def test_what_cannot_be_the_name_of_a_post_is_not_looked_for(chloe, topic, statements):
    for act in ("helped", "keep"):
        for what in ("a\x00b", "-"):
            with statements() as made:
                answer = chloe.client.post(f"{topic.get_absolute_url()}{act}/", {"post": what})
            assert answer.status_code == 404
            assert not [one for one in made if 'FROM "forum_post"' in one]


def test_what_one_does_not_see_has_no_page_to_follow_it_and_none_to_keep_it(ana, chloe, dara, ocean, topic):
    closed = make.post(topic, ana.membership, code="RED")
    pages = [
        f"/networks/{ocean.public_id}/follow/",
        f"/forums/{topic.forum.public_id}/follow/",
        f"/topics/{topic.public_id}/follow/",
        f"/posts/{topic.posts.get(seq=1).public_id}/bookmark/",
    ]
    assert [chloe.client.get(page).status_code for page in pages] == [200] * 4
    assert [dara.client.get(page).status_code for page in pages] == [404] * 4
    assert chloe.client.get(f"/posts/{closed.public_id}/bookmark/").status_code == 404


def test_how_much_another_wants_to_hear_is_not_what_the_own_page_says(ana, chloe, topic):
    follow(ana, topic, "mute")
    head = {"name": topic.title, "back": "/"}
    assert [FollowPage.load(one.membership, topic, **head).level for one in (ana, chloe)] == ["mute", ""]
