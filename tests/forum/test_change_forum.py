"""A coordinator names a forum, puts it in order, closes and reopens it; in a closed one nobody writes."""

import pytest

from forum import actions
from forum.forms.forums import ChangeForumForm
from forum.models import Forum, Topic
from network.guard import Refused
from network.models import AuditEntry, AuditText
from tests.factories import forum as make

CLOSED = "This forum is closed"


def change(who, forum, **fields):
    form = {"name": "Freezing orders", "purpose": "Before and after the request.", "language": "en", **fields}
    return who.client.post(f"/forums/{forum.public_id}/change/", form)


def button(who, forum, name):
    return who.client.post(f"/forums/{forum.public_id}/{name}/")


def order(network):
    return list(Forum.objects.filter(network=network).order_by("position", "pk").values_list("key", flat=True))


def reply(who, topic):
    return who.client.post(f"/topics/{topic.public_id}/reply/", {"body": "Received with thanks."})


def test_the_coordinator_renames_and_describes_a_forum(cora, requests):
    assert f"/forums/{requests.public_id}/change/" in cora.client.get(requests.get_absolute_url()).content.decode()
    assert cora.client.get(f"/forums/{requests.public_id}/change/").status_code == 200
    assert change(cora, requests).url == requests.get_absolute_url()
    requests.refresh_from_db()
    assert requests.names == {"en": "Freezing orders"}
    assert requests.purpose == {"en": "Before and after the request."}
    entry = AuditEntry.objects.get(act="forum_changed")
    assert (entry.actor, entry.subject_id, entry.network) == (cora.membership, requests.public_id, requests.network)
    assert AuditText.objects.get(entry=entry).words == "Forum requests → Freezing orders"


def test_a_name_in_another_language_stands_beside_the_first(cora, requests):
    change(cora, requests, name="Gel des avoirs", purpose="", language="fr")
    requests.refresh_from_db()
    assert requests.names == {"en": "Forum requests", "fr": "Gel des avoirs"}


def test_the_form_shows_what_there_is_and_changes_nothing_when_sent_as_it_is(cora, ocean):
    one, two, three = (make.forum(ocean, key, position=7) for key in ("one", "two", "three"))
    shown = ChangeForumForm(None, forum=two, others=[one, three]).initial
    assert shown == {"name": "Forum two", "purpose": "", "language": "en", "after": one.public_id}
    assert change(cora, two, **shown).status_code == 302
    assert not AuditEntry.objects.filter(act__startswith="forum_").exists()


def test_a_forum_is_put_after_another_or_first(cora, ocean):
    one, _two, three = (
        make.forum(ocean, key, position=number) for number, key in enumerate(("one", "two", "three"), 1)
    )
    change(cora, one, name="Forum one", after=three.public_id)
    assert order(ocean) == ["two", "three", "one"]
    change(cora, three, name="Forum three", after="")
    assert order(ocean) == ["three", "two", "one"]
    change(cora, one, name="Forum one", after=three.public_id)
    assert order(ocean) == ["three", "one", "two"]
    assert AuditEntry.objects.filter(act="forum_moved").count() == 3


def test_a_place_after_a_forum_of_another_network_is_none(cora, requests, sahel):
    assert change(cora, requests, after=make.forum(sahel, "elsewhere").public_id).status_code == 422
    assert Forum.objects.get(pk=requests.pk).name == "Forum requests"


def test_two_forums_of_a_network_do_not_share_a_name(cora, requests, ocean, sahel):
    make.forum(ocean, "other", names={"en": "Freezing Orders"})
    answer = change(cora, requests)
    assert answer.status_code == 409
    assert "a forum of this name already" in answer.content.decode()
    Forum.objects.filter(key="other").update(network=sahel)
    assert change(cora, requests).status_code == 302
    opened = cora.client.post(f"/networks/{ocean.public_id}/new-forum/", {"name": "freezing orders", "language": "en"})
    assert opened.status_code == 409


@pytest.mark.parametrize("name", ["", "!!!", "a" * 81, "Evi\u202edence"])
def test_a_name_that_is_none_is_sent_back(cora, requests, name):
    assert change(cora, requests, name=name).status_code == 422
    assert Forum.objects.get(pk=requests.pk).name == "Forum requests"


@pytest.mark.parametrize("who", ["ana", "henri", "chloe"])
def test_nobody_else_of_the_network_changes_a_forum(who, request, requests):
    other = request.getfixturevalue(who)
    assert "/change/" not in other.client.get(requests.get_absolute_url()).content.decode()
    for answer in (change(other, requests), button(other, requests, "close"), button(other, requests, "reopen")):
        assert answer.status_code == 403
    for act in (actions.close_forum, actions.reopen_forum):
        with pytest.raises(Refused):
            act(actor=other.membership, forum=requests)


def test_in_a_closed_forum_nobody_writes_and_everybody_reads(cora, ana, chloe, requests, topic):
    assert button(cora, requests, "close").url == requests.get_absolute_url()
    for who in (cora, ana, chloe):
        page = who.client.get(requests.get_absolute_url()).content.decode()
        assert CLOSED in page
        assert f"/forums/{requests.public_id}/new/" not in page
        read = who.client.get(topic.get_absolute_url())
        assert read.status_code == 200
        assert CLOSED in read.content.decode()
        assert "<textarea" not in read.content.decode()
        assert who.client.get(f"/forums/{requests.public_id}/new/").status_code == 403
        answer = reply(who, topic)
        assert answer.status_code == 403
        assert CLOSED in answer.content.decode()
    assert Topic.objects.get(pk=topic.pk).posts_count == 3
    assert AuditEntry.objects.get(act="forum_closed").actor == cora.membership


def test_a_reply_that_was_begun_before_is_refused_under_the_lock(cora, ana, requests, topic):
    actions.close_forum(actor=cora.membership, forum=requests)
    with pytest.raises(Refused, match=CLOSED):
        actions.add_post(author=ana.membership, topic=Topic(pk=topic.pk), body="Yes.")


def test_a_page_that_is_open_learns_that_its_forum_was_closed(cora, chloe, requests, topic):
    since = f"/topics/{topic.public_id}/since/3/"
    before = chloe.client.get(since).json()["state"]
    button(cora, requests, "close")
    assert chloe.client.get(since).json()["state"] != before


def test_a_reopened_forum_is_written_in_again(cora, ana, requests, topic):
    button(cora, requests, "close")
    button(cora, requests, "reopen")
    assert reply(ana, topic).status_code == 302
    assert AuditEntry.objects.filter(act="forum_reopened").count() == 1


def test_the_second_coordinator_is_told_that_it_is_closed_already(cora, requests):
    button(cora, requests, "close")
    again = cora.client.post(f"/forums/{requests.public_id}/close/", follow=True)
    assert "closed already" in again.content.decode()
    button(cora, requests, "reopen")
    assert "open already" in cora.client.post(f"/forums/{requests.public_id}/reopen/", follow=True).content.decode()
    assert AuditEntry.objects.filter(act__in=["forum_closed", "forum_reopened"]).count() == 2
