"""Reports: who may report, who sees and judges, when it takes two, and what the reporter hears."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.access.order import judges_as
from forum.actions import set_topic_code
from forum.models import Flag, ModerationAct, Post
from jobs.worker import Worker
from network.conflicts import Conflict
from network.guard import Refused, audience_of
from network.models import ContactPoint
from notices.models import Notice
from tests.factories import forum as make
from tests.personas import Persona, authority, contact_point, membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(topic, ana):
    """A post of Ana's, of Mauritius; the coordinator Cora is of France."""
    return topic.posts.get(seq=2)


@pytest.fixture
def paris(topic, chloe):
    """A post of Chloé's, of the coordinator's own State."""
    return make.post(topic, chloe.membership, "This is nonsense.")


@pytest.fixture
def remy(ocean):
    """A second coordinator, of a third State."""
    who = membership("remy", authority("KM", "Comoros", "Ministry of Justice"), function="Coordinator")
    contact_point(who, ocean, "coordinator")
    return Persona(who)


def flagged(by, post, **given):
    return actions.flag_post(actor=by.membership, post=post, kind="conduct", words="Not civil.", **given)


def judged(by, flag, outcome="upheld", seen="open", **given):
    return actions.judge_flag(actor=by.membership, flag=flag, outcome=outcome, reason="Read again.", seen=seen, **given)


def sees(persona, flag) -> bool:
    return Flag.objects.visible_to(persona.membership).filter(pk=flag.pk).exists()


def test_a_report_is_seen_by_its_maker_and_the_coordinator_and_nobody_else(ana, ben, chloe, cora, sam, dara, post):
    flag = flagged(chloe, post)
    assert [sees(who, flag) for who in (chloe, cora)] == [True, True]
    assert [sees(who, flag) for who in (ana, ben, sam, dara)] == [False] * 4


def test_a_report_against_a_coordinator_goes_to_the_secretariat_and_no_coordinator_sees_it(ana, cora, remy, sam, topic):
    about = make.post(topic, cora.membership, "Because I say so.")
    flag = flagged(ana, about)
    assert flag.to_secretariat
    assert [sees(who, flag) for who in (cora, remy, sam)] == [False, False, True]
    assert cora.client.get(reverse("forum:report", args=[flag.public_id])).status_code == 404


def test_who_says_that_it_concerns_the_coordinator_is_not_read_by_him(chloe, cora, sam, post):
    answer = chloe.client.post(
        reverse("forum:flag", args=[post.public_id]),
        {"kind": "conduct", "words": "They are friends.", "concerns_coordinator": "on"},
    )
    assert answer.status_code == 302
    flag = Flag.objects.get()
    assert [sees(who, flag) for who in (cora, sam)] == [False, True]


def test_a_coordinator_does_not_judge_what_he_reports_himself(cora, sam, post):
    flag = flagged(cora, post)
    with pytest.raises(Refused):
        judged(cora, flag)
    assert judged(sam, flag).status == "upheld"


def test_who_became_coordinator_after_he_reported_does_not_judge_it(chloe, cora, post):
    flag = flagged(chloe, post)
    ContactPoint.objects.filter(membership=chloe.membership).update(role="coordinator")
    with pytest.raises(Refused):
        judged(chloe, flag)
    assert judged(cora, flag).status == "upheld"


def test_an_official_of_the_secretariat_does_not_judge_a_report_about_himself(ana, sam, sara, topic, ocean):
    contact_point(sam.membership, ocean)
    flag = flagged(ana, make.post(topic, sam.membership, "Because we say so."), concerns_coordinator=True)
    with pytest.raises(Refused, match="about you"):
        judged(sam, flag)
    assert judged(sara, flag).status == "upheld"


def test_who_became_coordinator_after_he_was_reported_neither_sees_nor_judges_it(ana, chloe, cora, post):
    flag = flagged(chloe, post)
    ContactPoint.objects.filter(membership=ana.membership).update(role="coordinator")
    assert not sees(ana, flag)
    with pytest.raises(Refused):
        judged(ana, flag)
    assert judged(cora, flag).status == "upheld"


def test_only_practitioners_who_see_the_post_of_another_report_it(ana, dara, gita, otto, post):
    for persona in (ana, dara, gita, otto):
        with pytest.raises(Refused):
            flagged(persona, post)


