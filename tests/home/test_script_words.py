"""What scripts say: the same for everybody, in the language of the page, kept by the browser for good."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def address(html: str) -> str:
    return re.search(r'data-words="([^"]+)"', html)[1]


@pytest.mark.parametrize(("language", "word"), [("en", "Copied"), ("fr", "Copié"), ("ar", "تم النسخ")])
def test_a_page_names_the_words_of_its_language(language, word):
    browser = Client(headers={"Accept-Language": language})
    answer = browser.get(address(browser.get("/sign-in/").content.decode()))
    assert f'data-word="copied">{word}' in answer.content.decode()


def test_they_are_fetched_once_and_never_change_under_their_address():
    browser = Client()
    answer = browser.get(address(browser.get("/sign-in/").content.decode()))
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("wrong", ["/words/en/0000000000000000/", "/words/xx/0000000000000000/"])
def test_other_words_are_not_there(wrong):
    assert Client().get(wrong).status_code == 404


def test_a_page_without_a_message_leaves_the_cookie_of_messages_alone(ana):
    assert "messages" not in ana.client.get("/").cookies
