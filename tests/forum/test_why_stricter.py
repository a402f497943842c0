"""Whoever makes a code stricter in the name of the network says why; who speaks for the author is not asked."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from forum.actions import name_on_topic, set_file_code, set_post_code, set_topic_code
from forum.models import Attachment, ModerationAct, Post, Topic
from network.models import AuditEntry, ContactPoint, Membership
from tests.forum.arranging.things import of_its_own
from writing.models import Finding

WHY = "It names the matter of one office."
ASKED = "Say why you make the handling code stricter."
KINDS = ["topic", "post", "file"]


class Thing:
    """A topic, a post or a file of Ana's under AMBER: its page with the form, where that is sent, and its code."""

    def __init__(self, kind, topic, ana):
        self.kind, self.topic = kind, topic
        self.post = topic.posts.get(seq=2)
        self.row = {"topic": topic, "post": self.post}.get(kind) or of_its_own(self.post, ana, "")
        self.address = {
            "topic": f"{topic.get_absolute_url()}code/",
            "post": f"/posts/{self.post.public_id}/code/",
            "file": f"/files/{self.row.public_id}/code/",
        }[kind]
        self.page = f"{topic.get_absolute_url()}readers/" if kind == "topic" else self.address

    def set(self, who, code, **reason):
        act, name = {
            "topic": (set_topic_code, "topic"),
            "post": (set_post_code, "post"),
            "file": (set_file_code, "attachment"),
        }[self.kind]
        return act(actor=who.membership, **{name: self.fresh()}, code=code, **reason)

    def fresh(self):
        return {"topic": Topic, "post": Post, "file": Attachment}[self.kind].objects.get(pk=self.row.pk)

    @property
    def code(self):
        return self.fresh().code or "AMBER"


@pytest.fixture(params=KINDS)
def thing(request, topic, ana, ben):
    # Ben is named, so that he reads what is stricter.
    name_on_topic(actor=ana.membership, topic=topic, members=[ben.membership], authorities=[ben.membership.authority])
    return Thing(request.param, topic, ana)


def found_keys(answer):
    return re.findall(r'name="found" value="([^"]+)"', answer.content.decode())


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": " \n "}])
def test_without_a_reason_the_act_is_not_done_for_a_coordinator(thing, cora, reason):
    with pytest.raises(ValidationError, match=ASKED):
        thing.set(cora, "RED", **reason)
    assert thing.code == "AMBER"
    assert not ModerationAct.objects.exists()


def test_the_author_gives_none_and_stands_in_no_log(thing, ana):
    thing.set(ana, "RED")
    assert thing.code == "RED"
    assert not ModerationAct.objects.exists()


def test_an_author_who_coordinates_the_network_gives_none(thing, ana):
    ContactPoint.objects.filter(membership=ana.membership).update(role="coordinator")
    assert 'name="reason"' not in ana.client.get(thing.page).content.decode()
    thing.set(ana, "RED")
    assert thing.code == "RED"


def test_a_coordinator_who_speaks_for_an_author_who_has_left_gives_none(thing, ana, henri):
    ContactPoint.objects.filter(membership=henri.membership).update(role="coordinator")
    Membership.objects.filter(pk=henri.membership.pk).update(role=Membership.Role.MANAGER)
    page = henri.client.get(thing.page).content.decode()
    assert 'name="reason"' in page
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    page = henri.client.get(thing.page).content.decode()
    assert 'value="RED"' in page
    assert 'name="reason"' not in page
    assert henri.client.post(thing.address, {"code": "AMBER+STRICT"}).status_code == 302
    assert thing.code == "AMBER+STRICT"
    assert not ModerationAct.objects.exists()


def test_the_form_asks_the_coordinator_and_not_the_author(thing, ana, cora):
    assert 'name="reason"' not in ana.client.get(thing.page).content.decode()
    page = cora.client.get(thing.page).content.decode()
    field = re.search(r'<input[^>]*name="reason"[^>]*>', page)[0]
    assert 'type="text"' in field
    assert 'maxlength="500"' in field
    assert "if it is about what is for some of them only, these alone." in page


