"""What was wrong, in the text and in its files: said once, with one focus."""

import re

from tests.forum.files.things import reply, upload

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
