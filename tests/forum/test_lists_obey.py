"""What a forum's list shows and counts, held against the rule for readers whom the list's own condition could miss."""

from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from django.utils import timezone

from forum.models import NamedAuthority, NamedMember, Offer, Topic
from forum.pages.across import AcrossPage
from forum.pages.arrivals import counts
from forum.pages.forum import ForumPage
from forum.pages.heads import ForumHead
from tests.factories import forum as make


def listed(who, place):
    head = ForumHead.find(who.membership, place.public_id)
    return [row.title for row in ForumPage.load(who.membership, head, {}).topics]


def across(who):
    return [row.title for row in AcrossPage.load(who.membership, QueryDict("")).topics]


def seen(who, place):
    return list(Topic.objects.visible_to(who.membership).filter(forum=place).values_list("title", flat=True))


def unread(who, place):
    return counts(who.membership, [], [place.public_id])["forums"]


@pytest.fixture
def marked(ocean):
    return make.forum(ocean, "marked", for_observers=True)


def test_an_observer_finds_in_no_list_what_names_the_own_office_or_was_named_before(otto, ana, marked):
    now = timezone.now()
    strict = make.topic(marked, ana.membership, title="For offices", code=Topic.Code.AMBER_STRICT)
    NamedAuthority.objects.create(
        topic=strict, authority=otto.membership.authority, named_by=ana.membership, named_at=now
    )
    red = make.topic(marked, ana.membership, title="For persons", code=Topic.Code.RED)
    NamedMember.objects.create(topic=red, membership=otto.membership, named_by=ana.membership, named_at=now)
    assert seen(otto, marked) == []
    assert listed(otto, marked) == []
    assert across(otto) == []
    assert unread(otto, marked) == {marked.public_id: 0}


def test_an_observer_finds_nothing_that_an_offer_brought_from_a_forum_without_observers(
    otto, ana, chloe, requests, sahel
):
    there = make.forum(sahel, "brought", for_observers=True, takes_offers=True)
    topic = make.topic(requests, ana.membership, title="Brought")
    now = timezone.now()
    Offer.objects.create(
        topic=topic,
        network=sahel,
        forum=there,
        status=Offer.Status.ACCEPTED,
        proposed_by=ana.membership,
        proposed_at=now,
        consented_at=now,
    )
    assert not Topic.objects.visible_to(otto.membership).filter(pk=topic.pk).exists()
    assert listed(otto, there) == []
    assert across(otto) == []
    assert unread(otto, there) == {there.public_id: 0}


@pytest.mark.parametrize("direction", ["after", "before"])
def test_an_address_of_a_list_counts_nothing_and_serves_nobody_else(chloe, henri, ana, requests, direction):
    for number in range(30):
        make.topic(requests, ana.membership, title=f"T{number}")
    page = ForumPage.load(chloe.membership, ForumHead.find(chloe.membership, requests.public_id), {})
    cursor = parse_qs(page.older[1:])["after"][0]
    assert not any(str(topic.pk) == part for topic in page.topics for part in cursor.split("."))
    newest = [topic.title for topic in page.topics]
    for who, expected in ((chloe, direction == "after"), (henri, False)):
        head = ForumHead.find(who.membership, requests.public_id)
        other = [one.title for one in ForumPage.load(who.membership, head, {direction: cursor}).topics]
        assert (other == ["T4", "T3", "T2", "T1", "T0"]) is expected
        if who is henri:
            assert other == newest
