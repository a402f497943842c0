"""Asking a network from outside: seen by the asker's authority and that network, and by nobody else."""

import pytest
from django.utils import timezone

from forum.actions import add_post, ask_network, propose_offer
from forum.models import Forum, Offer, Post, Topic
from forum.names import forget, readers_of_asked
from forum.pages.asking import AskPage
from network.conflicts import Conflict
from network.guard import Refused, audience_of
from network.models import Network, NetworkState
from tests.factories import forum as make
from tests.personas import Persona, contact_point, membership
from writing.models import Draft


@pytest.fixture
def place(ocean) -> Forum:
    make.forum(ocean, "observed", for_observers=True, position=0)
    return make.forum(ocean, "questions", position=1)


@pytest.fixture
def asked(dara, ocean, place) -> Topic:
    return ask_network(author=dara.membership, network=ocean, title="Service in Mauritius", body="Which form?")


@pytest.fixture
def colleague(mali) -> Persona:
    """Dara's colleague, who has no place in any network."""
    return Persona(membership("colleague", mali))


def sees(persona, topic) -> bool:
    return Topic.objects.visible_to(persona.membership).filter(pk=topic.pk).exists()


def test_the_network_and_the_askers_office_see_it_and_nobody_else(
    asked, place, ana, cora, dara, colleague, noor, otto, gita, sam
):
    assert asked.forum_id == place.pk
    assert [sees(one, asked) for one in (ana, cora, dara, colleague)] == [True] * 4
    assert [sees(one, asked) for one in (noor, otto, gita, sam)] == [False] * 4


def test_both_sides_answer_and_the_asker_sees_nothing_else_of_the_network(asked, ana, dara, colleague, ocean, topic):
    add_post(author=ana.membership, topic=asked, body="Form 12.")
    add_post(author=colleague.membership, topic=asked, body="Thank you from the office.")
    page = dara.client.get(asked.get_absolute_url())
    assert page.status_code == 200
    words = page.content.decode()
    assert "Form 12." in words
    assert ana.member.name not in words
    assert asked.forum.public_id not in words
    assert f"/networks/{ocean.public_id}/" not in words
    assert dara.client.get(asked.forum.get_absolute_url()).status_code == 404
    assert dara.client.get(topic.get_absolute_url()).status_code == 404
    assert dara.client.get(f"/networks/{ocean.public_id}/").status_code == 404


def test_it_is_offered_to_no_other_network(asked, ana, cora, dara, ocean, sahel):
    add_post(author=ana.membership, topic=asked, body="Form 12.")
    for who in (dara, cora):
        with pytest.raises(Refused, match="asked from outside"):
            propose_offer(actor=who.membership, topic=asked, network=sahel)
    assert not Offer.objects.exists()


def test_the_network_reads_by_whom_it_was_asked(asked, ana):
    topic = ana.client.get(asked.get_absolute_url()).content.decode()
    assert "Asked from outside by Ministry of Justice, Mali" in topic
    assert "the office that asked" in topic
    listing = ana.client.get(asked.forum.get_absolute_url()).content.decode()
    assert "Service in Mauritius" in listing
    assert "asked from outside by Ministry of Justice, Mali" in listing


def test_it_stands_on_the_desk_of_the_askers_office(asked, dara, colleague, ana):
    for persona in (dara, colleague):
        assert b"Your question to Indian Ocean platform" in persona.client.get("/").content
    assert b"Your question to" not in ana.client.get("/").content


@pytest.mark.parametrize("who", ["ana", "noor", "sam", "gita", "otto"])
def test_who_has_a_place_there_or_no_office_does_not_ask_from_outside(request, who, ocean, place, ana):
    with pytest.raises(Refused):
        ask_network(author=request.getfixturevalue(who).membership, network=ocean, title="Title", body="Text")


def test_an_office_whose_only_contact_point_has_left_asks_from_outside(noor, eve, ocean, place):
    asked = ask_network(author=noor.membership, network=ocean, title="Title", body="Text")
    assert asked.asked_by == eve.membership.authority


@pytest.mark.parametrize("change", [{"link_only": True}, {"status": "planned"}])
def test_a_network_that_is_not_here_is_not_asked(change, dara, ocean, place):
    Network.objects.filter(pk=ocean.pk).update(**change)
    ocean.refresh_from_db()
    with pytest.raises(Refused):
        ask_network(author=dara.membership, network=ocean, title="Title", body="Text")


def test_where_only_observed_forums_are_open_nothing_is_asked(dara, ocean, place):
    Forum.objects.filter(pk=place.pk).update(for_observers=True)
    with pytest.raises(Conflict):
        ask_network(author=dara.membership, network=ocean, title="Title", body="Text")
    assert not Topic.objects.filter(asked_by__isnull=False).exists()


