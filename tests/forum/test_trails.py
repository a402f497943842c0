"""A page on which something is done says where the thing stands, what may be read of it by whom, and leads back."""

import re

import pytest

from forum import actions
from forum.models import Erasure, Flag, Hold, Post
from tests.factories import forum as make
from tests.personas import contact_point

TOPIC_FORMS = ["lock", "pace", "move", "split", "merge", "hold"]
POST_FORMS = ["hide", "report", "erase", "code"]


def trail(page: str) -> list[str]:
    """Return the addresses in the breadcrumbs of PAGE, in their order."""
    found = re.search(r'<nav class="breadcrumbs".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def shown(who, address: str) -> str:
    answer = who.client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("form", TOPIC_FORMS)
def test_a_form_about_a_topic_leads_back_to_it_and_shows_its_code(cora, topic, form):
    topic.code = "GREEN"
    topic.save()
    page = shown(cora, f"{topic.get_absolute_url()}{form}/")
    assert topic.get_absolute_url() in trail(page)
    assert "TLP:GREEN" in page.split("<main")[1]


@pytest.mark.parametrize("form", POST_FORMS)
def test_a_form_about_a_post_leads_back_to_it_and_shows_the_code_that_binds_it(cora, ana, topic, form):
    actions.set_post_code(actor=ana.membership, post=make.post(topic, ana.membership, code="GREEN"), code="")
    post = Post.objects.filter(topic=topic).last()
    page = shown(cora, f"/posts/{post.public_id}/{form}/")
    assert trail(page) == [topic.get_absolute_url(), post.get_absolute_url()]
    assert "TLP:AMBER<" in page.split("<main")[1].split("<form")[0]


def test_the_years_of_a_forum_lead_back_to_it(cora, ocean, requests):
    page = shown(cora, f"{requests.get_absolute_url()}keeping/")
    assert trail(page) == [f"/networks/{ocean.public_id}/", requests.get_absolute_url()]


def test_a_report_an_erasure_and_a_hold_lead_back_to_what_they_are_about(ana, chloe, cora, topic):
    post = make.post(topic, ana.membership)
    flag = actions.flag_post(actor=chloe.membership, post=post, kind=Flag.Kind.values[0], words="It names a person.")
    erasure = actions.ask_erasure(actor=ana.membership, post=post, reason="A name.")
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court asks for it.")
    assert (isinstance(flag, Flag), isinstance(erasure, Erasure), isinstance(hold, Hold)) == (True, True, True)
    to_topic = [topic.get_absolute_url()]
    assert trail(shown(cora, f"/reports/{flag.public_id}/")) == [*to_topic, post.get_absolute_url()]
    assert trail(shown(cora, f"/erasures/{erasure.public_id}/")) == [*to_topic, post.get_absolute_url()]
    assert trail(shown(cora, f"/holds/{hold.public_id}/")) == to_topic


def test_who_does_not_see_the_post_is_led_nowhere_by_its_report(ana, chloe, sam, cora, topic, ocean):
    post = make.post(topic, cora.membership, "Against the coordinator.")
    flag = actions.flag_post(actor=chloe.membership, post=post, kind=Flag.Kind.values[0], words="It is about me.")
    page = shown(sam, f"/reports/{flag.public_id}/")
    assert trail(page) == []
    assert topic.title not in page


def test_whoever_decides_on_an_offer_sees_the_handling_code(ana, cora, topic, sahel):
    actions.set_topic_code(actor=ana.membership, topic=topic, code="GREEN")
    contact_point(cora.membership, sahel, "coordinator")
    offer = actions.propose_offer(actor=ana.membership, topic=topic, network=sahel)
    make.forum(sahel)
    for address in (
        f"/offers/{offer.public_id}/decide/",
        f"/offers/{offer.public_id}/withdraw/",
        f"/networks/{sahel.public_id}/offers/",
    ):
        assert "TLP:GREEN" in shown(cora, address).split("<main")[1]
