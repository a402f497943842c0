"""A topic on paper: every post that the reader sees, the code on each sheet, and who printed it."""

import pytest
from django.utils import timezone

from forum import actions
from forum.models import NamedAuthority, Post, Topic
from forum.pages import printed
from forum.querysets.naming import put_names
from tests.factories import forum as make

pytestmark = pytest.mark.django_db


def sheet(who, topic, query=""):
    return who.client.get(f"{topic.get_absolute_url()}print/{query}")


def words(who, topic, query=""):
    return sheet(who, topic, query).content.decode()


def test_every_post_stands_on_paper_with_its_exact_time_and_its_author(requests, ana, chloe):
    topic = make.topic(requests, ana.membership, posts=45)
    shown = words(chloe, topic)
    assert shown.count("<article") == 45
    assert "Body 45." in shown
    assert "Legal officer" in shown
    assert "data-relative" not in shown


def test_head_and_foot_of_each_sheet_say_the_code_and_the_foot_who_printed_it(topic, chloe):
    shown = words(chloe, topic)
    head, foot = shown.split("<thead>")[1].split("</thead>")[0], shown.split("<tfoot>")[1].split("</tfoot>")[0]
    assert "TLP:AMBER" in head
    assert "TLP:AMBER" in foot
    assert "Printed by Legal officer, France, on" in foot
    assert chloe.member.name not in foot


def test_the_code_of_the_sheets_is_the_strictest_of_what_is_printed(ana, ben, chloe, topic):
    actions.add_post(author=ana.membership, topic=topic, body="For us alone.", code="AMBER+STRICT")
    NamedAuthority.objects.get_or_create(
        topic=topic,
        authority=ana.membership.authority,
        defaults={"named_by": ana.membership, "named_at": timezone.now()},
    )
    assert "TLP:AMBER+STRICT" in words(ben, topic).split("</thead>")[0]
    for_others = words(chloe, topic)
    assert "For us alone." not in for_others
    assert "AMBER+STRICT" not in for_others


def test_a_hidden_text_is_on_the_paper_of_nobody_else(ana, chloe, cora, topic):
    hidden = make.post(topic, ana.membership, "Said too much.")
    Post.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    assert "Said too much." not in words(chloe, topic)
    assert "Said too much." in words(cora, topic)


def test_who_does_not_see_the_topic_prints_nothing(dara, topic):
    assert sheet(dara, topic).status_code == 404


def test_a_merged_topic_is_printed_by_nobody(ana, requests, topic):
    Topic.objects.filter(pk=topic.pk).update(merged_into=make.topic(requests, ana.membership))
    assert sheet(ana, topic).status_code in {302, 404}


def test_a_long_topic_comes_in_parts_without_a_gap(monkeypatch, requests, ana, chloe):
    monkeypatch.setattr(printed, "MOST", 10)
    topic = make.topic(requests, ana.membership, posts=25)
    found, query, parts = [], "", 0
    while parts < 5:
        page = printed.PrintPage.load(
            chloe.membership, printed.TopicHead.find(chloe.membership, topic.public_id), query
        )
        found += [post.seq for post in page.posts]
        parts += 1
        if not page.next_key:
            break
        assert f"?after={page.next_key}" in words(chloe, topic, f"?after={query}" if query else "")
        query = page.next_key
    assert parts == 3
    assert sorted(found) == list(range(1, 26))


def test_the_print_view_holds_no_script_words_and_no_navigation(chloe, topic):
    shown = words(chloe, topic)
    assert "navigation" not in shown
    assert '<nav class="cluster screen-only"' in shown


def test_what_is_quoted_binds_the_sheets_of_those_who_read_it(ana, chloe, cora, topic):
    put_names(topic, ana.membership.pk, [ana.membership.pk, chloe.membership.pk])
    said = actions.add_post(author=ana.membership, topic=topic, body="For the named alone.", code="RED")
    quotation = f"> /posts/{said.public_id}/\n> For the named alone.\n\nAs I said."
    actions.add_post(author=ana.membership, topic=topic, body=quotation)
    Post.objects.filter(pk=said.pk).update(topic=make.topic(topic.forum, ana.membership, code="RED"), seq=9, path="9")
    put_names(Post.objects.get(pk=said.pk).topic, ana.membership.pk, [ana.membership.pk, chloe.membership.pk])
    for_chloe, for_cora = words(chloe, topic), words(cora, topic)
    assert "For the named alone." in for_chloe
    assert "TLP:RED" in for_chloe.split("</thead>")[0]
    assert "For the named alone." not in for_cora
    assert "TLP:RED" not in for_cora