@pytest.mark.parametrize("fields", [{}, {"kind": ""}, {"kind": "dislike"}, {"words": "I do not like it."}])
def test_who_reports_says_what_is_wrong(chloe, post, fields):
    answer = chloe.client.post(reverse("forum:flag", args=[post.public_id]), fields)
    assert answer.status_code == 422
    assert not Flag.objects.exists()


def test_the_same_post_is_reported_once_until_it_is_judged(chloe, cora, post):
    flag = flagged(chloe, post)
    with pytest.raises(Conflict):
        flagged(chloe, post)
    judged(cora, flag, "dismissed")
    assert flagged(chloe, post).status == "open"


def test_a_report_is_upheld_and_the_post_hidden_at_once_and_the_reporter_hears(chloe, cora, post):
    flag = flagged(chloe, post)
    assert judged(cora, flag, hide=True).status == "upheld"
    post.refresh_from_db()
    assert post.hidden_at is not None
    assert list(ModerationAct.objects.order_by("pk").values_list("act", "role")) == [
        ("hidden", "coordinator"),
        ("judged", "coordinator"),
    ]
    Worker().drain()
    assert list(Notice.objects.filter(kind="report_judged").values_list("membership_id", flat=True)) == [
        chloe.membership.pk
    ]
    page = chloe.client.get(reverse("forum:report", args=[flag.public_id])).content.decode()
    assert "upheld" in page
    assert "Read again." in page


def test_a_dismissed_report_hides_nothing(chloe, cora, post):
    assert judged(cora, flagged(chloe, post), "dismissed", hide=True).status == "dismissed"
    post.refresh_from_db()
    assert post.hidden_at is None


def test_judges_hear_that_a_report_waits(chloe, cora, post):
    flagged(chloe, post)
    Worker().drain()
    told = Notice.objects.filter(kind="report_waits").values_list("membership_id", flat=True)
    assert list(told) == [cora.membership.pk]


def test_about_an_author_of_his_own_state_a_coordinator_judges_only_with_a_second(ana, cora, remy, paris):
    flag = flagged(ana, paris)
    first = judged(cora, flag, hide=True)
    assert (first.status, first.proposed) == ("second", "upheld")
    paris.refresh_from_db()
    assert paris.hidden_at is None
    with pytest.raises(Refused):
        judged(cora, flag, seen="second")
    done = judged(remy, flag, seen="second", hide=True)
    assert (done.status, done.judged_by, done.confirmed_by) == ("upheld", cora.membership, remy.membership)
    paris.refresh_from_db()
    assert paris.hidden_at is not None


def test_the_second_is_not_of_the_same_state_unless_of_the_secretariat(ana, cora, france, ocean, sam, paris):
    other = membership("odile", france, function="Coordinator")
    contact_point(other, ocean, "coordinator")
    flag = flagged(ana, paris)
    judged(cora, flag)
    with pytest.raises(Refused):
        judged(Persona(other), flag, seen="second")
    assert judged(sam, flag, seen="second").status == "upheld"


def test_an_official_who_coordinates_does_not_second_himself(ana, sam, sara, topic, ocean):
    """Of the secretariat, and a coordinator here: as which he judges, he is one person."""
    for who, role in ((sam, "contact_point"), (sara, "coordinator")):
        contact_point(who.membership, ocean, role)
    flag = judged(sara, flagged(ana, make.post(topic, sam.membership, "Because we say so.")))
    assert flag.status == "second"
    with pytest.raises(Refused, match="You have judged"):
        judged(sara, flag, seen="second")


def test_a_second_coordinator_who_judges_otherwise_leaves_it_to_the_secretariat(ana, cora, remy, sam, paris):
    flag = flagged(ana, paris)
    judged(cora, flag, "dismissed")
    left = judged(remy, flag, "upheld", seen="second")
    assert (left.status, left.to_secretariat) == ("open", True)
    assert [sees(who, flag) for who in (cora, remy, sam)] == [False, False, True]
    assert judged(sam, flag, "upheld").status == "upheld"


def test_of_two_judges_one_is_first_and_the_other_is_told(ana, cora, remy, chloe, post, paris):
    flag = flagged(chloe, post)
    judged(cora, flag)
    with pytest.raises(Conflict):
        judged(remy, flag, "dismissed")
    # Both had it open before them; the first only proposed.
    second = flagged(ana, paris)
    judged(cora, second)
    with pytest.raises(Conflict):
        judged(remy, second)
    answer = remy.client.post(
        reverse("forum:report", args=[second.public_id]), {"outcome": "upheld", "reason": "Yes.", "seen": "open"}
    )
    assert answer.status_code == 409
    assert "Somebody else has judged this report in the meantime" in answer.content.decode()


