"""Opening a forum in a network, from its page."""

import pytest

from forum.models import Forum
from network.models import AuditEntry
from tests.factories import forum as make

FORUM = {"name": "Electronic evidence", "purpose": "Subscriber data, content data.", "language": "en"}


def opening(network):
    return f"/networks/{network.public_id}/new-forum/"


def test_the_coordinator_opens_a_forum_from_the_page_of_the_network(cora, ana, ocean):
    assert opening(ocean) in cora.client.get(f"/networks/{ocean.public_id}/").content.decode()
    assert cora.client.get(opening(ocean)).status_code == 200
    answer = cora.client.post(opening(ocean), FORUM)
    assert answer.url == f"/networks/{ocean.public_id}/"
    forum = Forum.objects.get(network=ocean)
    assert (forum.names, forum.purpose, forum.for_observers) == (
        {"en": "Electronic evidence"},
        {"en": "Subscriber data, content data."},
        False,
    )
    assert AuditEntry.objects.filter(act="forum_added", network=ocean).count() == 1
    assert ana.client.get(forum.get_absolute_url()).status_code == 200


def test_a_contact_point_finds_no_way_to_it(ana, ocean):
    assert opening(ocean) not in ana.client.get(f"/networks/{ocean.public_id}/").content.decode()
    assert ana.client.post(opening(ocean), FORUM).status_code == 403
    assert not Forum.objects.exists()


def test_the_secretariat_opens_one_in_a_network_which_it_cannot_read(sam, ocean):
    assert opening(ocean) in sam.client.get("/networks/").content.decode()
    assert sam.client.post(opening(ocean), FORUM).url == "/networks/"
    forum = Forum.objects.get(network=ocean)
    assert sam.client.get(forum.get_absolute_url()).status_code == 404


def test_the_same_name_sent_twice_is_one_forum(cora, ocean):
    assert cora.client.post(opening(ocean), FORUM).status_code == 302
    answer = cora.client.post(opening(ocean), FORUM)
    assert answer.status_code == 409
    assert "a forum of this name already" in answer.content.decode()
    assert Forum.objects.count() == 1


def test_the_next_forum_stands_after_those_there_are(cora, ocean):
    make.forum(ocean, position=3)
    cora.client.post(opening(ocean), FORUM)
    assert Forum.objects.get(key="electronic-evidence").position == 4


@pytest.mark.parametrize("name", ["الأدلة الإلكترونية", "Электронные доказательства", "Preuve électronique"])
def test_a_name_may_be_written_in_any_script(cora, ocean, name):
    assert cora.client.post(opening(ocean), {**FORUM, "name": name}).status_code == 302
    assert Forum.objects.get().name == name


@pytest.mark.parametrize("name", ["", "!!!", "a" * 81, "Evi\u202edence"])
def test_a_name_that_is_none_is_sent_back(cora, ocean, name):
    assert cora.client.post(opening(ocean), {**FORUM, "name": name}).status_code == 422
    assert not Forum.objects.exists()


def test_nothing_is_opened_in_a_network_which_works_elsewhere(sam, ocean):
    ocean.link_only = True
    ocean.save()
    assert opening(ocean) not in sam.client.get("/networks/").content.decode()
    assert sam.client.post(opening(ocean), FORUM).status_code == 403
    assert not Forum.objects.exists()
