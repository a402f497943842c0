"""What practitioners ask in six languages (practice.txt): found in the database, each text or not, as it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.models import SearchRow
from forum.search.finding import find
from forum.search.index import repair
from forum.search.query import LONGEST, parse
from forum.search.scope import scope_of
from tests.factories import forum as make

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
FILE = Path(__file__).with_name("practice.txt")


def parts() -> Iterator[tuple[str, dict[str, str], list[tuple[str, set[str]]]]]:
    """Yield of each language its texts by letter, and its queries with the letters of what they find."""
    for part in FILE.read_text("utf-8").split("\n== ")[1:]:
        language, *lines = [line for line in part.splitlines() if line.strip()]
        texts = dict(line.split("  ", 1) for line in lines if "=>" not in line)
        asked = [line.split("=>") for line in lines if "=>" in line]
        yield language, texts, [(query.strip(), set(letters.split())) for query, letters in asked]


PARTS = {language: (texts, queries) for language, texts, queries in parts()}


def test_there_are_enough_of_each_language():
    assert tuple(PARTS) == LANGUAGES
    for texts, queries in PARTS.values():
        assert len(queries) >= 50
        assert len(texts) >= 6
        assert all(letters <= texts.keys() for _query, letters in queries)


@pytest.fixture
def shelf(requests, ana):
    """All texts of all languages, indexed: number of the post by language and letter."""
    from forum.models import Post

    numbers = {}
    for language, (texts, _queries) in PARTS.items():
        for letter, text in texts.items():
            topic = make.topic(requests, ana.membership, title="9", language=language)
            Post.objects.filter(topic=topic).update(body=text, language=language)
            numbers[language, letter] = topic.posts.get().pk
    repair()
    assert SearchRow.objects.count() == len(numbers)
    return numbers


def test_each_query_finds_its_texts_and_no_other_of_its_language(shelf, chloe):
    reader = chloe.membership
    scope = scope_of(reader)
    posts = dict(SearchRow.objects.values_list("pk", "post_id"))
    wrong = []
    for language, (texts, queries) in PARTS.items():
        letters = {shelf[language, letter]: letter for letter in texts}
        for query, wanted in queries:
            hits = {posts[hit.pk] for hit in find(reader, parse(query), scope, size=1_000).hits}
            found = {letters[post] for post in hits if post in letters}
            if found != wanted:
                wrong.append(f"{language}: {query} => {' '.join(sorted(found))}, not {' '.join(sorted(wanted))}")
    assert wrong == [], "\n".join(wrong)


# Beside those of corpus.py: halves of signs, which no address carries but a caller may, and the syntax of both indexes.
HOSTILE = [
    "\ud800", '"\udfff', "in:\ud800", 'from:"\ud800"', "state:\udfff x",
    "\ud800\ud800-\ud800", "a-\x00-b", "a-b-c-d-e-f", "-a-b",
    "--a--b--", "video-",
    "-video-conference", '"video-conference"',
    "x-" * 200, "é-" * 20, "‑‑‑", "a\u0301-\u0301b", "words:a", "rank:1",
    "forum_searchwords MATCH 'a'", 'NEAR("a" "b", 5)', '"a" + "b"', "^ a", "a NOT NOT b",
    "{words names}: a", "'a':*ABCD", "a <-> !b", "!(a&b)",
    "👍🏽", "👨‍👩‍👧", "?!", "the", "le la les", "и в на", "من في", "的", "。",
    "(" * 499, '"a' * 160, "a" * 10_000, "字" * 10_000, "\x00" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("by_date", [False, True])
def test_whatever_is_typed_is_an_answer(shelf, chloe, by_date):
    reader = chloe.membership
    for typed in HOSTILE:
        query = parse(typed)
        found = find(reader, query, scope_of(reader, query.operators), by_date=by_date)
        assert found.count <= len(shelf), typed
        assert not (len(typed) > LONGEST and found.hits), typed