def test_the_public_page_of_networks_leads_to_the_question(dara, ana, noor, anonymous, ocean, place):
    address = f"/networks/{ocean.public_id}/ask/"
    assert address in dara.client.get("/networks/").content.decode()
    for client in (ana.client, noor.client, anonymous):
        assert address not in client.get("/networks/").content.decode()
    page = dara.client.get(address)
    assert f", in {ocean.name} and Ministry of Justice." in page.content.decode()
    sent = {
        "kind": "question",
        "title": "Service in Mauritius",
        "language": "en",
        "cooperation": "service_of_documents",
        "requesting": "ML",
        "requested": ["MU"],
        "stage": "before_request",
        "body": "Which form do you need?",
    }
    assert dara.client.post(address, {**sent, "body": ""}).status_code == 422
    number = {**sent, "body": "Call the officer on +230 5251 2345 about it."}
    found = dara.client.post(address, number)
    assert found.status_code == 422
    assert b"+230 5251 2345" in found.content
    assert not Topic.objects.filter(asked_by=dara.membership.authority).exists()
    answer = dara.client.post(address, sent)
    topic = Topic.objects.get(asked_by=dara.membership.authority)
    assert (answer.status_code, answer["Location"]) == (302, topic.get_absolute_url())
    assert topic.code == "AMBER"
    assert Post.objects.get(topic=topic).author == dara.membership


def test_from_outside_the_own_state_is_no_requested_one_either(dara, ocean, place, ana):
    address = f"/networks/{ocean.public_id}/ask/"
    page = dara.client.get(address).content.decode()
    assert 'value="ML"' in page.partition('name="requesting"')[2].partition("</select>")[0]
    assert 'value="ML"' not in page.partition('name="others"')[2].partition("</select>")[0]
    sent = {"kind": "question", "title": "Service", "language": "en", "cooperation": "mla", "requesting": "ML"}
    sent |= {"others": ["ML"], "stage": "pending", "body": "Which form?"}
    answer = dara.client.post(address, sent)
    assert answer.status_code == 422
    assert "your own cannot be a requested one" in answer.content.decode()


BEGUN = {"title": "Service in Mauritius", "language": "fr", "requesting": "ML", "requested": ["MU"], "body": "Half a"}


def test_the_page_says_before_anything_is_sent_how_many_will_read_and_so_does_the_preview(
    dara, ocean, place, colleague, ana, chloe
):
    address = f"/networks/{ocean.public_id}/ask/"
    page = dara.client.get(address).content.decode()
    typed = {**BEGUN, "place": f"ask:{ocean.public_id}"}
    preview = dara.client.post(f"/preview/?to={address}", typed).content.decode()
    topic = ask_network(author=dara.membership, network=ocean, title="Service", body="Which form?")
    count = audience_of(topic).count()
    assert count > 2
    assert f"Read by {count} members of" in page
    assert f"Read by {count} members of" in preview


def test_of_what_is_typed_the_preview_keeps_the_place_of_the_draft(dara, ocean, place):
    typed = {**BEGUN, "place": f"ask:{ocean.public_id}", "draft": "4"}
    page = dara.client.post(f"/preview/?to=/networks/{ocean.public_id}/ask/", typed).content.decode()
    assert f'name="place" value="ask:{ocean.public_id}"' in page
    assert 'name="draft" value="4"' in page


