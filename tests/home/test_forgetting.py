"""Former members are forgotten after two years, what was read from where after one; their posts stay."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from forum.models import Bookmark, Hold, Post
from forum.names import forget
from home.actions.forgetting import forget_former, forget_reading
from network import audit
from network.guard import Refused
from network.models import AuditEntry, AuditText, Member, Membership, Nomination, ReadEntry, Session, TotpFactor, Visit
from network.readers import as_system
from tests.factories import forum as make

pytestmark = pytest.mark.django_db

CLOCK = as_system("a test")


def ended(persona, days: int) -> None:
    Membership.objects.filter(pk=persona.membership.pk).update(
        since=timezone.now() - timedelta(days=days + 30), until=timezone.now() - timedelta(days=days)
    )


def test_of_a_former_member_the_state_is_left_and_the_posts(ana, chloe, ocean):
    topic = make.topic(make.forum(ocean), ana.membership)
    post = make.post(topic, chloe.membership, "What we do in such cases.")
    Bookmark.objects.create(membership=chloe.membership, post=post, note="Mine.", at=timezone.now())
    TotpFactor.objects.create(user=chloe.member, confirmed=True)
    Nomination.objects.create(
        authority=chloe.membership.authority,
        email=chloe.member.email,
        name="Chloe Example",
        nominated_at=timezone.now(),
        status="accepted",
    )
    before = chloe.member.email
    ended(chloe, 731)
    assert forget_former(actor=CLOCK) == 1
    member = Member.objects.get(pk=chloe.member.pk)
    assert (member.name, member.has_usable_password()) == ("", False)
    assert not Member.objects.filter(email=before).exists()
    assert not Nomination.objects.filter(email=before).exists()
    assert Nomination.objects.get().name == ""
    assert Membership.objects.get(pk=chloe.membership.pk).function == {}
    assert Bookmark.objects.count() == TotpFactor.objects.count() == 0
    assert Post.objects.filter(pk=post.pk).exists()
    forget()
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    assert "What we do in such cases." in page
    assert "Former officer" in page
    assert "France" in page
    for gone in ("Chloe Example", "Bureau for mutual assistance", before):
        assert gone not in page
    assert forget_former(actor=CLOCK) == 0
    assert AuditEntry.objects.filter(act="member_forgotten").count() == 1


def test_who_left_lately_or_has_another_place_is_not_forgotten(ana, chloe, mali):
    ended(chloe, 729)
    ended(ana, 800)
    Membership.objects.create(member=ana.member, authority=mali, since=timezone.now(), function={"en": "Officer"})
    assert forget_former(actor=CLOCK) == 0
    assert Member.objects.get(pk=ana.member.pk).name == "Ana Example"


def test_who_wrote_in_a_topic_that_is_held_is_not_forgotten(chloe, cora, sam, ocean):
    topic = make.topic(make.forum(ocean), chloe.membership)
    now = timezone.now()
    hold = Hold.objects.create(
        topic=topic,
        reason="A court.",
        asked_by=cora.membership,
        asked_at=now,
        confirmed_by=sam.membership,
        confirmed_at=now,
    )
    ended(chloe, 800)
    assert forget_former(actor=CLOCK) == 0
    Hold.objects.filter(pk=hold.pk).update(ended_at=now)
    assert forget_former(actor=CLOCK) == 1


def test_words_of_the_record_about_a_former_member_go_and_the_chain_stays_whole(chloe, sam):
    with transaction.atomic():
        audit.record(
            "membership_ended", actor=sam.membership, subject=chloe.membership, duty="membership", words="Ill."
        )
    ended(chloe, 800)
    forget_former(actor=CLOCK)
    assert AuditText.objects.count() == 0
    assert list(audit.faults(AuditEntry.objects.all())) == []


def test_a_few_are_forgotten_at_a_time(ana, ben, chloe):
    for persona in (ana, ben, chloe):
        ended(persona, 800)
    assert [forget_former(actor=CLOCK, limit=2) for _turn in range(3)] == [2, 1, 0]


def test_the_read_log_and_network_addresses_go_after_a_year(sara, ocean):
    now = timezone.now()
    visit = Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A question.", since=now, until=now + timedelta(hours=1)
    )
    for days in (364, 366):
        ReadEntry.objects.create(visit=visit, at=now - timedelta(days=days), route="network:network")
    _signed_in = sara.client
    Session.objects.update(place="192.0.2.0/24", started_at=now - timedelta(days=366))
    Member.objects.filter(pk=sara.member.pk).update(
        last_place="192.0.2.0/24", last_sign_in_at=now - timedelta(days=366)
    )
    assert forget_reading(actor=CLOCK) == 1
    assert ReadEntry.objects.count() == 1
    assert Session.objects.get().place == ""
    assert Member.objects.get(pk=sara.member.pk).last_place == ""


def test_only_the_clock_forgets(sam):
    with pytest.raises(Refused):
        forget_former(actor=sam.membership)
    with pytest.raises(Refused):
        forget_reading(actor=sam.membership)
