"""Texts that can be found, and a search by a person."""

import pytest

from forum.models import Post
from forum.search.finding import find
from forum.search.index import reindex_topic
from forum.search.query import parse
from forum.search.scope import scope_of
from tests.factories import forum as make


@pytest.fixture
def written(requests, ana):
    """Write a topic with one text, which stands in the index at once."""

    def write(text: str, *, title: str = "Plain title", language: str = "en", where=None, author=None, **fields):
        author = author or ana.membership
        topic = make.topic(where or requests, author, title=title, language=language, **fields)
        Post.objects.filter(topic=topic).update(body=text, language=language, author=author)
        reindex_topic(topic.pk)
        return topic

    return write


@pytest.fixture
def found():
    """Return the titles that a persona finds."""

    def search(persona, text: str, **options) -> list[str]:
        reader, query = persona.membership, parse(text)
        return [hit.values["title"] for hit in find(reader, query, scope_of(reader, query.operators), **options).hits]

    return search
