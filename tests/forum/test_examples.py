"""What helps to put a good question: headings to begin with, and an example."""

import pytest
from django.utils.translation import override

from forum.models import Forum, Topic
from forum.skeletons import is_skeleton, skeleton
from network.models import AuditEntry
from tests.factories import forum as make
from tests.forum.test_new_topic import start


@pytest.mark.parametrize("kind", Topic.Kind.values)
def test_a_new_topic_begins_with_the_headings_of_its_kind(ana, requests, kind):
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind={kind}").content.decode()
    first = skeleton(kind).splitlines()[0]
    assert first in page
    assert f"/forums/{requests.public_id}/example/?kind={kind}" in page


def test_a_question_is_asked_for_the_measure_the_basis_what_came_back_and_what_was_tried(ana, requests):
    page = ana.client.get(f"/forums/{requests.public_id}/new/?kind=question").content.decode()
    text = page.split('name="body"')[1].split("</textarea>")[0]
    wanted = ["What was asked", "On which legal basis", "What came back", "What was tried"]
    places = [text.index(f"**{heading}") for heading in wanted]
    assert places == sorted(places)


def test_headings_alone_are_no_text(ana, chloe, requests):
    answer = start(ana, requests, body=skeleton("question").replace("\n\n\n", "\r\n\r\n"))
    assert answer.status_code == 422
    assert "Only the headings stand here" in answer.content.decode()
    assert start(ana, requests, body=skeleton("question") + "Records of one account.").status_code == 302


def test_headings_are_known_in_the_language_of_the_reader():
    with override("fr"):
        assert is_skeleton(skeleton("announcement"))
    assert not is_skeleton("What was asked")


def test_each_kind_has_an_example_a_click_away(ana, dara, requests):
    for kind in Topic.Kind.values:
        answer = ana.client.get(f"/forums/{requests.public_id}/example/?kind={kind}")
        assert answer.status_code == 200
        assert "Invented" in answer.content.decode()
    assert dara.client.get(f"/forums/{requests.public_id}/example/").status_code == 404


def test_the_coordinator_chooses_a_topic_as_the_example_on_record(cora, ana, requests, topic):
    assert "Use as example" in cora.client.get(topic.get_absolute_url()).content.decode()
    cora.client.post(f"/topics/{topic.public_id}/example/")
    assert Forum.objects.get(pk=requests.pk).example_id == topic.pk
    assert AuditEntry.objects.filter(act="example_chosen").count() == 1
    assert ana.client.get(f"/forums/{requests.public_id}/example/").url == topic.get_absolute_url()
    # Of another kind there is only the invented one.
    assert ana.client.get(f"/forums/{requests.public_id}/example/?kind=announcement").status_code == 200
    cora.client.post(f"/topics/{topic.public_id}/example/")
    assert Forum.objects.get(pk=requests.pk).example_id is None


def test_nobody_else_chooses_and_nothing_narrow_is_an_example(cora, ana, henri, requests, topic):
    for who in (ana, henri):
        assert who.client.post(f"/topics/{topic.public_id}/example/").status_code == 403
        assert "Use as example" not in who.client.get(topic.get_absolute_url()).content.decode()
    strict = make.topic(requests, cora.membership, code="RED")
    from forum.querysets.naming import put_author

    put_author(strict)
    assert cora.client.post(f"/topics/{strict.public_id}/example/").status_code == 403
    assert Forum.objects.get(pk=requests.pk).example_id is None


def test_an_example_that_was_made_stricter_is_not_led_to(cora, ana, chloe, requests, topic):
    cora.client.post(f"/topics/{topic.public_id}/example/")
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    assert chloe.client.get(f"/forums/{requests.public_id}/example/").status_code == 200
