"""The queries of corpus.py: each finds what it shall, and the database finds what the analyser says."""

import pytest
from django.utils import timezone

from forum.models import Post, SearchRow
from forum.search.analyser import analyse
from forum.search.finding import find
from forum.search.index import repair
from forum.search.query import parse
from forum.search.scope import scope_of
from tests.factories import forum as make
from tests.forum.search.corpus import HOSTILE, TEXTS

QUERIES = sorted({query for _language, _text, hits, misses in TEXTS for query in (*hits, *misses)})
# What authors say of their texts is often wrong, and sometimes nothing.
SAID = [None, "en", "", "zh"]


def answers(text: str, language: str, query: str) -> bool:
    """Whether TEXT is a hit of QUERY, by the words alone and without any database."""
    found, asked = analyse(text, language), parse(query)
    held = {*found.words, *found.stems}
    stand = f" {' '.join(found.words)} "
    for group in asked.wanted:
        beginnings = tuple(token[:-1] for token in group.tokens if token.endswith("*"))
        if not (group.tokens & held or (beginnings and any(one.startswith(beginnings) for one in held))):
            return False
    return asked.has_words and all(f" {' '.join(words)} " in stand for words in asked.phrases)


@pytest.mark.parametrize("said", SAID)
def test_inflected_forms_accents_marks_and_signs_meet_whatever_language_the_text_is_said_to_be_in(said):
    wrong = []
    for language, text, hits, misses in TEXTS:
        spoken = language if said is None else said
        wrong += [(text[:40], query) for query in hits if not answers(text, spoken, query)]
        wrong += [(text[:40], "not", query) for query in misses if answers(text, spoken, query)]
    assert wrong == []
    assert len(QUERIES) >= 300


def test_the_database_finds_exactly_what_the_analyser_says(requests, ana, chloe):
    """The same hits on each database, since each is held against the same words."""
    titles = {}
    for number, (language, text, _hits, _misses) in enumerate(TEXTS):
        made = make.topic(requests, ana.membership, title=f"№ {number}", language=language or "en")
        Post.objects.filter(topic=made).update(body=text, language=language)
        titles[f"№ {number}"] = (text, language)
    repair()
    reader, wrong = chloe.membership, []
    scope = scope_of(reader)
    for query in QUERIES:
        shown = {hit.values["title"] for hit in find(reader, parse(query), scope, size=1_000).hits}
        said = {title for title, (text, language) in titles.items() if answers(text, language, query)}
        if {one for one in shown if answers(*titles[one], query)} != said or len(shown) > len(said) + 1:
            wrong.append((query, shown ^ said))
    assert wrong == []
    assert SearchRow.objects.count() == len(TEXTS)


def test_whatever_is_typed_is_answered_and_nothing_of_it_is_carried_out(requests, ana, chloe):
    make.topic(requests, ana.membership, title="x in y", at=timezone.now())
    repair()
    for query in HOSTILE:
        for order in ("", "newest"):
            page = chloe.client.get("/search/", {"q": query, "order": order})
            assert page.status_code == 200, query
            assert "<script>alert" not in page.content.decode()
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("“dual criminality”", '"dual criminality"'),
        ("« double incrimination »", '"double incrimination"'),
        ("「引渡请求」", '"引渡请求"'),
        ("in：requests x", "in:requests x"),
        ("\u200fin:requests x", "in:requests x"),
        ("in:requests\u200e x", "in:requests x"),
        ("－draft", "-draft"),
    ],
)
def test_signs_of_other_keyboards_mean_what_they_are_meant_to(typed, plain):
    assert parse(typed) == parse(plain)


@pytest.mark.parametrize("query", ["in:", "in: requests", "from: me x", 'state:""', "before:", "has: x", "-in:"])
def test_an_operator_without_a_value_is_said_in_a_sentence(chloe, query):
    page = chloe.client.get("/search/", {"q": query}).content.decode()
    assert "wants a value right behind it" in page
