"""What a member heard: grouped, only of what he may see now, and gone when he has looked."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forum import actions
from jobs.worker import Worker
from network.guard import Refused
from network.models import ContactPoint
from notices.actions import hear, look_at
from notices.hearing import Heard, tell_together
from notices.kinds import UnknownKind
from notices.models import Notice
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership, title="Freezing order")


def reply(who, topic, times=1):
    for _time in range(times):
        actions.add_post(author=who.membership, topic=topic, body="Yes.")
    Worker().drain()


def page(who, address="/notices/"):
    return who.client.get(address).content.decode()


def badge(who):
    return who.client.get("/notices/count/").json()["count"]


def test_replies_to_one_topic_are_one_notice_with_a_count(ana, chloe, topic):
    reply(chloe, topic, 3)
    assert [(one.kind, one.count) for one in Notice.objects.all()] == [("reply", 3)]
    shown = page(ana)
    assert "3 new replies" in shown
    assert "Freezing order" in shown
    assert badge(ana) == "1"


def test_after_one_has_looked_a_new_one_begins(ana, chloe, topic):
    reply(chloe, topic, 2)
    look_at(actor=ana.membership, notice=Notice.objects.get())
    assert badge(ana) == ""
    reply(chloe, topic)
    assert sorted((one.count, one.seen_at is None) for one in Notice.objects.all()) == [(1, True), (2, False)]


def test_a_notice_leads_to_the_first_unread_post_and_waits_no_longer(ana, chloe, topic):
    reply(chloe, topic)
    answer = ana.client.get(f"/notices/{Notice.objects.get().public_id}/")
    assert answer["Location"] == f"{topic.get_absolute_url()}unread/"
    assert badge(ana) == ""


def test_what_a_browser_fetches_ahead_was_looked_at_by_nobody(ana, chloe, topic):
    reply(chloe, topic)
    ana.client.get(f"/notices/{Notice.objects.get().public_id}/", headers={"Sec-Purpose": "prefetch"})
    assert badge(ana) == "1"


def test_reading_the_topic_is_looking_at_what_was_told_of_it(ana, chloe, topic):
    reply(chloe, topic)
    ana.client.get(topic.get_absolute_url())
    assert badge(ana) == ""


def test_all_can_be_looked_at_at_once_and_only_ones_own(ana, ben, chloe, topic):
    actions.set_follow(actor=ben.membership, thing=topic, level="watch")
    reply(chloe, topic)
    assert ana.client.post("/notices/seen/").status_code == 302
    assert (badge(ana), badge(ben)) == ("", "1")


def test_a_notice_of_what_may_be_seen_no_longer_is_absent_and_not_counted(ana, chloe, topic):
    reply(chloe, topic)
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert badge(ana) == ""
    assert "Freezing order" not in page(ana)
    assert ana.client.get(f"/notices/{Notice.objects.get().public_id}/").status_code == 404


def test_the_notice_of_another_does_not_exist(ana, ben, chloe, topic):
    reply(chloe, topic)
    one = Notice.objects.get()
    assert ben.client.get(f"/notices/{one.public_id}/").status_code == 404
    with pytest.raises(Refused):
        look_at(actor=ben.membership, notice=one)


def test_those_who_wait_with_an_open_page_hear_it_and_nobody_else_does(ana, ben, chloe, topic, heard):
    heard(ana)
    reply(chloe, topic)
    assert heard(ana)[-1] == {"kind": "notices_changed", "ids": {"notice": Notice.objects.get().public_id}}
    assert "notices_changed" not in [frame["kind"] for frame in heard(ben)]


def test_the_same_job_twice_counts_once(ana, chloe, topic):
    reply(chloe, topic)
    post = topic.posts.latest("seq")
    heard = Heard(
        kind="reply",
        label="forum.Post",
        thing=post.pk,
        group=f"topic:{topic.pk}",
        actor=chloe.membership.pk,
        at=Notice.objects.get().last_at.isoformat(),
        members=[],
    )
    for _time in range(2):
        tell_together.call(heard)
    assert Notice.objects.get().count == 1
    look_at(actor=ana.membership, notice=Notice.objects.get())
    tell_together.call(heard, heard)
    assert Notice.objects.filter(seen_at=None).count() == 0


def test_a_kind_that_no_room_has_named_is_a_mistake_in_the_code(ana, topic):
    with pytest.raises(UnknownKind):
        hear(actor=ana.membership, kind="advertisement", thing=topic, group="x")


def test_what_was_looked_at_stands_below_page_by_page(ana, chloe, ocean):
    forum = make.forum(ocean, "many")
    now = timezone.now()
    for number in range(30):
        made = make.topic(forum, ana.membership, title=f"Topic number {number}")
        Notice.objects.create(
            membership=ana.membership,
            kind="new_topic",
            label="forum.Topic",
            thing_id=made.pk,
            group=f"topic:{made.pk}",
            first_at=now,
            last_at=now,
            seen_at=now,
        )
    first = page(ana)
    assert "Topic number 29" in first
    assert "Topic number 0<" not in first
    older = first.split('rel="next" href="')[1].split('"')[0]
    assert "Topic number 0<" in page(ana, f"/notices/{older}")


def test_every_page_shows_how_much_waits_in_one_statement(ana, chloe, topic, django_assert_num_queries):
    reply(chloe, topic)
    shown = ana.client.get("/notices/").content.decode()
    assert 'data-live-waiting="/notices/count/" data-live-on="notices_changed"><span data-count>1</span>' in shown


def test_notices_of_half_a_year_ago_are_removed(ana, chloe, topic):
    from notices.schedules import prune_notices

    reply(chloe, topic)
    prune_notices.call()
    assert Notice.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        prune_notices.call()
    assert Notice.objects.count() == 0
