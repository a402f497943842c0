"""Nobody finds, counts or is shown what he may not read, whatever stands in the index."""

import pytest
from django.utils import timezone

from forum.models import Attachment, NamedAuthority, NamedMember, Post, SearchRow, Topic
from forum.search.finding import find, visible_rows
from forum.search.index import reindex_posts, reindex_topic, repair
from forum.search.query import parse
from forum.search.scope import scope_of
from forum.search.similar import similar
from network.guard import audience_of
from tests.access.things import things_of
from tests.factories import forum as make
from writing.models import StoredFile

pytest_plugins = ["tests.access.world"]


def everything(reader, text):
    return {hit.pk for hit in find(reader, parse(text), scope_of(reader), size=1_000).hits}


def test_each_reader_finds_exactly_what_he_may_read(world, ocean):
    """Of every code, in every place, offered, asked from outside, hidden, merged, of another network."""
    rows = things_of(SearchRow, world.people, ocean)
    assert len(rows) >= 30
    wrong = []
    for persona in world.people.values():
        if persona is None:
            continue
        reader = persona.membership
        found = everything(reader, "body")
        said = {row.pk for row in rows if "body" in row.words.split() and reader in audience_of(row)}
        counted = find(reader, parse("body"), scope_of(reader)).count
        if found != said or counted != len(said):
            wrong.append((reader.member.email, counted, [row.words for row in rows if row.pk in said ^ found]))
    assert wrong == []


def test_a_member_of_another_network_finds_what_is_green_and_nothing_that_is_amber(written, found, dara):
    written("extradition", title="Amber")
    written("extradition", title="Green", code="GREEN")
    written("extradition", title="Clear", code="CLEAR")
    assert found(dara, "extradition") == ["Clear", "Green"]


@pytest.mark.parametrize("code", ["RED", "AMBER+STRICT"])
def test_what_is_narrow_is_found_by_those_named_alone(written, found, ana, chloe, cora, dara, sam, code):
    topic = written("extradition", title="Narrow", code=code)
    NamedMember.objects.create(topic=topic, membership=ana.membership, named_by=ana.membership, named_at=timezone.now())
    NamedAuthority.objects.create(
        topic=topic, authority=ana.membership.authority, named_by=ana.membership, named_at=timezone.now()
    )
    reindex_topic(topic.pk)
    assert found(ana, "extradition") == ["Narrow"]
    for persona in (chloe, cora, dara, sam):
        assert found(persona, "extradition") == []


def test_what_changed_a_moment_ago_is_neither_shown_nor_counted_though_the_index_is_old(written, chloe):
    topic = written("extradition")
    reader = chloe.membership
    for field in ({"code": "RED"}, {"merged_into": written("other")}):
        Topic.objects.filter(pk=topic.pk).update(**field)
        nothing = find(reader, parse("extradition"), scope_of(reader))
        assert (nothing.hits, nothing.count) == ([], 0)
        Topic.objects.filter(pk=topic.pk).update(code="AMBER", merged_into=None)
    Post.objects.filter(topic=topic).update(hidden_at=timezone.now())
    assert find(reader, parse("extradition"), scope_of(reader)).count == 0


def test_what_was_hidden_or_erased_leaves_the_index_and_comes_back_when_it_is_shown_again(written, found, chloe):
    topic = written("extradition")
    post = topic.posts.get()
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    reindex_posts([post.pk])
    # Its title, which stands in the lists, and nothing else.
    assert (found(chloe, "extradition"), found(chloe, "plain")) == ([], ["Plain title"])
    assert SearchRow.objects.get().words == "plain title"
    Post.objects.filter(pk=post.pk).update(hidden_at=None)
    reindex_posts([post.pk])
    assert found(chloe, "extradition") == ["Plain title"]
    Post.objects.filter(pk=post.pk).update(erased_at=timezone.now(), body="", html="")
    reindex_posts([post.pk])
    assert not SearchRow.objects.exists()


