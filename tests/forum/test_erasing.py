"""Erasing: asked by one, done by another; nothing of the text is left; a hold stops it."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.actions.retention import remove_old_topics
from forum.models import (
    Attachment,
    Erasure,
    Flag,
    Forum,
    Mention,
    ModerationAct,
    NamedMember,
    Poll,
    Post,
    PostVersion,
    Quote,
    Topic,
)
from network.conflicts import Conflict
from network.guard import Refused
from network.models import AuditEntry, ContactPoint, Session
from network.readers import as_system
from tests.factories import forum as make
from tests.personas import membership
from writing.files import store
from writing.models import Draft, Finding, StoredFile

pytestmark = pytest.mark.django_db

SECRET = "The passport is 12AB34567."
CLOCK = as_system("a test")


@pytest.fixture
def post(topic, chloe):
    return make.post(topic, chloe.membership, SECRET)


def asked(by, post, reason="Personal data of a witness."):
    return actions.ask_erasure(actor=by.membership, post=post, reason=reason)


def everything_about(post, ana, topic):
    """Let the words of POST stand wherever they may stand."""
    now = timezone.now()
    other = make.post(topic, ana.membership, "> /posts/x/")
    PostVersion.objects.create(post=post, number=1, body=SECRET, written_at=now, replaced_at=now)
    Quote.objects.create(post=other, place=1, quoted=post, excerpt=SECRET)
    Quote.objects.create(post=post, place=1, quoted=other, excerpt="Something.")
    Mention.objects.create(post=post, place=2, membership=ana.membership)
    poll = Poll.objects.create(post=post, question=SECRET, voter="member", until=now)
    poll.choices.create(position=1, label=SECRET)
    path = store.place("erased-test")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SECRET)
    stored = StoredFile.objects.create(
        owner=post.author, name="passport.pdf", announced=1, stored="erased-test", created_at=now, attached=True
    )
    Attachment.objects.create(post=post, position=1, file=stored, name="passport.pdf", at=now)
    Finding.objects.create(
        membership=post.author, kind="passport", decision="confirmed", label="forum.Post", thing_id=post.pk, at=now
    )
    Flag.objects.create(post=post, network=topic.network, flagged_by=ana.membership, kind="other", words=SECRET, at=now)
    quoting = {"body": f"Before.\n\n> /posts/{post.public_id}/\n> {SECRET}\n\nAfter."}
    Draft.objects.create(
        membership=ana.membership,
        place="topic:somewhere",
        label="forum.Forum",
        thing_id=1,
        fields=quoting,
        saved_at=now,
    )
    Draft.objects.create(
        membership=ana.membership,
        place=f"reply:{topic.public_id}",
        label="forum.Topic",
        thing_id=topic.pk,
        fields={"body": f"> {SECRET}\n\nMy own words."},
        saved_at=now,
    )
    Draft.objects.create(
        membership=post.author,
        place=f"edit:{post.public_id}",
        label="forum.Post",
        thing_id=post.pk,
        fields={"body": SECRET},
        saved_at=now,
    )
    return other


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


# Holds.


def held(cora, sam, topic):
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    return actions.confirm_hold(actor=sam.membership, hold=hold)


def test_a_hold_that_a_coordinator_confirms_stands_in_the_log_as_his(cora, henri, topic):
    ContactPoint.objects.filter(membership=henri.membership).update(role="coordinator")
    held(cora, henri, topic)
    assert list(ModerationAct.objects.values_list("act", "role")) == [("held", "coordinator")]


def test_while_a_hold_stands_nothing_is_erased(chloe, cora, sam, topic, post):
    erasure = asked(chloe, post)
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    actions.confirm_hold(actor=sam.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.erase_post(actor=cora.membership, erasure=erasure)
    with pytest.raises(Conflict):
        asked(chloe, topic.posts.get(seq=post.seq))
    actions.ask_end(actor=cora.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.erase_post(actor=cora.membership, erasure=erasure)
    actions.end_hold(actor=sam.membership, hold=hold)
    actions.erase_post(actor=cora.membership, erasure=erasure)
    acts = ModerationAct.objects.order_by("pk").values_list("act", "role")
    assert list(acts) == [("held", "secretariat"), ("released", "secretariat"), ("erased", "author")]


def test_a_hold_that_nobody_confirmed_stops_nothing(chloe, cora, topic, post):
    actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    actions.erase_post(actor=cora.membership, erasure=asked(chloe, post))


def test_nobody_confirms_or_ends_a_hold_alone(cora, sam, topic):
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    with pytest.raises(Refused):
        actions.confirm_hold(actor=cora.membership, hold=hold)
    actions.confirm_hold(actor=sam.membership, hold=hold)
    with pytest.raises(Conflict):
        actions.end_hold(actor=cora.membership, hold=hold)
    actions.ask_end(actor=cora.membership, hold=hold)
    with pytest.raises(Refused):
        actions.end_hold(actor=cora.membership, hold=hold)
    actions.end_hold(actor=sam.membership, hold=hold)
    for late in (actions.confirm_hold, actions.ask_end, actions.end_hold):
        with pytest.raises(Conflict):
            late(actor=sam.membership, hold=hold)


def test_holds_are_for_coordinators_and_the_secretariat(ana, chloe, cora, henri, dara, tess, topic):
    for persona in (ana, chloe, henri, dara, tess):
        with pytest.raises(Refused):
            actions.ask_hold(actor=persona.membership, topic=topic, reason="No.")
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    for persona in (ana, chloe, henri, dara, tess):
        for act in (actions.confirm_hold, actions.ask_end, actions.end_hold):
            with pytest.raises(Refused):
                act(actor=persona.membership, hold=hold)


def test_of_the_secretariat_only_content_officers_hold_what_everybody_reads(sam, tess, topic):
    Topic.objects.filter(pk=topic.pk).update(code="GREEN")
    assert Topic.objects.visible_to(tess.membership).filter(pk=topic.pk).exists()
    with pytest.raises(Refused):
        actions.ask_hold(actor=tess.membership, topic=topic, reason="No.")
    assert actions.ask_hold(actor=sam.membership, topic=topic, reason="A court.").asked_by == sam.membership


def test_one_hold_of_a_topic_at_a_time(cora, topic):
    actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")
    with pytest.raises(Conflict):
        actions.ask_hold(actor=cora.membership, topic=topic, reason="A court.")


def test_a_hold_is_set_and_ended_by_its_pages(cora, sam, topic):
    cora.client.post(reverse("forum:ask_hold", args=[topic.public_id]), {"reason": "A court."})
    hold = topic.holds.get()
    address = reverse("forum:hold", args=[hold.public_id])
    assert "it takes a second person" in cora.client.get(address).content.decode()
    for client, step in ((sam.client, "confirm"), (cora.client, "ask_end"), (sam.client, "end")):
        assert client.post(address, {"step": step}).status_code == 302
    hold.refresh_from_db()
    assert hold.ended_at is not None


# What is past its time.


def years_ago(years: int):
    return timezone.now() - timedelta(days=366 * years)


def test_a_topic_past_the_years_of_its_forum_goes_whole_and_a_younger_stays(ana, chloe, cora, requests, topic):
    old = make.topic(requests, ana.membership, posts=3, title="An old one", at=years_ago(10))
    everything_about(make.post(old, chloe.membership, SECRET, created_at=years_ago(10)), ana, old)
    Post.objects.filter(topic=old).update(created_at=years_ago(10))
    Topic.objects.filter(pk=old.pk).update(last_post_at=years_ago(10))
    actions.lock_topic(actor=cora.membership, topic=old, reason="Long over.")
    assert remove_old_topics(actor=CLOCK) == 1
    assert not Topic.objects.filter(pk=old.pk).exists()
    assert not Post.objects.filter(topic_id=old.pk).exists()
    assert Topic.objects.filter(pk=topic.pk).exists()
    assert AuditEntry.objects.filter(act="topic_removed_by_age").count() == 1
    assert remove_old_topics(actor=CLOCK) == 0


def test_what_is_held_stays(ana, cora, sam, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    held(cora, sam, old)
    assert remove_old_topics(actor=CLOCK) == 0
    assert Topic.objects.filter(pk=old.pk).exists()


def test_a_stricter_post_of_today_keeps_an_old_topic(ana, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    make.post(old, ana.membership, code="RED")
    Topic.objects.filter(pk=old.pk).update(last_post_at=years_ago(11))
    assert remove_old_topics(actor=CLOCK) == 0


def test_of_a_topic_that_few_read_no_act_is_left_for_the_network(ana, cora, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11), code="RED")
    NamedMember.objects.create(topic=old, membership=cora.membership, named_by=ana.membership, named_at=timezone.now())
    actions.lock_topic(actor=cora.membership, topic=old, reason="Known to few.")
    remove_old_topics(actor=CLOCK)
    assert ModerationAct.objects.count() == 0


def test_each_run_removes_a_few_and_the_next_goes_on(ana, requests):
    for _turn in range(3):
        make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    assert [remove_old_topics(actor=CLOCK, limit=2) for _turn in range(3)] == [2, 1, 0]


def test_what_was_merged_into_an_old_topic_goes_with_it(ana, requests):
    old = make.topic(requests, ana.membership, posts=1, at=years_ago(11))
    make.topic(requests, ana.membership, posts=0, at=years_ago(11), merged_into=old)
    assert remove_old_topics(actor=CLOCK) == 1
    assert Topic.objects.count() == 0


def test_only_the_clock_removes(sam):
    with pytest.raises(Refused):
        remove_old_topics(actor=sam.membership)


def test_the_coordinator_says_for_how_many_years_a_forum_keeps(ana, cora, requests):
    address = reverse("forum:retention", args=[requests.public_id])
    assert ana.client.post(address, {"years": 3}).status_code == 403
    assert cora.client.post(address, {"years": 0}).status_code == 422
    assert cora.client.post(address, {"years": 3}).status_code == 302
    assert Forum.objects.get(pk=requests.pk).retention_years == 3
    assert AuditEntry.objects.get(act="retention_set").text.words == "10 → 3"
