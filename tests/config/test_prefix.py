"""Where the pages live is no business of a browser: a header cannot move every address of the house elsewhere."""

import asyncio

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config.pages import PagesHandler
from config.templates import _address
from forum import addresses
from tests.factories import forum as make

STRANGE = "//counterpart.evil.example"


@pytest.fixture
def nothing_kept():
    """Addresses are found once in a process: what a test spoils must not outlive it."""
    for kept in (addresses._pattern, _address):
        kept.cache_clear()
    yield
    for kept in (addresses._pattern, _address):
        kept.cache_clear()


def test_a_header_that_a_proxy_may_pass_on_moves_no_link(ana, topic_page, nothing_kept):
    # gunicorn takes SCRIPT_NAME from a header that the nearest proxy lets through.
    first = Client(SCRIPT_NAME=STRANGE)
    first.cookies["session"] = ana.client.cookies["session"].value
    assert "evil" not in first.get(topic_page).content.decode()
    assert "evil" not in ana.client.get(topic_page).content.decode()


@pytest.fixture
def topic_page(ana, ocean):
    return make.topic(make.forum(ocean), ana.membership, posts=2).get_absolute_url()


async def test_a_header_that_daphne_takes_from_anybody_moves_no_path(monkeypatch):
    # Daphne fills `root_path` from the header Daphne-Root-Path, whoever sends it.
    handler, seen = PagesHandler(), []

    def answer(request):
        seen.append((request.path_info, reverse("home:desk")))
        return HttpResponse("done")

    async def receive():
        if seen:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message):
        pass

    monkeypatch.setattr(handler, "get_response", answer)
    scope = {"type": "http", "method": "GET", "path": "/x/networks/", "root_path": "/x", "headers": []}
    await handler(scope, receive, send)
    assert seen == [("/x/networks/", "/")]
