"""Parts of the rule of reading that another part hides nearly everywhere: each is asked where it stands alone."""

import pytest
from django.utils import timezone

from forum.access.coded import forum_members, readers_anew
from forum.access.offers import consenting
from forum.access.speaking import speakers_for, spoken_for_by
from forum.actions import add_post, add_topic, flag_post
from forum.models import Attachment, Erasure, Flag, Hold, NamedAuthority, NamedMember, Offer, Post, SearchRow, Topic
from forum.pages.filling import holdings, people_in
from forum.querysets.unread import unread_narrowed
from forum.search.index import reindex_posts
from network.guard import Refused, audience_of
from network.models import ContactPoint, Membership
from tests.factories import forum as make
from tests.personas import contact_point, long_ago, membership, network
from writing.mentions import mention_text
from writing.models import StoredFile


@pytest.fixture
def topic(ocean, ana):
    return make.topic(make.forum(ocean), ana.membership)


def test_an_observer_of_an_office_that_is_named_hears_nothing_under_amber_strict(topic, otto, ben, ana):
    for one in (otto, ben):
        NamedAuthority.objects.get_or_create(
            topic=topic,
            authority=one.membership.authority,
            defaults={"named_by": ana.membership, "named_at": timezone.now()},
        )
    Topic.objects.filter(pk=topic.pk).update(code="AMBER+STRICT")
    topic.refresh_from_db()
    assert ben.membership in audience_of(topic)
    assert otto.membership not in audience_of(topic)


@pytest.mark.parametrize("status", [Offer.Status.ACCEPTED, Offer.Status.OFFERED])
def test_an_observer_with_a_place_by_mistake_hears_nothing_that_an_offer_brought(topic, otto, ana, sahel, mali, status):
    Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=make.forum(sahel, "brought"),
        proposed_by=ana.membership,
        proposed_at=timezone.now(),
        status=status,
    )
    lead = membership("lead", mali)
    for one in (lead, otto.membership):
        contact_point(one, sahel, "coordinator")
    assert lead in audience_of(topic)
    assert otto.membership not in audience_of(topic)


def test_what_is_offered_is_heard_of_by_those_alone_who_decide_now(topic, ana, sahel, mali):
    Offer.objects.create(
        topic=topic, network=sahel, proposed_by=ana.membership, proposed_at=timezone.now(), status=Offer.Status.OFFERED
    )
    lead, former, point, elsewhere = (membership(name, mali) for name in ("lead", "former", "point", "elsewhere"))
    for one, role in ((lead, "coordinator"), (former, "coordinator"), (point, "contact_point")):
        contact_point(one, sahel, role)
    ContactPoint.objects.filter(membership=former).update(until=timezone.now())
    contact_point(elsewhere, network("elsewhere", "Another network"), "coordinator")
    assert {lead, former, point, elsewhere} & set(audience_of(topic)) == {lead}


def test_who_is_counted_in_a_forum_is_who_is_a_member_now(ocean, mauritius, ana, otto):
    left = membership("left-with-place", mauritius)
    for one in (left, otto.membership):
        contact_point(one, ocean)
    Membership.objects.filter(pk=left.pk).update(until=timezone.now())
    inside = set(Membership.objects.filter(forum_members(ocean.pk)))
    assert {ana.membership, left, otto.membership} & inside == {ana.membership}


def test_who_will_read_a_new_topic_of_an_office_are_its_officers_of_now(ocean, ana, ben, chloe, mauritius):
    observer = membership("observer", mauritius, role=Membership.Role.OBSERVER)
    former = membership("former", mauritius, until=timezone.now())
    will_read = set(readers_anew(ana.membership, ocean.pk, "AMBER+STRICT", [], []))
    assert {ana.membership, ben.membership} <= will_read
    assert not will_read & {observer, former, chloe.membership}


def test_a_coordinator_from_whom_a_code_keeps_the_post_hears_of_no_report_on_it(topic, ana, ben, chloe, cora):
    open_to_all, closed = make.post(topic, chloe.membership), make.post(topic, chloe.membership, code="RED")
    NamedMember.objects.create(topic=topic, membership=ben.membership, named_by=ana.membership, named_at=timezone.now())
    heard = [audience_of(flag_post(actor=ben.membership, post=post, kind="conduct")) for post in (open_to_all, closed)]
    assert [cora.membership in members for members in heard] == [True, False]


def test_the_row_of_a_file_is_found_by_those_alone_who_may_have_the_file(topic, ana, ben):
    post = make.post(topic, ana.membership)
    now = timezone.now()
    for name, code in (("open.pdf", ""), ("closed.pdf", "RED")):
        file = StoredFile.objects.create(owner=ana.membership, name="x", announced=1, stored=name, created_at=now)
        Attachment.objects.create(post=post, position=len(name), file=file, name=name, at=now, code=code)
    Post.objects.filter(pk=post.pk).update(holds="f")
    reindex_posts([post.pk])
    rows = SearchRow.objects.visible_to(ben.membership).filter(attachment__isnull=False)
    assert [row.attachment.name for row in rows] == ["open.pdf"]


