"""The index follows what is done: edited, hidden, erased, moved, split, merged, coded, offered, withdrawn."""

import pytest
from django.utils import timezone

from forum.actions import (
    accept_offer,
    add_post,
    add_topic,
    consent_to_offer,
    edit_post,
    hide_post,
    merge_topics,
    move_topic,
    propose_offer,
    set_post_code,
    set_topic_code,
    show_post,
    split_topic,
    withdraw_offer,
)
from forum.actions.erasing import ask_erasure, erase_post
from forum.models import Post, SearchRow
from jobs.worker import Worker
from network.guard import audience_of
from tests.factories import forum as make
from tests.personas import Persona, contact_point, membership


@pytest.fixture
def asked(requests, ana):
    """Ana's question, which stands in the index."""
    topic = add_topic(author=ana.membership, forum=requests, kind="question", title="Dossier", body="extradition")
    worked()
    return topic


def worked() -> None:
    Worker().drain()


def test_a_title_is_found_though_the_opening_is_hidden_and_no_word_of_the_opening(asked, found, ana, chloe, dara, cora):
    hide_post(actor=cora.membership, post=asked.posts.get(), reason="A name.")
    # With the act itself: no job need come for it.
    assert not SearchRow.objects.exists()
    assert found(chloe, "extradition") == []
    worked()
    for persona in (chloe, ana, cora):
        assert (found(persona, "dossier"), found(persona, "extradition")) == (["Dossier"], [])
    assert found(dara, "dossier") == []
    row = SearchRow.objects.get()
    assert "extradition" not in row.words
    assert chloe.membership in audience_of(row)
    assert dara.membership not in audience_of(row)
    page = chloe.client.get("/search/", {"q": "dossier"}).content.decode()
    assert 'class="hit"' in page
    assert "extradition" not in page
    show_post(actor=cora.membership, post=asked.posts.get(), reason="A mistake.")
    worked()
    assert (found(chloe, "dossier"), found(chloe, "extradition")) == (["Dossier"], ["Dossier"])


def test_what_is_offered_is_found_by_those_who_decide_and_lost_when_it_is_withdrawn(
    asked, found, ana, dara, both, sahel
):
    make.forum(sahel, "before")
    offer = propose_offer(actor=both.membership, topic=asked, network=sahel)
    worked()
    assert found(dara, "extradition") == []
    consent_to_offer(actor=ana.membership, offer=offer)
    worked()
    decides = membership("decides", dara.membership.authority)
    contact_point(decides, sahel, "coordinator")
    assert found(Persona(decides), "extradition") == ["Dossier"]
    assert found(dara, "extradition") == []
    accept_offer(actor=both.membership, offer=offer, forum=make.forum(sahel, "there"))
    worked()
    assert found(dara, "extradition") == ["Dossier"]
    withdraw_offer(actor=ana.membership, offer=offer)
    assert found(dara, "extradition") == []


def test_what_its_author_offers_is_found_at_once_by_those_who_decide(asked, found, ana, dara, sahel):
    decides = membership("decides", dara.membership.authority)
    contact_point(decides, sahel, "coordinator")
    make.forum(sahel, "before")
    propose_offer(actor=ana.membership, topic=asked, network=sahel)
    worked()
    assert found(Persona(decides), "extradition") == ["Dossier"]


def test_what_is_offered_is_found_where_no_forum_has_been_opened_yet(asked, found, ana, chloe, dara, sahel):
    decides = membership("decides", dara.membership.authority)
    contact_point(decides, sahel, "coordinator")
    propose_offer(actor=ana.membership, topic=asked, network=sahel)
    worked()
    assert not sahel.forums.exists()
    assert found(Persona(decides), "extradition") == ["Dossier"]
    assert found(Persona(decides), f"extradition from:{ana.membership.authority.body.alpha2}") == ["Dossier"]
    # He decides from outside, and is told no officer by name.
    assert found(Persona(decides), "extradition from:ana") == []
    assert found(dara, "extradition") == []


def test_what_is_edited_is_found_by_its_new_words(asked, found, ana, chloe):
    edit_post(actor=ana.membership, post=asked.posts.get(), body="confiscation", version=1)
    worked()
    assert (found(chloe, "extradition"), found(chloe, "confiscation")) == ([], ["Dossier"])


def test_what_is_moved_is_found_where_it_stands(asked, found, ana, chloe, dara, both, sahel):
    offer = propose_offer(actor=both.membership, topic=asked, network=sahel)
    consent_to_offer(actor=ana.membership, offer=offer)
    # What the offer asked of the index is done before the topic moves.
    worked()
    move_topic(actor=both.membership, topic=asked, forum=make.forum(sahel, "there"), reason="It concerns the Sahel.")
    assert found(chloe, "extradition") == []
    worked()
    assert found(chloe, "extradition") == []
    assert found(dara, "extradition in:there") == ["Dossier"]


def test_what_is_split_and_merged_is_found_under_its_new_title(asked, found, requests, ana, chloe, cora):
    post = add_post(author=ana.membership, topic=asked, body="confiscation")
    worked()
    new = split_topic(actor=cora.membership, topic=asked, posts=[post], title="Another", reason="Two questions.")
    worked()
    assert (found(chloe, "confiscation"), found(chloe, "another")) == (["Another"], ["Another"])
    merge_topics(actor=cora.membership, topic=new, target=asked, reason="One after all.")
    worked()
    assert (found(chloe, "confiscation"), found(chloe, "another")) == (["Dossier"], [])


def test_what_is_coded_anew_is_found_by_those_named_alone_and_by_everybody_when_it_is_wide(
    asked, found, ana, chloe, dara
):
    post = add_post(author=ana.membership, topic=asked, body="confiscation")
    set_topic_code(actor=ana.membership, topic=asked, code="GREEN")
    worked()
    assert found(dara, "confiscation code:green") == ["Dossier"]
    set_post_code(actor=ana.membership, post=post, code="RED")
    assert (found(chloe, "confiscation"), found(dara, "confiscation")) == ([], [])
    worked()
    assert (found(chloe, "confiscation"), found(dara, "confiscation")) == ([], [])
    assert found(dara, "extradition") == ["Dossier"]
    set_topic_code(actor=ana.membership, topic=asked, code="RED")
    assert (found(chloe, "extradition"), found(dara, "extradition")) == ([], [])


def test_what_is_erased_leaves_no_word(asked, found, ana, chloe, cora):
    post = asked.posts.get()
    erasure = ask_erasure(actor=ana.membership, post=post, reason="A name.")
    erase_post(actor=cora.membership, erasure=erasure)
    assert not SearchRow.objects.exists()
    worked()
    assert (found(chloe, "extradition"), found(chloe, "dossier")) == ([], [])
    assert Post.objects.get().erased_at <= timezone.now()