def test_who_only_reads_is_asked_for_nothing(topic, chloe):
    page = chloe.client.get(f"{topic.get_absolute_url()}readers/").content.decode()
    assert 'name="reason"' not in page
    assert "id_code" not in page


def test_without_it_the_form_says_so_at_its_field_and_keeps_what_was_chosen(thing, cora):
    answer = cora.client.post(thing.address, {"code": "RED", "reason": "  "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ASKED in page.split('id="id_reason_error"')[1].split("</p>")[0]
    assert 'href="#id_reason"' in page
    chosen = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert len(chosen) == 1
    assert 'value="RED"' in chosen[0]
    assert thing.code == "AMBER"
    assert not ModerationAct.objects.exists()


def test_without_a_code_it_says_so_and_keeps_the_reason(thing, cora):
    answer = cora.client.post(thing.address, {"reason": WHY})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a handling code first." in page.split('id="id_code_error"')[1].split("</p>")[0]
    assert 'href="#id_code_0"' in page
    assert 'id="id_code_0"' in page
    assert f'value="{WHY}"' in page
    assert thing.code == "AMBER"


def test_a_reason_is_one_line_of_a_certain_length(thing, cora):
    assert cora.client.post(thing.address, {"code": "RED", "reason": "x" * 501}).status_code == 422
    assert thing.code == "AMBER"
    assert cora.client.post(thing.address, {"code": "RED", "reason": "One\r\nline."}).status_code == 302
    assert ModerationAct.objects.get().reason == "One line."


def test_the_log_says_by_which_role_and_why_to_those_whom_the_code_lets_read(thing, ben, chloe, cora, dara):
    assert cora.client.post(thing.address, {"code": "AMBER+STRICT", "reason": WHY}).status_code == 302
    assert thing.code == "AMBER+STRICT"
    log = f"/networks/{thing.topic.network.public_id}/log/"
    row = ben.client.get(log).content.decode().split("<tbody")[1].split("</tr>")[0]
    assert "handling code raised" in row
    assert "coordinator, Coordinator, France" in row
    assert WHY in row
    # Of a file too, though she reads the post in which it stands.
    answer = chloe.client.get(log)
    assert answer.status_code == 200
    assert WHY not in answer.content.decode()
    assert dara.client.get(log).status_code == 404
    assert AuditEntry.objects.get(act="code_raised").text.words == WHY


def test_personal_data_in_the_reason_is_asked_about_and_the_decision_is_kept(thing, cora):
    said = {"code": "RED", "reason": "Ask a@office.example first."}
    answer = cora.client.post(thing.address, said)
    assert answer.status_code == 422
    assert "Ask <mark>a@office.example</mark> first." in answer.content.decode()
    assert thing.code == "AMBER"
    (key,) = found_keys(answer)
    assert cora.client.post(thing.address, {**said, "found": key, "confirmed": key}).status_code == 302
    assert thing.code == "RED"
    kept = Finding.objects.get()
    assert (kept.kind, kept.decision, kept.thing_id) == (
        "email",
        "confirmed",
        thing.topic.pk if thing.kind == "topic" else thing.post.pk,
    )


def test_what_the_author_sends_under_that_name_goes_nowhere(thing, ana):
    assert ana.client.post(thing.address, {"code": "RED", "reason": "a@office.example"}).status_code == 302
    assert thing.code == "RED"
    assert not ModerationAct.objects.exists()
    assert not AuditEntry.objects.filter(text__words__contains="office").exists()


def test_a_reason_lets_no_coordinator_lower(thing, ana, cora, ben):
    thing.set(ana, "AMBER+STRICT")
    ContactPoint.objects.filter(membership=ben.membership).update(role="coordinator")
    answer = ben.client.post(thing.address, {"code": "AMBER", "reason": WHY})
    assert answer.status_code in {403, 422}
    assert thing.code == "AMBER+STRICT"


def test_its_page_stands_inside_the_networks(thing, cora):
    page = cora.client.get(thing.page).content.decode()
    assert '<a href="/networks/" aria-current="page">' in page