def test_of_the_row_of_a_closed_file_those_alone_hear_who_may_have_the_file(topic, ana, ben, chloe):
    post = make.post(topic, ana.membership)
    NamedMember.objects.create(topic=topic, membership=ben.membership, named_by=ana.membership, named_at=timezone.now())
    now = timezone.now()
    file = StoredFile.objects.create(owner=ana.membership, name="x", announced=1, stored="x", created_at=now)
    Attachment.objects.create(post=post, position=0, file=file, name="closed.pdf", at=now, code="RED")
    Post.objects.filter(pk=post.pk).update(holds="f")
    reindex_posts([post.pk])
    of_file, of_post = (SearchRow.objects.get(post=post, attachment__isnull=none) for none in (False, True))
    asked = (ben.membership, chloe.membership)
    assert [who in audience_of(of_file) for who in asked] == [True, False]
    assert [who in audience_of(of_post) for who in asked] == [True, True]


def test_a_manager_speaks_for_those_who_left_the_own_office_and_for_nobody_else(topic, mauritius, france, ana):
    manager = membership("manager", mauritius, role="manager")
    membership("manager-elsewhere", france, role="manager")
    left = membership("left", mauritius, until=long_ago(1))
    elsewhere = membership("elsewhere", france, until=long_ago(1))
    for author in (left, elsewhere):
        make.post(topic, author)
    spoken = Post.objects.filter(spoken_for_by(manager, "author"))
    assert {post.author_id for post in spoken} == {left.pk}
    assert set(Membership.objects.filter(speakers_for(left))) == {manager}


def test_of_a_topic_that_its_proposer_reads_no_more_he_hears_no_more_of_the_offer(topic, ana, henri, sahel):
    offer = Offer.objects.create(
        topic=topic, network=sahel, proposed_by=henri.membership, proposed_at=timezone.now(), status="proposed"
    )
    assert {ana.membership, henri.membership} <= set(audience_of(offer))
    ContactPoint.objects.filter(membership=henri.membership).update(until=timezone.now())
    assert ana.membership in audience_of(offer)
    assert henri.membership not in audience_of(offer)


def test_for_an_author_who_has_left_no_manager_consents_who_has_left_too(ocean, ana, ben):
    topic = make.topic(make.forum(ocean), ana.membership, code="GREEN")
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    topic = Topic.objects.select_related("author").get(pk=topic.pk)
    assert ben.membership in consenting(topic)
    Membership.objects.filter(pk=ben.membership.pk).update(until=timezone.now())
    assert not consenting(topic).exists()


def test_posts_that_a_code_keeps_from_a_reader_are_not_counted_as_unread(topic, ana, chloe):
    make.post(topic, ana.membership)
    closed = make.post(topic, ana.membership, code="RED")
    assert not Post.objects.visible_to(chloe.membership).filter(pk=closed.pk).exists()
    assert unread_narrowed(chloe.membership, [topic.pk]) == {topic.pk: 2}


def test_of_a_post_that_he_does_not_read_nobody_is_told_whom_it_names(topic, ana, chloe):
    # Of a post that nobody else reads a mention is kept of the author alone.
    said = mention_text("member", ana.membership.public_id, "Legal officer, Mauritius")
    both = [add_post(author=ana.membership, topic=topic, body=f"{said}: when?", code=code) for code in ("", "RED")]
    held = holdings(chloe.membership, Post.objects.filter(pk__in=[post.pk for post in both]))
    assert people_in(held) == {ana.membership.pk}
    assert set(held) == {both[0].pk}


def test_whose_office_has_a_place_in_a_network_puts_no_question_to_it_from_outside(topic, chloe, dara):
    asked = {"forum": topic.forum, "kind": "question", "title": "When?", "body": "And how?", "from_outside": True}
    assert add_topic(author=dara.membership, **asked).asked_by == dara.membership.authority
    with pytest.raises(Refused, match="contact point asks there"):
        add_topic(author=chloe.membership, **asked)


def test_a_coordinator_hears_of_no_report_on_what_he_wrote_himself(topic, ana, cora, henri):
    ContactPoint.objects.filter(membership=henri.membership).update(role="coordinator")
    told = {"flagged_by": ana.membership, "at": timezone.now(), "network": topic.network, "kind": "conduct"}
    flag = Flag.objects.create(post=make.post(topic, cora.membership), **told)
    assert {cora.membership, henri.membership} & set(audience_of(flag)) == {henri.membership}


def test_a_duty_without_the_office_of_the_secretariat_judges_nothing(topic, ana, sam):
    post = make.post(topic, ana.membership)
    now = timezone.now()
    Flag.objects.create(
        post=post, flagged_by=ana.membership, at=now, network=topic.network, kind="conduct", to_secretariat=True
    )
    Hold.objects.create(topic=topic, reason="A court", asked_by=ana.membership, asked_at=now)
    Erasure.objects.create(post=post, asked_by=ana.membership, asked_at=now)
    for judged in (Flag, Hold, Erasure):
        assert judged.objects.visible_to(sam.membership).exists()
    sam.membership.role = Membership.Role.MEMBER
    for judged in (Flag, Hold, Erasure):
        assert not judged.objects.visible_to(sam.membership).exists(), judged
