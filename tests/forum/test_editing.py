"""Changing one's own words: who may, what is kept, and who is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.actions import add_post, edit_post
from forum.models import Post, PostVersion
from forum.querysets.naming import put_names
from forum.search.finding import find
from forum.search.query import parse
from forum.search.scope import scope_of
from jobs.worker import Worker
from network.guard import Refused
from tests.factories import forum as make
from writing.models import Finding


@pytest.fixture
def post(topic, ana):
    return Post.objects.get(topic=topic, seq=2)


def address(name, post):
    return reverse(f"forum:{name}", args=[post.public_id])


def edit(who, post, body, **fields):
    post.refresh_from_db()
    return actions.edit_post(actor=who.membership, post=post, body=body, **{"version": post.version, **fields})


def sent(who, post, **fields):
    return who.client.post(address("edit", post), {"version": post.version, "body": "Other words.", **fields})


def test_an_author_changes_a_post_within_a_day_without_a_reason(ana, post):
    assert sent(ana, post).status_code == 302
    post.refresh_from_db()
    assert (post.body, post.version) == ("Other words.", 2)
    assert "Other words." in post.html


def test_until_the_end_of_the_day_no_reason_is_asked(ana, post):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=23, minutes=50))
    assert sent(ana, post).status_code == 302


def test_the_earlier_text_is_kept_with_its_time(ana, post):
    edit(ana, post, "Other words.")
    version = PostVersion.objects.get(post=post)
    assert (version.number, version.body, version.written_at) == (1, "Body 2.", post.created_at)


def test_a_post_that_was_changed_says_so_and_leads_to_its_history(ana, chloe, topic, post):
    assert address("history", post) not in chloe.client.get(topic.get_absolute_url()).content.decode()
    edit(ana, post, "Other words.")
    assert address("history", post) in chloe.client.get(topic.get_absolute_url()).content.decode()


def test_the_history_shows_what_was_removed_and_added_to_whoever_sees_the_post(ana, chloe, dara, post):
    edit(ana, post, "Body of two.")
    page = chloe.client.get(address("history", post)).content.decode()
    assert "<del>" in page
    assert "of two." in page
    assert dara.client.get(address("history", post)).status_code == 404


@pytest.mark.parametrize("raised", ["post", "topic"])
def test_the_history_is_gone_for_those_who_see_the_post_no_longer(ana, ben, chloe, cora, dara, topic, post, raised):
    def readers():
        people = (ana, ben, chloe, cora, dara)
        seen = [who.client.get(address("history", post)).status_code == 200 for who in people]
        assert seen == [PostVersion.objects.visible_to(who.membership).filter(post=post).exists() for who in people]
        return seen

    edit(ana, post, "Other words.")
    assert readers() == [True, True, True, True, False]
    if raised == "post":
        put_names(topic, ana.membership.pk, authorities=[ana.membership.authority_id])
        actions.set_post_code(actor=ana.membership, post=post, code="AMBER+STRICT")
        assert readers() == [True, True, False, False, False]
        actions.set_post_code(actor=ana.membership, post=post, code="")
    else:
        actions.set_topic_code(actor=ana.membership, topic=topic, code="RED")
        assert readers() == [True, False, False, False, False]
        actions.set_topic_code(actor=ana.membership, topic=topic, code="GREEN")
        assert readers() == [True, True, True, True, True]


@pytest.mark.parametrize(("own", "shown"), [("", "TLP:AMBER<"), ("AMBER+STRICT", "TLP:AMBER+STRICT<")])
def test_the_history_says_how_strictly_its_words_are_handled(ana, post, own, shown):
    edit(ana, post, "Body of two.")
    Post.objects.filter(pk=post.pk).update(code=own)
    assert shown in ana.client.get(address("history", post)).content.decode()


def test_nobody_changes_anothers_words(chloe, cora, post):
    for who in (chloe, cora):
        answer = sent(who, post)
        assert answer.status_code == 403
        assert "Nobody changes another" in answer.content.decode()
    post.refresh_from_db()
    assert post.body == "Body 2."


def test_whoever_does_not_see_the_post_cannot_know_that_it_could_be_changed(dara, post):
    assert sent(dara, post).status_code == 404


def test_after_a_day_a_reason_is_asked_and_shown(ana, chloe, post):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert sent(ana, post).status_code == 422
    assert sent(ana, post, reason="The article was wrong").status_code == 302
    assert "The article was wrong" in chloe.client.get(address("history", post)).content.decode()


def test_the_action_itself_asks_for_the_reason(ana, post):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused):
        edit(ana, post, "Other words.")


def test_a_change_in_another_window_is_shown_and_nothing_is_overwritten(ana, post):
    edit(ana, post, "From the other window.")
    answer = sent(ana, post, version=1)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "other window." in page
    assert "Other words." in page
    post.refresh_from_db()
    assert post.body == "From the other window."


def test_nothing_is_changed_in_a_locked_topic_or_a_hidden_post(ana, topic, post):
    topic.locked_at = timezone.now()
    topic.save()
    assert sent(ana, post).status_code == 403
    topic.locked_at = None
    topic.save()
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert sent(ana, post).status_code == 403


def test_a_history_is_hidden_with_its_post(ana, chloe, cora, post):
    edit(ana, post, "Other words.")
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert chloe.client.get(address("history", post)).status_code == 404
    assert cora.client.get(address("history", post)).status_code == 200


def test_those_who_see_the_post_are_told_and_fetch_it_alone(ana, chloe, dara, topic, post):
    edit(ana, post, "Other words.")
    part = reverse("forum:post_part", args=[topic.public_id, post.seq])
    answer = chloe.client.get(part).json()["html"]
    assert f'id="post-{post.public_id}"' in answer
    assert "Other words." in answer
    assert answer.count("<article") == 1
    assert dara.client.get(part).status_code == 404
    assert chloe.client.get(reverse("forum:post_part", args=[topic.public_id, 99])).status_code == 404


def test_a_post_whose_code_keeps_a_reader_out_is_not_fetched(ana, chloe, topic):
    secret = make.post(topic, ana.membership, "Secret.", code="RED")
    topic.narrowed = True
    topic.save()
    part = reverse("forum:post_part", args=[topic.public_id, secret.seq])
    assert chloe.client.get(part).status_code == 404
    assert chloe.client.get(f"{part}?view=flat").status_code == 404


def test_personal_data_is_confirmed_before_a_change_too(ana, post):
    answer = sent(ana, post, body="Write to a@office.example")
    assert answer.status_code == 422
    key = found_key(answer)
    assert sent(ana, post, body="Write to a@office.example", found=key, confirmed=key).status_code == 302
    assert list(Finding.objects.values_list("kind", "decision", "label")) == [("email", "confirmed", "forum.Post")]


def found_key(answer):
    return answer.content.decode().split('name="found" value="')[1].split('"')[0]


def test_the_author_alone_is_offered_to_change_a_post(ana, chloe, topic, post):
    assert address("edit", post) in ana.client.get(topic.get_absolute_url()).content.decode()
    assert address("edit", post) not in chloe.client.get(topic.get_absolute_url()).content.decode()


def test_what_was_changed_is_found_by_its_new_words_and_no_longer_by_the_old(ana, topic):
    post = add_post(author=ana.membership, topic=topic, body="The rogatory letter.")
    edit_post(actor=ana.membership, post=post, body="The videoconference.", version=1)
    Worker().drain()

    def hits(word):
        return find(ana.membership, parse(word), scope_of(ana.membership)).count

    assert (hits("videoconference"), hits("rogatory")) == (1, 0)