def test_a_question_is_kept_as_a_draft_and_stands_in_the_form_until_it_is_put(dara, ocean, place):
    address, draft = f"/networks/{ocean.public_id}/ask/", f"/drafts/ask/{ocean.public_id}/"
    assert f'data-draft="{draft}"' in dara.client.get(address).content.decode()
    answer = dara.client.post(draft, {**BEGUN, "draft": "0"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = dara.client.get(address).content.decode()
    assert "Half a</textarea>" in page
    assert 'value="Service in Mauritius"' in page
    assert 'name="draft" value="1"' in page
    assert 'value="fr" selected' in page
    assert ocean.name in dara.client.get("/drafts/").content.decode()
    assert dara.client.get(draft)["Location"] == address
    facts = {"kind": "question", "cooperation": "service_of_documents", "stage": "before_request"}
    assert dara.client.post(address, {**BEGUN, **facts, "draft": "1"}).status_code == 302
    assert Topic.objects.get(asked_by=dara.membership.authority).title == "Service in Mauritius"
    assert not Draft.objects.exists()


def test_a_draft_that_another_window_has_saved_since_stays_when_the_question_is_put(dara, ocean, place):
    address, draft = f"/networks/{ocean.public_id}/ask/", f"/drafts/ask/{ocean.public_id}/"
    dara.client.post(draft, {**BEGUN, "draft": "0"})
    dara.client.post(draft, {**BEGUN, "body": "Another text", "draft": "1"})
    facts = {"kind": "question", "cooperation": "service_of_documents", "stage": "before_request"}
    assert dara.client.post(address, {**BEGUN, **facts, "draft": "1"}).status_code == 302
    assert Draft.objects.get().fields["body"] == "Another text"


def test_two_windows_are_shown_both_questions(dara, ocean, place):
    draft = f"/drafts/ask/{ocean.public_id}/"
    dara.client.post(draft, {**BEGUN, "draft": "0"})
    answer = dara.client.post(draft, {**BEGUN, "body": "From the other", "draft": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Half a" in page
    assert "From the other" in page
    assert Draft.objects.get().fields["body"] == "Half a"


@pytest.mark.parametrize("who", ["ana", "gita", "otto"])
def test_who_may_not_ask_keeps_no_draft_and_is_told_no_number(request, who, ocean, place):
    one = request.getfixturevalue(who)
    assert one.client.post(f"/drafts/ask/{ocean.public_id}/", {**BEGUN, "draft": "0"}).status_code in {403, 404}
    assert not Draft.objects.exists()
    typed = {**BEGUN, "place": f"ask:{ocean.public_id}"}
    preview = one.client.post("/preview/", typed)
    assert "Read by" not in preview.content.decode()


def test_a_draft_is_ones_own_and_stands_alone_when_nothing_can_be_asked_any_more(dara, colleague, ocean, place):
    draft = f"/drafts/ask/{ocean.public_id}/"
    dara.client.post(draft, {**BEGUN, "draft": "0"})
    assert colleague.client.get(draft).status_code == 404
    assert "Half a" not in colleague.client.get(f"/networks/{ocean.public_id}/ask/").content.decode()
    contact_point(colleague.membership, ocean)
    page = dara.client.get(draft)
    assert page.status_code == 200
    assert "Half a" in page.content.decode()


def test_whoever_only_begins_a_question_learns_nobody_of_the_network(dara, colleague, ana, ocean, place):
    address = f"/mentions/ask/{ocean.public_id}/"
    for word in ("contact", "legal", "mauritius", "france", "mali", "officer", "ministry"):
        page = dara.client.get(address, {"q": word}).content.decode()
        assert ana.membership.public_id not in page
        assert ana.membership.authority.public_id not in page
    assert colleague.membership.public_id in dara.client.get(address, {"q": "mali"}).content.decode()
    assert ana.client.get(address, {"q": "mali"}).status_code == 403


def test_of_the_own_office_those_alone_are_suggested_who_would_read_it(dara, gita, colleague, ocean, place):
    address = f"/mentions/ask/{ocean.public_id}/"
    assert gita.membership.authority_id == colleague.membership.authority_id
    page = dara.client.get(address, {"q": "mali"}).content.decode()
    assert colleague.membership.public_id in page
    assert gita.membership.public_id not in page


def test_before_it_is_asked_as_many_are_told_to_read_it_as_read_it_then(dara, ocean, noor, gita, place):
    forget()
    before = readers_of_asked(dara.membership, ocean.pk).members
    topic = ask_network(author=dara.membership, network=ocean, title="Title", body="Text")
    assert before == audience_of(topic).count()


def test_no_preview_tells_whoever_only_begins_a_question_who_would_read_it(dara, colleague, ana, noor, ocean, place):
    def shown(who: Persona) -> str:
        text = f"@[words](member:{who.membership.public_id}) @[office](authority:{who.membership.authority.public_id})"
        place = f"/networks/{ocean.public_id}/ask/"
        page = dara.client.post(f"/preview/?to={place}", {"place": f"ask:{ocean.public_id}", "body": text})
        assert page.status_code == 200
        return page.content.decode()

    assert 'class="mention"' in shown(colleague)
    # One reads there, the other does not: both look the same.
    for who in (ana, noor):
        assert 'class="mention"' not in shown(who)


def test_first_among_those_that_may_be_asked_are_the_states_of_the_network_as_it_is_now(dara, ocean, mauritius, place):
    def near() -> list[str]:
        return [key for key, _name in AskPage.load(dara.membership, ocean).offered.near]

    before = near()
    assert mauritius.body.key in before
    NetworkState.objects.filter(network=ocean, body=mauritius.body).update(until=timezone.now())
    assert near() == [key for key in before if key != mauritius.body.key]
