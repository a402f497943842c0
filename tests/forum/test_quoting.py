"""Quotes and mentions: whose words stand in a page is decided anew for each reader."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forum import actions
from forum.models import Mention, Post, Quote, Topic
from forum.pages.filling import seen_in
from forum.quoting import Composed
from network.readers import as_system
from tests.factories import forum as make
from tests.personas import contact_point, long_ago
from writing.markdown import render
from writing.mentions import mention_text
from writing.quotations import quoting


@pytest.fixture
def quoted(topic, ana):
    return make.post(topic, ana.membership, "The *bank* wants a certified translation.")


def page_of(who, topic):
    return who.client.get(topic.get_absolute_url()).content.decode()


def reply(who, topic, body, **fields):
    return actions.add_post(author=who.membership, topic=topic, body=body, **fields)


def test_a_quote_is_stored_as_a_place_without_the_words(chloe, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "certified translation") + "\n\nWhy?")
    assert "certified" not in post.html + post.body
    assert (Quote.objects.get(post=post).excerpt, post.holds) == ("certified translation", "q")


def test_a_quote_is_shown_with_the_authors_function_and_the_link(chloe, ben, topic, quoted):
    reply(chloe, topic, quoting(quoted.public_id, "certified translation") + "\n\nWhy?")
    page = page_of(ben, topic)
    figure = page.split('<figure class="quote">')[1].split("</figure>")[0]
    assert "certified translation" in figure
    assert quoted.get_absolute_url() in figure
    assert "Legal officer, Mauritius" in figure


def test_who_may_not_see_the_quoted_post_reads_that_something_is_quoted(ana, chloe, ben, topic, quoted):
    reply(ana, topic, quoting(quoted.public_id, "certified translation"))
    actions.set_post_code(actor=ana.membership, post=quoted, code="RED")
    page = page_of(ben, topic)
    assert "certified" not in page
    assert "Something is quoted here that is not shown." in page


def test_a_hidden_post_is_gone_from_quotes_too(ana, chloe, ben, topic, quoted):
    reply(chloe, topic, quoting(quoted.public_id, "certified translation"))
    Post.objects.filter(pk=quoted.pk).update(hidden_at=timezone.now())
    assert "certified" not in page_of(ben, topic)


def test_words_that_the_post_does_not_hold_are_an_ordinary_quotation(chloe, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "The bank wants money"))
    assert not Quote.objects.filter(post=post).exists()
    assert "The bank wants money" in post.html


def test_words_may_be_left_out(chloe, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "The bank […] translation."))
    assert Quote.objects.filter(post=post).count() == 1


def test_a_post_that_the_author_does_not_see_and_one_that_does_not_exist_look_the_same(dara, chloe, topic, sahel):
    elsewhere = make.topic(make.forum(sahel), dara.membership, posts=1)
    secret = Post.objects.get(topic=elsewhere)
    one = reply(chloe, topic, quoting(secret.public_id, ""))
    other = reply(chloe, topic, quoting("x" * 22, ""))
    assert one.html.replace(secret.public_id, "x" * 22) == other.html
    assert one.holds == other.holds == ""


def test_the_quote_act_begins_the_reply_with_the_post_and_its_words(chloe, topic, quoted):
    page = chloe.client.get(f"{topic.get_absolute_url()}?reply={quoted.public_id}&quote=1").content.decode()
    assert f"&gt; /posts/{quoted.public_id}/\n&gt; The *bank* wants a certified translation." in page


@pytest.mark.parametrize("withheld", [{"code": "RED"}, {"hidden_at": timezone.now()}], ids=["red", "hidden"])
def test_nobody_begins_a_reply_with_the_words_of_a_post_that_is_withheld_from_him(chloe, topic, quoted, withheld):
    Post.objects.filter(pk=quoted.pk).update(**withheld)
    topic.narrowed = True
    topic.save()
    answer = chloe.client.get(f"{topic.get_absolute_url()}?reply={quoted.public_id}&quote=1")
    assert answer.status_code == 404
    assert "certified" not in answer.content.decode()


def test_what_a_post_quotes_is_not_quoted_again(chloe, ben, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "certified translation") + "\n\nMy own words.")
    page = ben.client.get(f"{topic.get_absolute_url()}?reply={post.public_id}&quote=1").content.decode()
    assert f"&gt; /posts/{post.public_id}/\n&gt; My own words." in page
    assert f"&gt; /posts/{quoted.public_id}/" not in page


def test_an_author_finds_the_words_again_when_he_changes_the_post(chloe, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "certified translation") + "\n\nWhy?")
    page = chloe.client.get(reverse("forum:edit", args=[post.public_id])).content.decode()
    assert "&gt; certified translation" in page


def test_a_quote_stays_when_its_author_no_longer_sees_the_post(chloe, topic, quoted):
    post = reply(chloe, topic, quoting(quoted.public_id, "certified translation") + "\n\nWhy?")
    Post.objects.filter(pk=quoted.pk).update(hidden_at=timezone.now())
    page = chloe.client.get(reverse("forum:edit", args=[post.public_id])).content.decode()
    assert "certified" not in page
    body = quoting(quoted.public_id, "") + "\n\nWhy not?"
    actions.edit_post(actor=chloe.membership, post=post, body=body, version=1)
    assert Quote.objects.get(post=post).excerpt == "certified translation"


def test_a_member_who_reads_there_is_mentioned_by_function_and_told(chloe, ana, topic):
    post = reply(chloe, topic, f"Dear {mention_text('member', ana.membership.public_id, 'whoever')}, thank you.")
    assert Mention.objects.get(post=post).membership == ana.membership
    assert told() == [{ana.membership.pk}]
    assert "whoever" not in post.html
    page = page_of(ana, topic)
    assert "@<bdi>Legal officer, Mauritius</bdi>" in page


def test_an_authority_is_mentioned_and_its_members_who_read_there_are_told(chloe, ana, ben, noor, topic, mauritius):
    post = reply(chloe, topic, mention_text("authority", mauritius.public_id, "AGO"))
    assert Mention.objects.get(post=post).authority == mauritius
    assert told() == [{ana.membership.pk, ben.membership.pk}]
    assert "@<bdi>Attorney-General" in page_of(ana, topic)


def test_a_mention_of_anybody_else_does_nothing_and_looks_the_same(chloe, dara, eve, topic):
    pages = []
    for public_id in (dara.membership.public_id, eve.membership.public_id, "x" * 22):
        post = reply(chloe, topic, mention_text("member", public_id, "Officer, Mali"))
        pages.append((post.html, post.holds))
    assert pages == [('<p dir="auto">@Officer, Mali</p>\n', "")] * 3
    assert not Mention.objects.exists()
    assert told() == []


def test_a_mention_of_an_authority_of_which_nobody_reads_there_does_nothing_and_looks_the_same(chloe, dara, topic):
    pages = []
    for public_id in (dara.membership.authority.public_id, "x" * 22):
        post = reply(chloe, topic, mention_text("authority", public_id, "Ministry, Mali"))
        pages.append((post.html, post.holds))
    assert pages == [('<p dir="auto">@Ministry, Mali</p>\n', "")] * 2
    assert not Mention.objects.exists()
    assert told() == []


def test_a_change_tells_only_if_somebody_else_is_mentioned(chloe, ana, topic):
    words = mention_text("member", ana.membership.public_id, "Officer")
    post = reply(chloe, topic, words)
    actions.edit_post(actor=chloe.membership, post=post, body=words + " again", version=1)
    assert len(told()) == 1


def test_suggestions_are_only_of_those_who_read_there(chloe, ana, dara, topic):
    address = reverse("forum:mention", args=["reply", topic.public_id])
    page = chloe.client.get(address, {"q": "legal"}).content.decode()
    assert f"member:{ana.membership.public_id}" in page
    assert dara.membership.public_id not in page
    offices = chloe.client.get(address, {"q": "mauritius"}).content.decode()
    assert f"authority:{ana.membership.authority.public_id}" in offices
    assert "Mali" not in chloe.client.get(address, {"q": "mali"}).content.decode()
    assert dara.client.get(address, {"q": "legal"}).status_code == 404


def test_suggestions_under_a_narrow_code_are_of_those_who_are_named(ana, ben, requests):
    topic = make.topic(requests, ana.membership, posts=1)
    actions.set_topic_code(actor=ana.membership, topic=topic, code="RED")
    address = reverse("forum:mention", args=["reply", topic.public_id])
    page = ana.client.get(address, {"q": "mauritius"}).content.decode()
    assert ben.membership.public_id not in page
    assert ben.client.get(address, {"q": "mauritius"}).status_code == 404


def test_a_page_of_quotes_and_mentions_asks_once_for_all(chloe, ana, topic, quoted, statements):
    text = f"{quoting(quoted.public_id, 'certified')}\n\n{mention_text('member', ana.membership.public_id, 'A')}"
    reply(chloe, topic, text)
    page_of(chloe, topic)
    with statements() as few:
        page_of(chloe, topic)
    for _number in range(10):
        reply(chloe, topic, text)
    page_of(chloe, topic)
    with statements() as many:
        page_of(chloe, topic)
    assert len(many) == len(few) <= 8


def test_the_preview_shows_quotes_mentions_and_findings(chloe, ana, topic, quoted):
    text = f"{quoting(quoted.public_id, 'certified')}\n\n{mention_text('member', ana.membership.public_id, 'A')}"
    page = chloe.client.post(
        reverse("writing:preview"), {"body": text + "\n\na@office.example", "place": f"reply:{topic.public_id}"}
    ).content.decode()
    assert '<figure class="quote">' in page
    assert "@<bdi>Legal officer, Mauritius</bdi>" in page
    assert "<mark>a@office.example</mark>" in page


def test_a_text_that_is_being_written_names_no_office_that_its_reader_does_not_see(ana, gita, chloe):
    mentioned = [(None, one.membership.authority_id) for one in (gita, chloe)]
    text = Composed("Text", render("Text"), mentions=mentioned)
    assert [one.place for one in seen_in(ana.membership, text)] == [0, 1]
    assert [one.place for one in seen_in(gita.membership, text)] == [0]


def test_a_text_that_is_being_written_shows_no_words_of_a_post_that_its_reader_does_not_see(chloe, topic, quoted):
    closed = make.post(topic, topic.author, code="RED")
    text = Composed("Text", render("Text"), quotes=[(quoted.pk, "certified"), (closed.pk, "Thank you")])
    assert [one.key for one in seen_in(chloe.membership, text)] == [quoted.public_id]


def test_a_preview_for_a_place_that_is_not_the_readers_fills_in_nothing(dara, topic, quoted):
    answer = dara.client.post(
        reverse("writing:preview"),
        {"body": quoting(quoted.public_id, "certified"), "place": f"reply:{topic.public_id}"},
    )
    assert answer.status_code == 200
    assert "<figure" not in answer.content.decode()


def told():
    """Return, for each act that told of a mention, whom."""
    rows = DBTaskResult.objects.filter(task_path="notices.hearing.tell_together").order_by("enqueued_at")
    calls = [heard for row in rows for heard in row.args_kwargs["args"]]
    return [set(heard["members"]) for heard in calls if heard["kind"] == "mention"]


# Who has a post open that quotes another hears when its words go, wherever the quoted post stands.


@pytest.fixture
def elsewhere(topic, requests, chloe, quoted):
    """A post in another topic, which all of the network read, with words of the quoted one."""
    other = make.topic(requests, chloe.membership, posts=1)
    return reply(chloe, other, quoting(quoted.public_id, "certified translation"))


def told_of(post, who, heard):
    return [frame for frame in heard(who) if frame["kind"] == "post_changed" and frame["ids"]["post"] == post.public_id]


def code_of_topic(ana, cora, topic, quoted):
    actions.set_topic_code(actor=ana.membership, topic=topic, code="RED")


def code_of_post(ana, cora, topic, quoted):
    actions.set_post_code(actor=ana.membership, post=quoted, code="RED")


def hide(ana, cora, topic, quoted):
    actions.hide_post(actor=cora.membership, post=quoted, reason="Names a person.")


@pytest.mark.parametrize("act", [code_of_topic, code_of_post, hide])
def test_an_open_page_elsewhere_hears_that_words_it_quotes_are_gone(
    ana, cora, ben, topic, quoted, elsewhere, heard, act
):
    assert "certified translation" in page_of(ben, elsewhere.topic)
    act(ana, cora, topic, quoted)
    assert "certified translation" not in page_of(ben, elsewhere.topic)
    assert len(told_of(elsewhere, ben, heard)) == 1


def test_an_open_page_elsewhere_hears_that_somebody_is_no_longer_named(
    ana, ben, chloe, topic, quoted, elsewhere, heard
):
    actions.set_topic_code(actor=ana.membership, topic=topic, code="RED", members=[ben.membership])
    assert "certified translation" in page_of(ben, elsewhere.topic)
    before = len(told_of(elsewhere, ben, heard))
    actions.unname_on_topic(actor=ana.membership, topic=topic, members=[ben.membership], authorities=[])
    assert "certified translation" not in page_of(ben, elsewhere.topic)
    assert len(told_of(elsewhere, ben, heard)) == before + 1


@pytest.fixture
def lead(cora, sahel):
    """Cora coordinates the other network too: she may move a topic there."""
    contact_point(cora.membership, sahel, "coordinator")
    return cora


def test_an_open_page_elsewhere_hears_that_the_quoted_topic_has_moved_away(
    ana, lead, ben, topic, quoted, elsewhere, sahel, heard
):
    actions.propose_offer(actor=ana.membership, topic=topic, network=sahel)
    actions.move_topic(actor=lead.membership, topic=topic, forum=make.forum(sahel), reason="It belongs there.")
    assert "certified translation" not in page_of(ben, elsewhere.topic)
    assert len(told_of(elsewhere, ben, heard)) == 1


def test_an_open_page_in_the_other_network_hears_that_the_offer_is_withdrawn(
    ana, lead, dara, topic, quoted, sahel, heard
):
    there = make.forum(sahel)
    offer = actions.propose_offer(actor=ana.membership, topic=topic, network=sahel)
    actions.accept_offer(actor=lead.membership, offer=offer, forum=there)
    post = reply(dara, make.topic(there, dara.membership, posts=1), quoting(quoted.public_id, "certified translation"))
    assert "certified translation" in page_of(dara, post.topic)
    actions.withdraw_offer(actor=ana.membership, offer=offer)
    assert "certified translation" not in page_of(dara, post.topic)
    assert len(told_of(post, dara, heard)) == 1


def test_an_open_page_in_the_other_network_hears_that_the_quoted_topic_went_into_one_that_it_does_not_see(
    ana, lead, dara, topic, requests, quoted, sahel, heard
):
    there = make.forum(sahel)
    offer = actions.propose_offer(actor=ana.membership, topic=topic, network=sahel)
    actions.accept_offer(actor=lead.membership, offer=offer, forum=there)
    post = reply(dara, make.topic(there, dara.membership, posts=1), quoting(quoted.public_id, "certified translation"))
    target = make.topic(requests, ana.membership, posts=1)
    actions.merge_topics(actor=lead.membership, topic=topic, target=target, reason="The same question.")
    assert "certified translation" not in page_of(dara, post.topic)
    assert len(told_of(post, dara, heard)) == 1


def test_an_open_page_elsewhere_hears_that_the_quoted_topic_went_by_its_age(ben, topic, quoted, elsewhere, heard):
    Topic.objects.filter(pk=topic.pk).update(last_post_at=long_ago(365 * 12))
    Post.objects.filter(topic=topic).update(created_at=long_ago(365 * 12))
    assert actions.remove_old_topics(actor=as_system("a test of what the clock removes")) == 1
    assert "certified translation" not in page_of(ben, elsewhere.topic)
    assert len(told_of(elsewhere, ben, heard)) == 1


def test_posts_of_the_topic_itself_are_not_told_one_by_one(ana, ben, chloe, topic, quoted, heard):
    post = reply(chloe, topic, quoting(quoted.public_id, "certified translation"))
    actions.set_topic_code(actor=ana.membership, topic=topic, code="AMBER+STRICT")
    assert told_of(post, ben, heard) == []
    assert [frame["kind"] for frame in heard(ben)][-1] == "code_changed"