def test_an_edited_text_is_found_by_its_new_words_alone(written, found, chloe):
    topic = written("extradition")
    Post.objects.filter(topic=topic).update(body="confiscation", version=2)
    assert repair().count == 1
    assert (found(chloe, "extradition"), found(chloe, "confiscation")) == ([], ["Plain title"])
    assert repair().count == 0


def test_what_nobody_said_is_found_by_the_repair(requests, ana, found, chloe):
    make.topic(requests, ana.membership, title="Forgotten", posts=3)
    assert repair().count == 3
    assert found(chloe, "forgotten") == ["Forgotten"]
    Topic.objects.update(code="GREEN")
    assert repair().count == 3
    Post.objects.update(hidden_at=timezone.now())
    assert repair().count == 3
    assert SearchRow.objects.get().words == "forgotten"
    assert repair().count == 0


def test_to_index_a_thing_twice_changes_nothing(written, chloe):
    topic = written("extradition")
    before = list(SearchRow.objects.values())
    reindex_topic(topic.pk)
    assert list(SearchRow.objects.values()) == before


def test_a_topic_that_is_removed_leaves_nothing_in_the_index(written, found, chloe):
    topic = written("extradition")
    Post.objects.filter(topic=topic).delete()
    topic.delete()
    written("extraditions", title="Another")
    assert found(chloe, "extradition") == ["Another"]


def test_a_file_is_found_by_its_name_under_its_own_code(written, found, ana, chloe):
    topic = written("see the annex")
    post = topic.posts.get()
    file = StoredFile.objects.create(owner=ana.membership, name="x", announced=1, stored="x", created_at=timezone.now())
    Attachment.objects.create(post=post, position=1, file=file, name="Mandat_arrêt.pdf", at=timezone.now())
    Post.objects.filter(pk=post.pk).update(holds="f")
    reindex_posts([post.pk])
    assert found(chloe, "mandats") == ["Plain title"]
    assert found(chloe, "has:file annex") == ["Plain title"]
    # At once, before the index is made anew.
    Attachment.objects.update(code="RED")
    assert found(chloe, "mandats") == []


def test_a_row_that_became_a_file_meanwhile_is_not_shown_with_its_post(written, ana, chloe):
    """Between the search and the rule a number may pass from a post to a file that is coded more strictly."""
    post = written("see the annex").posts.get()
    file = StoredFile.objects.create(owner=ana.membership, name="x", announced=1, stored="x", created_at=timezone.now())
    Attachment.objects.create(post=post, position=1, file=file, name="annex.pdf", at=timezone.now(), code="RED")
    Post.objects.filter(pk=post.pk).update(holds="f")
    reindex_posts([post.pk])
    rows = SearchRow.objects.order_by("attachment_id")
    of_post, of_file = rows.get(attachment=None), rows.get(attachment__isnull=False)
    found, count = visible_rows(chloe.membership, [(row.pk, "", post.pk) for row in (of_post, of_file)])
    assert (set(found), count) == ({of_post.pk}, 1)


def test_of_hits_that_are_posts_alone_each_is_counted_that_may_be_read_and_those_of_the_page_are_shown(
    written, chloe, dara
):
    """The posts are asked for, not their rows: of a page of two, and of a page of which nothing may be seen."""
    for number in range(5):
        written("extradition", title=f"Amber {number}")
    for number in range(3):
        written("extradition", title=f"Green {number}", code="GREEN")
    rows = [(row.pk, "", row.post_id) for row in SearchRow.objects.order_by("-pk")]
    green = [row for row in rows if SearchRow.objects.get(pk=row[0]).code == "GREEN"]
    amber = [row for row in rows if row not in green]
    page = [amber[0], green[0]]
    for persona, shown, count in ((chloe, page, 8), (dara, page[1:], 3)):
        found, counted = visible_rows(persona.membership, page, rows)
        assert (set(found), counted) == ({row[0] for row in shown}, count)
    assert visible_rows(dara.membership, amber[:2], rows) == ({}, 3)
    assert visible_rows(dara.membership, amber, amber) == ({}, 0)


