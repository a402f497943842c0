"""Erasing: asked by one, done by another; nothing of the text is left; a hold stops it."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.models import (
    Attachment,
    Erasure,
    Flag,
    Mention,
    ModerationAct,
    Poll,
    Post,
    PostVersion,
    Quote,
    Topic,
)
from network.conflicts import Conflict
from network.guard import Refused
from network.models import AuditEntry, ContactPoint, Session
from tests.factories import forum as make
from tests.forum.erasing.things import SECRET, asked, everything_about
from tests.personas import membership
from writing.files import store
from writing.models import Draft, Finding, StoredFile

pytestmark = pytest.mark.django_db


def test_nothing_of_an_erased_text_is_left(ana, chloe, cora, topic, post, django_capture_on_commit_callbacks):
    everything_about(post, ana, topic)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))
    post.refresh_from_db()
    assert (post.body, post.html, post.holds) == ("", "", "")
    assert post.erased_at is not None
    for model in (PostVersion, Mention, Poll, Attachment, StoredFile, Finding):
        assert model.objects.count() == 0, model
    assert list(Quote.objects.values_list("excerpt", flat=True)) == [""]
    assert Flag.objects.get().words == ""
    assert not store.place("erased-test").exists()
    drafts = {draft.place.partition(":")[0]: draft.fields["body"] for draft in Draft.objects.all()}
    assert drafts == {"topic": "Before.\n\n\nAfter.", "reply": "\nMy own words."}


def test_words_copied_without_their_address_leave_the_drafts_of_others_everywhere(dara, chloe, cora, topic):
    copied = "The witness lives at 14 Rue des Palmiers in Port Louis"
    post = make.post(topic, chloe.membership, f"{copied}. Please be careful with that.")
    draft = Draft.objects.create(
        membership=dara.membership,
        place="topic:elsewhere",
        label="forum.Forum",
        thing_id=1,
        fields={"title": "Mine", "body": f"My question.\n\n{copied.upper()}!\n\nMy end.", "requested": ["FR"]},
        saved_at=timezone.now(),
    )
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))
    draft.refresh_from_db()
    assert draft.fields == {"title": "Mine", "body": "My question.\n\n[…]!\n\nMy end.", "requested": ["FR"]}
    assert draft.version == 2


def test_a_draft_older_than_the_post_is_left_as_it_is(dara, chloe, cora, topic):
    body = "Under article 18 the reply may be refused where it is likely to prejudice sovereignty, security or order."
    draft = Draft.objects.create(
        membership=dara.membership,
        place="topic:elsewhere",
        label="forum.Forum",
        thing_id=1,
        fields={"body": body},
        saved_at=timezone.now() - timedelta(days=1),
    )
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, make.post(topic, chloe.membership, body)))
    draft.refresh_from_db()
    assert draft.fields == {"body": body}


def test_a_tombstone_says_when_and_at_whose_request(ana, chloe, cora, topic, post):
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    assert "at the request of its author" in page
    assert "12AB34567" not in page
    act = ModerationAct.objects.get()
    assert (act.act, act.role, act.reason) == ("erased", "author", "Personal data of a witness.")


def test_the_manager_of_the_authority_asks_and_the_tombstone_says_so(ana, ben, cora, topic):
    post = topic.posts.get(seq=2)
    actions.erase_post(actor=cora.membership, erasure=asked(ben, post))
    assert ModerationAct.objects.get().role == "authority"


def test_what_a_coordinator_asked_for_is_said_to_be_asked_by_the_coordinator(cora, henri, post):
    ContactPoint.objects.filter(membership=henri.membership).update(role="coordinator")
    actions.erase_post(actor=henri.membership, erasure=asked(cora, post))
    assert ModerationAct.objects.get().role == "coordinator"


def test_what_is_erased_with_the_opening_is_the_title_too(ana, cora, topic):
    actions.erase_post(actor=cora.membership, erasure=asked(ana, topic.posts.get(seq=1)))
    topic.refresh_from_db()
    assert topic.title == "[…]"


def test_an_erased_answer_is_accepted_no_longer(ana, chloe, cora, topic, post):
    actions.accept_answer(actor=ana.membership, post=post)
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))
    topic.refresh_from_db()
    assert topic.accepted_count == 0


def test_others_do_not_ask(ana, henri, sam, dara, post):
    for persona in (ana, henri, sam, dara):
        with pytest.raises(Refused):
            asked(persona, post)


def test_neither_a_colleague_nor_the_manager_of_another_authority_asks(ana, ben, henri, topic, post):
    own = make.post(topic, ana.membership, SECRET)
    for persona, thing in ((henri, own), (ben, post)):
        with pytest.raises(Refused):
            asked(persona, thing)
    assert asked(ben, own).asked_by == ben.membership


def test_a_manager_who_does_not_see_the_post_asks_nothing(ana, mauritius, topic):
    afar = membership("afar", mauritius, role="manager", function="Head of unit")
    own = make.post(topic, ana.membership, SECRET)
    with pytest.raises(Refused):
        actions.ask_erasure(actor=afar, post=own, reason="Personal data.")


def test_a_coordinator_whom_a_code_keeps_out_decides_nothing(chloe, cora, sam, topic, post):
    erasure = asked(chloe, post)
    queue = reverse("forum:network_reports", args=[topic.network.public_id])
    assert erasure.public_id in cora.client.get(queue).content.decode()
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    assert erasure.public_id not in cora.client.get(queue).content.decode()
    for decide in (actions.erase_post, partial(actions.decline_erasure, reason="No.")):
        with pytest.raises(Refused):
            decide(actor=cora.membership, erasure=Erasure.objects.get(pk=erasure.pk))
    actions.erase_post(actor=sam.membership, erasure=Erasure.objects.get(pk=erasure.pk))


def test_whoever_asked_does_not_erase(cora, sam, post):
    erasure = asked(cora, post)
    with pytest.raises(Refused):
        actions.erase_post(actor=cora.membership, erasure=erasure)
    with pytest.raises(Refused):
        actions.decline_erasure(actor=cora.membership, erasure=erasure, reason="No.")
    actions.erase_post(actor=sam.membership, erasure=erasure)


def test_neither_the_author_nor_others_are_second_persons(ana, chloe, cora, henri, tess, dara, post):
    erasure = asked(cora, post)
    for persona in (ana, chloe, henri, tess, dara):
        with pytest.raises(Refused):
            actions.erase_post(actor=persona.membership, erasure=erasure)


def test_it_is_asked_once_and_decided_once(ana, chloe, cora, sam, post):
    erasure = asked(chloe, post)
    with pytest.raises(Conflict):
        asked(cora, post)
    actions.decline_erasure(actor=cora.membership, erasure=erasure, reason="Nothing personal in it.")
    with pytest.raises(Conflict):
        actions.erase_post(actor=sam.membership, erasure=erasure)
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))
    with pytest.raises(Conflict):
        asked(cora, Post.objects.get(pk=post.pk))
    assert AuditEntry.objects.filter(act="erasure_declined").count() == 1


def test_to_decide_asks_for_fresh_proof(chloe, cora, post):
    erasure = asked(chloe, post)
    client = cora.client
    Session.objects.filter(membership=cora.membership).update(factor_at=timezone.now() - timedelta(hours=1))
    client.post(reverse("forum:erasure", args=[erasure.public_id]), {"decision": "do"})
    assert Erasure.objects.get().status == "asked"
    Session.objects.filter(membership=cora.membership).update(factor_at=timezone.now())
    assert client.post(reverse("forum:erasure", args=[erasure.public_id]), {"decision": "do"}).status_code == 302
    assert Erasure.objects.get().status == "done"


def test_whoever_decides_reads_what_is_reached_and_what_is_not(ana, chloe, cora, topic, post):
    page = cora.client.get(f"/erasures/{asked(chloe, post).public_id}/").content.decode()
    assert "whole sentences, long passages, numbers and addresses" in page
    assert "put into a post of his own without a quotation" in page
    assert "the title of the topic" not in page
    opening = asked(ana, topic.posts.get(seq=1))
    assert "the title of the topic" in cora.client.get(f"/erasures/{opening.public_id}/").content.decode()


def test_to_decline_needs_a_reason(chloe, cora, post):
    erasure = asked(chloe, post)
    address = reverse("forum:erasure", args=[erasure.public_id])
    assert cora.client.post(address, {"decision": "decline"}).status_code == 422
    assert cora.client.post(address, {"decision": "decline", "reason": "Public already."}).status_code == 302
    assert Erasure.objects.get().status == "declined"
