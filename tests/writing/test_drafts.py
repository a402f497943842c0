"""Drafts: what one types is kept, never one window over another, and gone when it has been posted."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.models import Attachment, Poll, Topic
from forum.places import forum_spots, post_spots, topic_spots
from forum.skeletons import skeleton
from network.models import Member
from network.readers import as_system
from tests.factories import forum as make
from tests.writing import samples
from writing.actions.files import clear_files
from writing.models import Draft, StoredFile


@pytest.fixture
def requests(ocean):
    return make.forum(ocean)


@pytest.fixture
def topic(requests, ana):
    return make.topic(requests, ana.membership, posts=2)


def place(topic):
    return reverse("writing:draft", args=["reply", topic.public_id])


def save(who, topic, body, version=0, **headers):
    return who.client.post(place(topic), {"body": body, "draft": version}, headers=headers)


def script(who, topic, body, version=0):
    return save(who, topic, body, version, **{"X-Part": "1", "X-Passive": "1"})


def test_a_draft_is_saved_by_the_button_and_stands_in_the_composer(chloe, topic):
    answer = save(chloe, topic, "Half a sentence")
    assert answer.status_code == 302
    assert answer["Location"] == f"{topic.get_absolute_url()}#reply"
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "Half a sentence</textarea>" in page
    assert 'name="draft" value="1"' in page


def test_a_script_is_told_the_version(chloe, topic):
    assert script(chloe, topic, "One").json()["version"] == 1
    assert script(chloe, topic, "One two", 1).json()["version"] == 2
    assert Draft.objects.get().fields["body"] == "One two"


@pytest.mark.parametrize(("zone", "hour"), [("", "14:03"), ("America/Lima", "07:03"), ("Asia/Kathmandu", "17:48")])
def test_a_script_is_told_the_hour_where_the_member_is(chloe, topic, zone, hour):
    """In the zone of the profile, or else in that of the authority, which is in Paris."""
    Member.objects.filter(pk=chloe.member.pk).update(zone=zone)
    with time_machine.travel("2026-06-12T12:03:59Z", tick=False):
        assert script(chloe, topic, "One").json()["at"] == hour


def test_a_second_window_overwrites_nothing_and_is_shown_both_texts(chloe, topic):
    script(chloe, topic, "From the first window")
    answer = save(chloe, topic, "From the second window")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the first window" in page
    assert "From the second window" in page
    assert Draft.objects.get().fields["body"] == "From the first window"


def test_of_two_windows_that_know_the_same_draft_the_second_overwrites_nothing(chloe, topic):
    save(chloe, topic, "Begun.")
    save(chloe, topic, "From the first window.", version=1)
    assert save(chloe, topic, "From the second window.", version=1).status_code == 409
    assert Draft.objects.get().fields["body"] == "From the first window."


def test_a_script_is_shown_both_texts_too(chloe, topic):
    script(chloe, topic, "From the first window")
    answer = script(chloe, topic, "From the second window")
    assert answer.status_code == 409
    assert "From the first window" in answer.json()["html"]


def test_the_version_that_is_chosen_is_kept(chloe, topic):
    script(chloe, topic, "From the first window")
    assert save(chloe, topic, "From the second window", 1).status_code == 302
    assert Draft.objects.get().fields["body"] == "From the second window"


def test_the_same_form_twice_is_one_draft(chloe, topic):
    assert script(chloe, topic, "Words").status_code == 200
    assert script(chloe, topic, "Words").json()["version"] == 1


def test_nothing_is_saved_over_a_draft_that_was_posted_meanwhile(chloe, topic):
    assert script(chloe, topic, "Words", 3).status_code == 409
    assert not Draft.objects.exists()


def test_posting_removes_the_draft(chloe, topic):
    script(chloe, topic, "Words")
    chloe.client.post(reverse("forum:reply", args=[topic.public_id]), {"body": "Words", "draft": 1})
    assert not Draft.objects.exists()


def test_posting_leaves_what_another_window_has_saved_since(chloe, topic):
    script(chloe, topic, "Words")
    script(chloe, topic, "Words and more", 1)
    chloe.client.post(reverse("forum:reply", args=[topic.public_id]), {"body": "Words", "draft": 1})
    assert Draft.objects.get().fields["body"] == "Words and more"


def test_a_topic_that_was_begun_is_gone_on_with_and_then_removed(ana, requests):
    address = reverse("forum:new_topic", args=[requests.public_id])
    fields = {"kind": "practice_note", "title": "Begun", "body": "Half", "language": "fr"}
    ana.client.post(reverse("writing:draft", args=["topic", requests.public_id]), fields)
    page = ana.client.get(address).content.decode()
    assert 'value="Begun"' in page
    assert "Half</textarea>" in page
    ana.client.post(address, {**fields, "code": "AMBER", "draft": 1})
    assert Topic.objects.filter(title="Begun").exists()
    assert not Draft.objects.exists()


def test_a_change_of_a_post_that_was_begun_is_gone_on_with(ana, topic):
    post = topic.posts.get(seq=1)
    ana.client.post(reverse("writing:draft", args=["edit", post.public_id]), {"body": "Better words"})
    page = ana.client.get(reverse("forum:edit", args=[post.public_id])).content.decode()
    assert "Better words</textarea>" in page
    ana.client.post(reverse("forum:edit", args=[post.public_id]), {"body": "Better words", "version": 1, "draft": 1})
    assert not Draft.objects.exists()


def test_a_draft_is_its_writers_alone(chloe, ana, topic):
    script(chloe, topic, "Mine alone")
    assert "Mine alone" not in ana.client.get(topic.get_absolute_url()).content.decode()
    assert "Mine alone" not in ana.client.get(reverse("writing:drafts")).content.decode()
    assert ana.client.get(place(topic)).status_code == 404
    assert ana.client.post(place(topic) + "delete/").status_code == 404


def test_only_whoever_may_write_there_keeps_a_draft(dara, topic):
    assert save(dara, topic, "Words").status_code == 404
    assert not Draft.objects.exists()


def test_my_drafts_lead_back_to_the_composer(chloe, topic):
    script(chloe, topic, "Words to finish")
    page = chloe.client.get(reverse("writing:drafts")).content.decode()
    assert topic.title in page
    assert "Words to finish" in page
    assert chloe.client.get(place(topic))["Location"] == f"{topic.get_absolute_url()}#reply"


def test_a_draft_of_what_is_no_longer_seen_stands_alone_without_its_title(chloe, topic):
    script(chloe, topic, "My own words")
    Topic.objects.filter(pk=topic.pk).update(code="RED")
    for address in (reverse("writing:drafts"), place(topic)):
        page = chloe.client.get(address).content.decode()
        assert "My own words" in page
        assert topic.title not in page


def test_my_desk_tells_of_drafts(chloe, topic):
    assert reverse("writing:drafts") not in chloe.client.get(reverse("home:desk")).content.decode()
    script(chloe, topic, "Words")
    assert reverse("writing:drafts") in chloe.client.get(reverse("home:desk")).content.decode()


def test_a_draft_is_deleted(chloe, topic):
    script(chloe, topic, "Words")
    assert chloe.client.post(place(topic) + "delete/").status_code == 302
    assert not Draft.objects.exists()


def test_an_empty_form_is_no_draft(chloe, topic):
    assert script(chloe, topic, "").json()["version"] == 0
    assert not Draft.objects.exists()


def test_a_composer_that_is_cleared_takes_its_draft_with_it(chloe, topic):
    filled = {"body": "Words", "language": "fr", "code": "", "poll_voter": "member", "draft": 0}
    address, headers = place(topic), {"X-Part": "1"}
    assert chloe.client.post(address, filled, headers=headers).json()["version"] == 1
    assert chloe.client.post(address, {**filled, "body": " \n", "draft": 1}, headers=headers).json()["version"] == 0
    assert not Draft.objects.exists()
    # And what is typed into it then is a new one.
    assert chloe.client.post(address, {**filled, "body": "Others"}, headers=headers).json()["version"] == 1


def test_clearing_removes_nothing_that_another_window_saved_since(chloe, topic):
    script(chloe, topic, "Words")
    script(chloe, topic, "Words and more", 1)
    answer = script(chloe, topic, "", 1)
    assert answer.status_code == 409
    assert "Words and more" in answer.json()["html"]
    assert Draft.objects.get().fields["body"] == "Words and more"


def test_what_was_chosen_is_kept_without_a_word(chloe, topic):
    chloe.client.post(place(topic), {"body": "", "poll_question": "When?", "draft": 0})
    assert Draft.objects.get().fields["poll_question"] == "When?"


def test_the_headings_alone_are_no_draft_and_a_chosen_fact_is_one(ana, requests):
    address = reverse("writing:draft", args=["topic", requests.public_id])
    begun = {"kind": "question", "body": skeleton("question"), "language": "en", "code": "AMBER", "title": ""}
    begun |= {"requesting": "mu", "deadline_zone": "Indian/Mauritius", "draft": 0}
    ana.client.post(address, begun)
    assert not Draft.objects.exists()
    ana.client.post(address, {**begun, "cooperation": "extradition"})
    assert Draft.objects.get().fields["cooperation"] == "extradition"
    ana.client.post(address, {**begun, "draft": 1})
    assert not Draft.objects.exists()


def test_a_change_that_is_cleared_leaves_no_draft(ana, topic):
    post = topic.posts.get(seq=1)
    address = reverse("writing:draft", args=["edit", post.public_id])
    ana.client.post(address, {"body": "Better words", "reason": "", "draft": 0})
    ana.client.post(address, {"body": "", "reason": "A mistake", "draft": 1})
    assert Draft.objects.get().fields["reason"] == "A mistake"
    ana.client.post(address, {"body": "", "reason": "", "draft": 2})
    assert not Draft.objects.exists()


def test_a_draft_keeps_the_post_that_it_answers(chloe, topic):
    post = topic.posts.get(seq=2)
    chloe.client.post(place(topic), {"body": "Words", "parent": post.public_id})
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert f'name="parent" value="{post.public_id}"' in page


@pytest.mark.parametrize("gone", [{"hidden_at": timezone.now()}, {"code": "RED"}])
def test_a_draft_answers_the_topic_once_its_writer_sees_the_post_no_more(chloe, topic, gone):
    post = topic.posts.get(seq=2)
    chloe.client.post(place(topic), {"body": "Words", "parent": post.public_id})
    topic.posts.filter(pk=post.pk).update(**gone)
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "Words</textarea>" in page
    assert f'name="parent" value="{post.public_id}"' not in page


def test_there_is_no_other_place(chloe, topic):
    assert chloe.client.post(reverse("writing:draft", args=["elsewhere", topic.public_id])).status_code == 404


# Files and a poll are part of what one has begun.


POLL = {"poll_question": "When?", "poll_choices": "Now\nLater", "poll_voter": "authority", "poll_many": "on"}


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def save_with_file(who, topic, name="a.pdf", content=samples.PDF, **fields):
    typed = {"body": "See the file.", "draft": 0, "files": [SimpleUploadedFile(name, content)], **fields}
    return who.client.post(place(topic), typed)


@pytest.mark.usefixtures("own_folder")
def test_a_file_that_comes_with_the_button_is_kept_with_its_code_and_posted_from_there(chloe, topic):
    assert save_with_file(chloe, topic, files_code="RED").status_code == 302
    file = StoredFile.objects.get()
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert f'name="file" value="{file.public_id}" checked' in page
    assert f'value="{file.public_id}:RED" selected' in page
    sent = {"body": "See the file.", "draft": 1, "file": file.public_id, "file_code": f"{file.public_id}:RED"}
    assert chloe.client.post(f"/topics/{topic.public_id}/reply/", sent).status_code == 302
    assert (Attachment.objects.get().file, Attachment.objects.get().code) == (file, "RED")
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("own_folder")
def test_a_file_that_a_script_sent_is_there_after_a_reload_and_goes_when_it_is_left_out(chloe, topic):
    save_with_file(chloe, topic)
    file = StoredFile.objects.get()
    fields = {"body": "See the file.", "draft": 1, "file": file.public_id}
    assert chloe.client.post(place(topic), fields, headers={"X-Part": "1"}).json()["version"] == 2
    assert file.public_id in chloe.client.get(topic.get_absolute_url()).content.decode()
    del fields["file"]
    chloe.client.post(place(topic), {**fields, "draft": 2}, headers={"X-Part": "1"})
    assert file.public_id not in chloe.client.get(topic.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("own_folder")
def test_what_is_no_file_is_refused_and_the_text_is_kept(chloe, topic):
    answer = save_with_file(chloe, topic, "b.pdf", samples.EXECUTABLE)
    assert "b.pdf" in chloe.client.get(answer["Location"]).content.decode()
    assert Draft.objects.get().fields["body"] == "See the file."
    assert Draft.objects.get().fields["file"] == []


@pytest.mark.usefixtures("own_folder")
def test_the_clock_lets_a_file_be_while_a_draft_names_it(chloe, topic):
    save_with_file(chloe, topic)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=30))
    clock = as_system("a test")
    assert clear_files(actor=clock) == 0
    chloe.client.post(f"/drafts/reply/{topic.public_id}/delete/")
    assert clear_files(actor=clock) == 1


@pytest.mark.usefixtures("own_folder")
def test_a_draft_does_not_show_another_ones_file(ana, chloe, topic):
    save_with_file(ana, topic)
    file = StoredFile.objects.get()
    chloe.client.post(place(topic), {"body": "Mine?", "draft": 0, "file": file.public_id})
    assert file.name not in chloe.client.get(topic.get_absolute_url()).content.decode()
    file.refresh_from_db()
    assert file.draft.membership == ana.membership


@pytest.mark.usefixtures("own_folder")
def test_a_change_of_a_post_keeps_its_files_too(ana, topic):
    post = make.post(topic, ana.membership)
    address = reverse("writing:draft", args=["edit", post.public_id])
    ana.client.post(address, {"body": "More.", "draft": 0, "files": [SimpleUploadedFile("a.pdf", samples.PDF)]})
    file = StoredFile.objects.get()
    assert f'value="{file.public_id}" checked' in ana.client.get(f"/posts/{post.public_id}/edit/").content.decode()


def test_a_poll_that_was_begun_stands_in_the_composer_again(chloe, topic):
    until = (timezone.now() + timedelta(days=3)).date().isoformat()
    chloe.client.post(place(topic), {"body": "When?", "draft": 0, **POLL, "poll_until": until})
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert '<details class="poll-fields" open>' in page
    assert 'value="When?"' in page
    assert "Now\nLater</textarea>" in page
    assert '<option value="authority" selected>' in page
    assert 'name="poll_many" checked' in page
    assert f'value="{until}"' in page
    sent = {"body": "When?", "draft": 1, **POLL, "poll_until": until}
    chloe.client.post(f"/topics/{topic.public_id}/reply/", sent)
    assert Poll.objects.get().question == "When?"


@pytest.mark.usefixtures("own_folder")
def test_a_topic_that_was_begun_keeps_its_files_and_its_poll(ana, requests):
    address = reverse("writing:draft", args=["topic", requests.public_id])
    fields = {"kind": "question", "title": "A question", "body": "When?", "draft": 0, **POLL}
    ana.client.post(address, {**fields, "files": [SimpleUploadedFile("a.pdf", samples.PDF)], "files_code": "RED"})
    page = ana.client.get(f"/forums/{requests.public_id}/new/").content.decode()
    file = StoredFile.objects.get()
    assert f'value="{file.public_id}:RED" selected' in page
    assert "Now\nLater</textarea>" in page


def test_a_status_that_is_not_understood_leaves_what_was_begun_where_it_is(ana, topic):
    save(ana, topic, "Half a sentence")
    answer = ana.client.post(f"/topics/{topic.public_id}/status/", {"status": "unheard-of"})
    assert answer.status_code == 422
    assert "Half a sentence</textarea>" in answer.content.decode()


def test_for_a_post_that_one_does_not_see_a_draft_is_answered_like_for_an_invented_one(ana, chloe, topic):
    hidden = make.post(topic, ana.membership, code="RED")
    for public_id in (hidden.public_id, "A" * 22):
        answer = chloe.client.post(reverse("writing:draft", args=["edit", public_id]), {"body": "Mine", "draft": 0})
        assert answer.status_code == 404
    assert not Draft.objects.exists()


def test_in_a_forum_that_one_does_not_see_a_topic_is_begun_like_in_an_invented_one(chloe, sahel):
    elsewhere = make.forum(sahel, "elsewhere")
    for public_id in (elsewhere.public_id, "A" * 22):
        answer = chloe.client.post(reverse("writing:draft", args=["topic", public_id]), {"body": "Mine", "draft": 0})
        assert answer.status_code == 404
    assert not Draft.objects.exists()


def test_a_draft_names_nothing_any_more_that_its_writer_does_not_see(ana, dara, topic):
    post = topic.posts.first()
    for spots, thing in ((topic_spots, topic), (forum_spots, topic.forum), (post_spots, post)):
        assert set(spots(ana.membership, [thing.pk])) == {thing.pk}
        assert spots(dara.membership, [thing.pk]) == {}