def test_similar_topics_are_those_that_one_may_see_solved_ones_first(written, chloe, dara, requests):
    written("…", title="Freezing a bank account without a court order")
    written("…", title="Bank accounts frozen: who pays?", status="solved")
    written("…", title="Video hearing of a witness")
    written("…", title="Freezing accounts at a bank", code="GREEN")
    found = [one.title for one in similar(chloe.membership, "How to freeze a bank account", forum=requests)]
    assert found[0] == "Bank accounts frozen: who pays?"
    assert set(found) == {
        "Bank accounts frozen: who pays?",
        "Freezing a bank account without a court order",
        "Freezing accounts at a bank",
    }
    assert [one.title for one in similar(dara.membership, "freezing bank accounts")] == ["Freezing accounts at a bank"]
    assert similar(chloe.membership, '" : * ') == []


@pytest.mark.parametrize("changed", ["code", "hidden", "merged"])
def test_what_changed_a_moment_ago_is_not_similar_though_the_index_is_old(written, chloe, ana, requests, changed):
    topic = written("…", title="Freezing a bank account without a court order", status="solved")
    other = written("…", title="Quite another matter")
    assert [one.title for one in similar(chloe.membership, "freezing bank accounts", forum=requests)] == [topic.title]
    if changed == "hidden":
        # Its row is that of the opening, until the index has one of the title alone.
        Post.objects.filter(topic=topic).update(hidden_at=timezone.now())
    else:
        Topic.objects.filter(pk=topic.pk).update(**({"code": "RED"} if changed == "code" else {"merged_into": other}))
    assert similar(chloe.membership, "freezing bank accounts", forum=requests) == []


def test_one_word_of_three_does_not_make_a_topic_similar(written, chloe, requests):
    written("A letter was sent.", title="Transfer of a sentenced person", status="solved")
    written("…", title="Translation of a letter")
    found = [one.title for one in similar(chloe.membership, "Translation of a bank letter", forum=requests)]
    assert found == ["Translation of a letter"]


def test_guests_find_nothing_and_observers_what_is_wide_or_marked_for_them(written, found, gita, otto, ocean, ana):
    written("extradition", title="Amber")
    written("extradition", title="Green", code="GREEN")
    written("extradition", title="Marked", where=make.forum(ocean, "open", for_observers=True))
    assert found(gita, "extradition") == []
    assert found(otto, "extradition") == ["Marked", "Green"]


@pytest.mark.parametrize("code", ["GREEN", "CLEAR"])
def test_from_outside_nobody_learns_by_a_search_who_wrote_it(written, found, ana, chloe, dara, code):
    """Dara is told "Legal officer, State" of what is GREEN elsewhere: neither a hit nor its absence says a name."""
    ana.membership.member.name = "Ana Ramgoolam"
    ana.membership.member.save(update_fields=["name"])
    state = ana.membership.authority.body.alpha2
    written("extradition", title="Green", code=code)
    assert found(dara, "extradition") == ["Green"]
    assert found(dara, "extradition from:ramgoolam") == []
    assert found(dara, "extradition from:somebody") == []
    assert found(dara, "extradition -from:ramgoolam") == ["Green"]
    # By what he is told: the State. And inside, by the name.
    assert found(dara, f"extradition from:{state}") == ["Green"]
    assert found(dara, f"extradition -from:{state}") == []
    for persona in (ana, chloe):
        assert found(persona, "extradition from:ramgoolam") == ["Green"]
        assert found(persona, "extradition -from:ramgoolam") == []
    assert found(ana, "extradition from:me") == ["Green"]


def test_what_one_reads_elsewhere_is_left_out_of_a_search_by_name_and_what_stands_inside_is_not(
    written, found, ana, dara, sahel
):
    """Ana writes in both networks; Dara reads by name what stands in his own."""
    ana.membership.member.name = "Ana Ramgoolam"
    ana.membership.member.save(update_fields=["name"])
    written("extradition", title="Outside", code="GREEN")
    written("extradition", title="Inside", where=make.forum(sahel, "inside"))
    assert sorted(found(dara, "extradition")) == ["Inside", "Outside"]
    assert found(dara, "extradition from:ramgoolam") == ["Inside"]
    assert found(dara, "extradition -from:ramgoolam") == ["Outside"]
