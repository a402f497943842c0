"""Files in posts: sent with a form, shown to those who may open them, served by the one rule, taken back."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.actions import add_post, edit_post, hide_post, set_file_code, set_topic_code, take_back_file
from forum.models import Attachment, ModerationAct, Post, SearchRow, Topic
from forum.querysets.naming import put_names
from jobs.worker import Worker
from live.models import OutboxEvent
from network.guard import Refused
from network.models import ContactPoint, Membership, ReadEntry, Visit
from tests.factories import forum as make
from tests.personas import membership
from tests.writing import samples
from writing.actions.files import receive_whole
from writing.files import limits, store
from writing.models import StoredFile


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def stored(author, name="a.pdf", content=samples.PDF):
    return receive_whole(actor=author.membership, name=name, content=io.BytesIO(content), size=len(content))


def posted(author, topic, *, code_of_file="", **given):
    file = stored(author)
    codes = {file.public_id: code_of_file}
    body = "With a file."
    return add_post(author=author.membership, topic=topic, body=body, files=[file], file_codes=codes, **given)


def address(post):
    return f"/files/{Attachment.objects.filter(post=post).first().public_id}/"


def upload(name="a.pdf", content=samples.PDF):
    return SimpleUploadedFile(name, content)


def reply(client, topic, **fields):
    return client.post(f"/topics/{topic.public_id}/reply/", {"body": "See the file.", **fields})


def body_of(answer):
    return b"".join(answer.streaming_content)


# Sending, without scripts and with.


def test_a_form_without_scripts_brings_files_with_the_reply(chloe, ana, topic):
    answer = reply(chloe.client, topic, files=[upload("Réponse.pdf"), upload("b.txt", b"words")])
    assert answer.status_code == 302
    post = Post.objects.get(author=chloe.membership)
    assert post.holds == "f"
    assert list(post.attachments.order_by("position").values_list("name", flat=True)) == ["Réponse.pdf", "b.txt"]
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    assert "Réponse.pdf" in page
    assert address(post) in page
    assert body_of(ana.client.get(address(post))) == samples.PDF


def test_what_is_not_taken_is_said_and_text_and_the_other_files_stay(chloe, topic):
    answer = reply(chloe.client, topic, files=[upload("a.pdf"), upload("b.pdf", samples.EXECUTABLE)])
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "b.pdf: What is in this file is not what its name says" in page
    assert "See the file." in page
    assert re.search(r'role="alert"[^>]*autofocus>.*?<a href="#id_files">b\.pdf: ', page, re.DOTALL)
    kept = StoredFile.objects.get(status="ready")
    assert f'value="{kept.public_id}" checked' in page
    again = reply(chloe.client, topic, file=[kept.public_id])
    assert again.status_code == 302
    assert Attachment.objects.get().file_id == kept.pk


def test_a_text_that_is_refused_keeps_its_files(chloe, topic):
    answer = reply(chloe.client, topic, body="", files=[upload()])
    assert answer.status_code == 422
    assert StoredFile.objects.get().public_id in answer.content.decode()


def test_the_preview_without_scripts_keeps_the_files(chloe, topic):
    to = f"/topics/{topic.public_id}/reply/"
    answer = chloe.client.post(f"/preview/?to={to}", {"body": "words", "files": [upload()]})
    assert f'name="file" value="{StoredFile.objects.get().public_id}"' in answer.content.decode()


def test_more_than_ten_are_not_taken(chloe, topic, monkeypatch):
    answer = reply(chloe.client, topic, files=[upload(f"{number}.txt", b"words") for number in range(11)])
    assert answer.status_code == 422
    assert "10.txt: A post takes at most 10 files" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_beyond_its_limit_is_passed_over(chloe, topic, monkeypatch):
    monkeypatch.setattr("writing.files.arriving.LARGEST", 1_000)
    answer = reply(chloe.client, topic, files=[upload("a.txt", b"words " * 1_000)])
    assert answer.status_code == 422
    assert "a.txt: This file is larger" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_a_form_beyond_its_limit_keeps_its_text(chloe, topic, monkeypatch):
    monkeypatch.setattr("writing.files.arriving.LARGEST_FORM", 1_000)
    answer = reply(chloe.client, topic, files=[upload("a.txt", b"words " * 1_000)])
    assert answer.status_code == 422
    assert "too large for one form" in answer.content.decode()
    assert "See the file." in answer.content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/mail/", "/language/"])
def test_no_other_form_takes_a_file(chloe, path):
    chloe.client.post(path, {"files": [upload()]})
    assert not StoredFile.objects.exists()


def test_a_visitor_sends_nothing(client, topic, tmp_path):
    reply(client, topic, files=[upload()])
    assert not StoredFile.objects.exists()


def test_a_topic_begins_with_a_file(ana, requests, topic):
    form = {"kind": "announcement", "title": "News", "language": "en", "body": "words", "code": "AMBER"}
    answer = ana.client.post(f"/forums/{requests.public_id}/new/", {**form, "files": [upload()]})
    assert answer.status_code == 302
    assert Attachment.objects.get().post.topic.title == "News"


def test_a_change_of_a_post_adds_a_file(chloe, topic):
    post = posted(chloe, topic)
    answer = chloe.client.post(f"/posts/{post.public_id}/edit/", {"body": post.body, "version": 1, "files": [upload()]})
    assert answer.status_code == 302
    assert Attachment.objects.filter(post=post).count() == 2


def test_the_files_of_another_are_not_attached(chloe, ana, topic):
    file = stored(ana)
    answer = reply(chloe.client, topic, file=[file.public_id])
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_is_attached_once(chloe, topic):
    file = stored(chloe)
    add_post(author=chloe.membership, topic=topic, body="one", files=[file])
    reply(chloe.client, topic, file=[file.public_id])
    assert Attachment.objects.count() == 1


def test_the_same_form_twice_makes_one_post_with_its_files(chloe, topic):
    file = stored(chloe)
    for _time in range(2):
        answer = reply(chloe.client, topic, file=[file.public_id], once="a" * 22)
        assert answer.status_code == 302
    assert Post.objects.filter(author=chloe.membership).count() == 1
    assert Attachment.objects.count() == 1


# Reading.


def test_a_file_is_a_download_that_nothing_runs_in_and_nobody_keeps(chloe, ana, topic):
    answer = ana.client.get(address(posted(chloe, topic)))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Length"] == str(len(samples.PDF))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert body_of(answer) == samples.PDF


def test_its_address_holds_neither_its_name_nor_its_place(chloe, topic):
    post = posted(chloe, topic)
    file = StoredFile.objects.get()
    assert file.stored not in address(post)
    assert file.public_id not in address(post)
    assert chloe.client.get(f"/files/{file.public_id}/").status_code == 404


def test_its_address_cannot_be_guessed_from_others():
    names = [Attachment().public_id for _number in range(200)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", name) for name in names)
    # At each place any of 64 signs, save the last, which holds two bits: what counts or tells the time repeats itself.
    assert min(len(set(signs)) for signs in list(zip(*names, strict=True))[:-1]) > 40
    assert names != sorted(names)


def test_its_address_does_not_outlast_the_right_to_read(client, chloe, ana, cora, topic):
    path = address(posted(chloe, topic))
    assert [who.client.get(path).status_code for who in (ana, cora)] == [200, 200]
    assert client.get(path).status_code == 302
    assert not client.get(path).headers.get("Content-Disposition")
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    assert ana.client.get(path).status_code == 404
    Membership.objects.filter(pk=cora.membership.pk).update(until=timezone.now())
    assert cora.client.get(path).status_code in {302, 403, 404}
    assert chloe.client.get(path).status_code == 200


def test_an_odd_name_is_said_safely(chloe, ana, topic):
    file = stored(chloe, 'رد\u202e "x".pdf')
    add_post(author=chloe.membership, topic=topic, body="one", files=[file])
    said = ana.client.get(f"/files/{Attachment.objects.get().public_id}/")["Content-Disposition"]
    assert said.isascii()
    assert "\n" not in said
    assert "filename*=utf-8''%D8%B1%D8%AF" in said


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, samples.PDF[:4]),
        ("bytes=10-", 206, samples.PDF[10:]),
        ("bytes=-5", 206, samples.PDF[-5:]),
        ("bytes=5-99999", 206, samples.PDF[5:]),
        ("bytes=0-3,5-6", 200, samples.PDF),
        ("bytes=9-3", 200, samples.PDF),
        ("words", 200, samples.PDF),
    ],
)
def test_a_part_is_served_as_asked(chloe, ana, topic, asked, status, got):
    answer = ana.client.get(address(posted(chloe, topic)), headers={"Range": asked})
    assert answer.status_code == status
    assert body_of(answer) == got
    assert answer["Content-Length"] == str(len(got))


def test_a_part_beyond_the_end_is_none(chloe, ana, topic):
    answer = ana.client.get(address(posted(chloe, topic)), headers={"Range": "bytes=99999-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(samples.PDF)}"


def test_head_answers_as_get_without_the_bytes(chloe, ana, dara, topic):
    path = address(posted(chloe, topic))
    got, head = ana.client.get(path), ana.client.head(path)
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy"):
        assert head[name] == got[name]
    assert dara.client.head(path).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-1"}])
def test_whoever_does_not_see_the_post_finds_no_file(chloe, dara, topic, headers):
    assert dara.client.get(address(posted(chloe, topic)), headers=headers).status_code == 404


def test_a_hidden_post_hides_its_files(chloe, ana, cora, topic):
    post = posted(chloe, topic)
    hide_post(actor=cora.membership, post=post, reason="a name")
    assert [one.client.get(address(post)).status_code for one in (ana, chloe, cora)] == [404, 200, 200]


def test_a_file_with_a_stricter_code_is_for_fewer_than_its_post(ana, chloe, ben, topic):
    post = posted(ana, topic, code_of_file="RED")
    assert Attachment.objects.get().code == "RED"
    page = chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "With a file." in page
    assert "a.pdf" not in page
    assert chloe.client.get(address(post)).status_code == 404
    assert "a.pdf" in ana.client.get(topic.get_absolute_url()).content.decode()


def test_a_wider_code_counts_as_the_posts(ana, topic):
    posted(ana, topic, code_of_file="CLEAR")
    assert Attachment.objects.get().code == ""


def test_a_topic_made_stricter_takes_its_files_along(ana, chloe, topic):
    post = posted(ana, topic)
    assert chloe.client.get(address(post)).status_code == 200
    set_topic_code(actor=ana.membership, topic=topic, code="RED")
    assert chloe.client.get(address(post)).status_code == 404


def test_who_visits_leaves_a_line_for_each_file(sara, ana, ocean, topic):
    path, now = address(posted(ana, topic)), timezone.now()
    assert sara.client.get(path).status_code == 404
    Visit.objects.create(
        network=ocean, membership=sara.membership, reason="A case", since=now, until=now + timedelta(hours=1)
    )
    assert sara.client.get(path).status_code == 200
    assert ReadEntry.objects.filter(route="forum:file").exists()


def test_the_files_of_twenty_posts_cost_no_statement_more_than_those_of_one(ana, requests, statements):
    counts = []
    for posts in (1, 10):
        topic = make.topic(requests, ana.membership)
        for _number in range(posts):
            posted(ana, topic)
        ana.client.get(topic.get_absolute_url())
        with statements() as made:
            page = ana.client.get(topic.get_absolute_url()).content.decode()
        assert page.count("<bdi>a.pdf</bdi>") == posts
        counts.append(len(made))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_a_reply_with_a_file_tells_search_of_its_name(chloe, topic, django_capture_on_commit_callbacks):
    from forum.search.index import reindex_posts

    post = posted(chloe, topic)
    reindex_posts([post.pk])
    assert SearchRow.objects.filter(attachment__post=post).exists()


# Taking back.


def test_the_author_takes_a_file_back_with_its_bytes(chloe, ana, topic, django_capture_on_commit_callbacks):
    post = posted(chloe, topic)
    path, place = address(post), store.place(StoredFile.objects.get().stored)
    OutboxEvent.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        answer = chloe.client.post(path + "take-back/")
    assert answer.status_code == 302
    assert ana.client.get(path).status_code == 404
    assert not place.exists()
    assert not StoredFile.objects.exists()
    post.refresh_from_db()
    assert post.holds == ""
    assert OutboxEvent.objects.filter(kind="post_changed").exists()


def test_nobody_else_takes_it_back(chloe, cora, topic):
    post = posted(chloe, topic)
    with pytest.raises(Refused):
        take_back_file(actor=cora.membership, attachment=post.attachments.get())


def test_after_a_day_it_stays(chloe, topic):
    post = posted(chloe, topic)
    Attachment.objects.update(at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Refused):
        take_back_file(actor=chloe.membership, attachment=post.attachments.get())


def test_a_change_of_the_text_keeps_the_files(chloe, topic):
    post = posted(chloe, topic)
    edit_post(actor=chloe.membership, post=post, body="Otherwise.", version=1)
    post.refresh_from_db()
    assert post.holds == "f"
    assert Topic.objects.get(pk=topic.pk)


def test_a_post_that_has_ten_takes_no_more(chloe, topic, monkeypatch):
    monkeypatch.setattr("forum.actions.files.MOST", 1)
    post = posted(chloe, topic)
    answer = chloe.client.post(f"/posts/{post.public_id}/edit/", {"body": post.body, "version": 1, "files": [upload()]})
    assert answer.status_code == 409
    assert Attachment.objects.count() == 1
    assert limits.MOST == 10


# A code of its own for each file, chosen with it and changed later.


def code_page(who, attachment, code=None, **reason):
    path = f"/files/{attachment.public_id}/code/"
    return who.client.get(path) if code is None else who.client.post(path, {"code": code, **reason})


def test_each_file_of_a_form_has_the_code_that_was_chosen_for_it(ana, topic):
    first, second = stored(ana, "first.pdf"), stored(ana, "second.pdf")
    reply(
        ana.client,
        topic,
        file=[first.public_id, second.public_id],
        file_code=[f"{second.public_id}:RED", "", "x:GREEN", f"{first.public_id}:MAGENTA"],
        files=[upload("third.pdf")],
        files_code="AMBER+STRICT",
    )
    codes = dict(Attachment.objects.values_list("name", "code"))
    assert codes == {"first.pdf": "", "second.pdf": "RED", "third.pdf": "AMBER+STRICT"}


def test_the_author_makes_a_file_stricter_and_wider_again(ana, chloe, topic, heard):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [ana.membership.pk], [])
    assert "RED" in code_page(ana, attachment).content.decode()
    assert code_page(ana, attachment, "RED").status_code == 302
    assert chloe.client.get(address(attachment.post)).status_code == 404
    assert "a.pdf" not in chloe.client.get(topic.get_absolute_url()).content.decode()
    assert "post_changed" in [frame["kind"] for frame in heard(chloe)]
    assert code_page(ana, attachment, "AMBER").status_code == 302
    assert chloe.client.get(address(attachment.post)).status_code == 200
    assert Attachment.objects.get().code == ""


def test_a_coordinator_makes_a_file_stricter_and_not_wider_and_the_log_says_so(ana, cora, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [], [cora.membership.authority_id])
    assert code_page(cora, attachment, "AMBER+STRICT", reason="It is for fewer.").status_code == 302
    assert ModerationAct.objects.get().act == "code_raised"
    with pytest.raises(Refused):
        set_file_code(actor=cora.membership, attachment=attachment, code="")
    assert code_page(cora, attachment, "AMBER", reason="It is for more.").status_code == 422
    assert Attachment.objects.get().code == "AMBER+STRICT"


def test_a_coordinator_who_is_not_named_loses_the_file_that_he_made_red(ana, cora, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    set_file_code(actor=cora.membership, attachment=attachment, code="RED", reason="It is for fewer.")
    assert code_page(cora, attachment).status_code == 404
    with pytest.raises(Refused):
        set_file_code(actor=cora.membership, attachment=attachment, code="RED", reason="It is for fewer.")


def test_others_change_no_code_of_a_file(ana, ben, chloe, henri, dara, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    for who in (ben, chloe, henri):
        assert code_page(who, attachment, "RED").status_code == 403
    assert code_page(dara, attachment, "RED").status_code == 404


def test_an_author_who_is_no_longer_in_the_network_makes_no_code_of_a_file_stricter(ana, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    ContactPoint.objects.filter(membership=ana.membership).update(until=timezone.now())
    with pytest.raises(Refused):
        set_file_code(actor=ana.membership, attachment=attachment, code="RED")


def test_a_manager_who_does_not_see_the_file_widens_no_code(ana, mauritius, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    set_file_code(actor=ana.membership, attachment=attachment, code="AMBER+STRICT")
    ana.membership.until = timezone.now()
    ana.membership.save()
    afar = membership("afar", mauritius, role="manager", function="Head of unit")
    with pytest.raises(Refused):
        set_file_code(actor=afar, attachment=Attachment.objects.get(), code="")


def test_when_the_author_has_left_the_manager_of_his_authority_widens_the_code(ana, ben, henri, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    put_names(topic, ana.membership.pk, [], [ana.membership.authority_id])
    set_file_code(actor=ana.membership, attachment=attachment, code="AMBER+STRICT")
    with pytest.raises(Refused):
        set_file_code(actor=ben.membership, attachment=attachment, code="")
    ana.membership.until = timezone.now()
    ana.membership.save()
    with pytest.raises(Refused):
        set_file_code(actor=henri.membership, attachment=attachment, code="")
    set_file_code(actor=ben.membership, attachment=attachment, code="")
    assert Attachment.objects.get().code == ""


def test_a_file_is_found_only_by_those_whom_its_code_lets_from_the_moment_it_is_changed(ana, chloe, topic):
    attachment = Attachment.objects.get(post=posted(ana, topic))
    Worker().drain()
    assert SearchRow.objects.visible_to(chloe.membership).filter(attachment=attachment).exists()
    set_file_code(actor=ana.membership, attachment=attachment, code="RED")
    assert not SearchRow.objects.visible_to(chloe.membership).filter(attachment=attachment).exists()


# What was wrong, in the text and in its files: said once, with one focus.

BAD = {"body": " ", "poll_question": "Which day?", "poll_choices": "Monday", "poll_until": "2020-01-01"}


def said_once(answer, *words):
    page = answer.content.decode()
    summary = page.partition('class="error-summary"')[2].partition("</div>")[0]
    assert (answer.status_code, page.count('class="error-summary"'), page.count(" autofocus")) == (422, 1, 1)
    assert [one for one in words if one not in summary] == []
    for anchor in re.findall(r'href="#(\w+)"', summary):
        assert f'id="{anchor}"' in page


TWO = ("A poll has two to ten answers", "Choose a day from today on", 'href="#id_files"')


def test_a_reply_that_is_wrong_in_its_text_its_poll_and_its_files_says_so_in_one_place(ana, topic):
    answer = reply(ana.client, topic, **BAD, files=[upload("setup.exe", b"MZ")])
    said_once(answer, 'href="#id_body"', *TWO)
    said_once(reply(ana.client, topic, body="", files=[upload("setup.exe", b"MZ")]), 'href="#id_body"', TWO[-1])
    said_once(reply(ana.client, topic, files=[upload("setup.exe", b"MZ")]), TWO[-1])
    said_once(reply(ana.client, topic, **{**BAD, "body": "Text"}), *TWO[:-1])


def test_a_new_topic_that_is_wrong_in_all_of_them_says_so_in_one_place(ana, requests):
    sent = {"kind": "practice_note", "title": "", **BAD, "files": [upload("setup.exe", b"MZ")]}
    answer = ana.client.post(f"/forums/{requests.public_id}/new/", sent)
    said_once(answer, 'href="#id_title"', 'href="#id_body"', *TWO)


def test_a_change_that_is_wrong_in_its_text_and_its_files_says_so_in_one_place(ana, topic):
    address = f"{topic.posts.first().get_absolute_url()}edit/"
    sent = {"body": " ", "version": "0", "files": [upload("setup.exe", b"MZ")]}
    said_once(ana.client.post(address, sent), 'href="#id_body"', TWO[-1])