def test_who_only_reported_does_not_judge(chloe, henri, post):
    flag = flagged(henri, post)
    with pytest.raises(Refused):
        judged(henri, flag)
    with pytest.raises(Refused):
        judged(chloe, flag)


def test_the_queue_shows_to_each_judge_what_waits_for_him(ana, chloe, cora, dara, henri, ocean, sam, post):
    flagged(chloe, post)
    flagged(henri, post, concerns_coordinator=True)
    address = reverse("forum:network_reports", args=[ocean.public_id])
    assert cora.client.get(address).content.decode().count("/reports/") >= 1
    assert "Chloe" not in cora.client.get(address).content.decode()
    assert ana.client.get(address).status_code == 403
    assert dara.client.get(address).status_code == 404
    assert ana.client.get(reverse("forum:reports")).status_code == 403
    page = sam.client.get(reverse("forum:reports")).content.decode()
    assert Flag.objects.get(to_secretariat=True).public_id in page
    assert Flag.objects.get(to_secretariat=False).public_id not in page


def test_my_desk_says_how_many_wait_to_those_who_judge(ana, chloe, cora, post):
    flagged(chloe, post)
    words = "1 report or request waits for you"
    assert words in cora.client.get(reverse("home:desk")).content.decode()
    assert words not in chloe.client.get(reverse("home:desk")).content.decode()
    assert words not in ana.client.get(reverse("home:desk")).content.decode()


def test_a_coordinator_who_has_left_judges_no_more(chloe, cora, post):
    flag = flagged(chloe, post)
    ContactPoint.objects.filter(membership=cora.membership).update(role="contact_point")
    with pytest.raises(Refused):
        judged(cora, flag)


def test_who_coordinated_the_network_before_hears_of_no_report(chloe, cora, henri, ocean, post):
    office = ContactPoint.objects.filter(membership=henri.membership, network=ocean)
    office.update(role="coordinator")
    flag = flagged(chloe, post)
    assert henri.membership in audience_of(flag)
    office.update(until=timezone.now())
    # He stays in the network and reads what was reported.
    contact_point(henri.membership, ocean)
    assert Post.objects.visible_to(henri.membership).filter(pk=post.pk).exists()
    assert not sees(henri, flag)
    assert henri.membership not in audience_of(flag)
    assert cora.membership in audience_of(flag)


def test_of_the_secretariat_those_judge_whose_duty_it_is_and_what_is_asked_of_it(chloe, cora, sam, tess, topic, post):
    open_to_coordinators = flagged(chloe, post)
    against = flagged(chloe, make.post(topic, cora.membership, "Because I say so."))
    assert [judges_as(sam.membership, flag) for flag in (open_to_coordinators, against)] == ["", "secretariat"]
    assert [judges_as(tess.membership, flag) for flag in (open_to_coordinators, against)] == ["", ""]
    assert [judges_as(cora.membership, flag) for flag in (open_to_coordinators, against)] == ["coordinator", ""]


def test_who_left_the_secretariat_for_an_authority_judges_as_nobody(henri, sam, post):
    flag = flagged(henri, post, concerns_coordinator=True)
    assert judges_as(sam.membership, flag) == "secretariat"
    sam.membership.role = "member"
    assert judges_as(sam.membership, flag) == ""


def test_a_coordinator_of_another_network_who_reads_the_topic_hears_of_no_report(henri, cora, post, sahel):
    lead = membership("lead", authority("ML", "Mali", "Ministry of Justice"), function="Coordinator")
    contact_point(lead, sahel, "coordinator")
    set_topic_code(actor=post.author, topic=post.topic, code="GREEN")
    flag = flagged(henri, post)
    assert Post.objects.visible_to(lead).filter(pk=post.pk).exists()
    assert cora.membership in audience_of(flag)
    assert lead not in audience_of(flag)


def test_an_observer_with_a_coordinator_s_place_by_mistake_hears_of_no_report(ana, chloe, otto, ocean):
    topic = make.topic(make.forum(ocean, "open", for_observers=True), ana.membership, code="CLEAR")
    said = make.post(topic, chloe.membership)
    contact_point(otto.membership, ocean, "coordinator")
    flag = flagged(ana, said)
    assert Post.objects.visible_to(otto.membership).filter(pk=said.pk).exists()
    assert otto.membership not in audience_of(flag)
