"""Operators, alone and together, and what can be typed by somebody who means harm."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.models import Post
from forum.search.query import LONGEST, MOST, parse
from network.models import Member
from tests.factories import forum as make

OLD = datetime(2024, 3, 15, 12, tzinfo=UTC)


@pytest.fixture
def two(written, ocean, ana, chloe, requests):
    """Chloé's solved question about France of March 2024, with a link; Ana's note of today in another forum."""
    body = chloe.membership.authority.body
    old = written(
        "freezing order https://example.org",
        title="Old",
        author=chloe.membership,
        status="solved",
        at=OLD,
        requested=[body],
        accepted_count=1,
    )
    written("freezing order", title="New", where=make.forum(ocean, "notes"), kind="practice_note", code="GREEN")
    return old


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("freezing", ["New", "Old"]),
        ("freezing in:requests", ["Old"]),
        ("freezing in:notes", ["New"]),
        ("freezing in:indian-ocean", ["New", "Old"]),
        ('freezing in:"Indian Ocean platform"', ["New", "Old"]),
        ('freezing in:"forum notes"', ["New"]),
        ("freezing from:me", ["Old"]),
        ("freezing from:FR", ["Old"]),
        ("freezing from:mauritius", ["New"]),
        ("freezing from:ana", ["New"]),
        ("freezing -from:ana", ["Old"]),
        ("freezing state:france", ["Old"]),
        ("freezing state:FR", ["Old"]),
        ("freezing -state:FR", ["New"]),
        ("freezing status:solved", ["Old"]),
        ("freezing -status:solved", ["New"]),
        ("freezing status:solved status:open", ["New", "Old"]),
        ("freezing kind:practice_note", ["New"]),
        ('freezing kind:"practice note"', ["New"]),
        ("freezing kind:question", ["Old"]),
        ("freezing code:green", ["New"]),
        ("freezing code:TLP:AMBER", ["Old"]),
        ("freezing before:2024-03-16", ["Old"]),
        ("freezing before:2024-03-15", []),
        ("freezing after:2024-03-15", ["New", "Old"]),
        ("freezing after:2024-03-16", ["New"]),
        ("freezing after:2024 before:2025", ["Old"]),
        ("freezing after:2024-04", ["New"]),
        ("freezing has:link", ["Old"]),
        ("freezing -has:link", ["New"]),
        ("freezing has:answer", ["Old"]),
        ("has:answer", ["Old"]),
        ("status:solved from:fr state:fr kind:question before:2025 has:link in:requests thaw", []),
        ("status:solved from:fr state:fr kind:question before:2025 has:link in:requests freezes", ["Old"]),
        ('FROM:me "freezing order" -missing', ["Old"]),
        ("in:sahel freezing", []),
    ],
)
def test_operators_narrow_what_is_found_alone_and_together(two, found, chloe, query, titles):
    assert found(chloe, query, by_date=True) == titles


@pytest.mark.parametrize(
    "query",
    ["in:nowhere x", "from:nobody x", "state:atlantis x", "status:lost x", "kind:joke x", "code:pink x",
     "before:yesterday x", "after:2024-13 x", "has:hope x", "in:sahel x", "before:0000 x", "after:99999 x"],
)  # fmt: skip
def test_an_operator_that_means_nothing_is_said_in_a_sentence(two, chloe, query):
    page = chloe.client.get("/search/", {"q": query})
    assert page.status_code == 200
    text = page.content.decode()
    assert "does not know" in text or "wants a day" in text
    assert 'class="hit"' not in text


SAID = "is not an operator of the search: it was looked for as words. These are the operators: "
SAID += '<bdi dir="ltr">in: from: state: status: kind: code: before: after: has:</bdi>'


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("foo:bar", ["foo"]),
        ("-foo:bar freezing", ["foo"]),
        ('foo:"bar baz"', ["foo"]),
        ('foo:"bar', ["foo"]),
        ("since:2024 status:solved", ["since"]),
        ("foo:x Foo:y foo:z", ["foo", "Foo"]),
        ("état:FR", ["état"]),
        ("дата:2024", ["дата"]),
        ("دولة：فرنسا", ["دولة"]),
    ],
)
def test_what_looks_like_an_operator_and_is_none_is_named_with_those_there_are(two, chloe, query, names):
    assert parse(query).unknown == names
    page = chloe.client.get("/search/", {"q": query}).content.decode()
    for name in names:
        assert f"“<bdi>{name}:</bdi>” {SAID}" in page


def test_it_is_looked_for_as_words_and_that_nothing_is_found_is_said_too(written, chloe):
    written("article: five", title="Words")
    page = chloe.client.get("/search/", {"q": "article:five"}).content.decode()
    assert SAID in page
    assert page.count('class="hit"') == 1
    page = chloe.client.get("/search/", {"q": "article:six"}).content.decode()
    assert SAID in page
    assert "Nothing found" in page


@pytest.mark.parametrize(("language", "said"), [("fr", "n’est pas un opérateur"), ("ar", "ليس من عوامل البحث")])
def test_it_is_said_in_the_language_of_the_reader(two, chloe, language, said):
    Member.objects.filter(pk=chloe.member.pk).update(language=language)
    assert said in chloe.client.get("/search/", {"q": "foo:bar"}).content.decode()


@pytest.mark.parametrize(
    "query",
    ["https://example.org/a:b", "http://x", "mailto:ana@example.org", "10:30", "1:2", "3:1 dilution", "14h:30",
     "note: bar", "note :bar", '"foo:bar"', "ECLI:EU:C:2016:198", "CELEX:32014L0041", "TLP:RED", "tlp:amber",
     "请求：引渡", "a:b", ":", ":)", "c:\\x", "in:requests", "FROM:me", "code:TLP:AMBER", "doi:10.1000/182", "foo:",
     'note: "x"'],
)  # fmt: skip
def test_an_address_a_time_a_ratio_or_a_number_is_no_operator(two, chloe, query):
    assert parse(query).unknown == []
    assert "is not an operator" not in chloe.client.get("/search/", {"q": query}).content.decode()


HOSTILE = [
    '"', '""', '"""', '" OR 1=1', "NEAR(a b)", "a NEAR b", "* *", "^a", "a*", ":", "a:b", "col : x", "AND", "OR NOT",
    "NOT", "( ) ( (", "a AND (b", "{a b} : c", "-", "--", '-"', "-in:", "in:", 'in:"', "x\x00y", "\x00", "'", "';--",
    "\\", "a\\b", "a & b | !c", "<-> <2>", "a:*", "%", "_", "%_%", "\ud800", "𝕬𝖇𝖈", "👍", "ﷺ", "\u202e abc", "a" * 490,
    "(" * 490, '"' * 490, "-a " * 20, "before:9999-12-31", "after:0001-01-01", "before:1970-01-01", "after:٢٠٢٤ x",
    "字" * 20, "a'b''c", "$$", "from:\x00", 'from:"%" x', "state:' x", "<script>alert(1)</script>", "{{ 7*7 }}",
]  # fmt: skip


def test_whatever_is_typed_is_answered_and_nothing_of_it_is_carried_out(two, chloe):
    for query in HOSTILE:
        for order in ("", "newest"):
            try:
                page = chloe.client.get("/search/", {"q": query, "order": order, "after": "12345678901234"})
            except UnicodeEncodeError:
                continue  # what cannot be sent over a line
            assert page.status_code == 200, query
            assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("text", ["extradition " * 900, "a" * 10_000, '"' * 10_000, "字" * 4_000, "in:x " * 60])
def test_what_is_too_long_is_refused_in_a_sentence(chloe, text):
    page = chloe.client.get("/search/", {"q": text})
    assert page.status_code == 200
    assert "too long for a search" in page.content.decode()
    assert len(text) > LONGEST or len(text.split()) > MOST or len(text) > 24


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "", "1" * 15])
def test_a_place_in_the_results_that_cannot_be_read_is_the_beginning_or_nothing(two, chloe, after):
    assert chloe.client.get("/search/", {"q": "freezing", "after": after}).status_code == 200


def test_an_empty_search_finds_nothing_and_says_how_to_ask(two, chloe):
    page = chloe.client.get("/search/").content.decode()
    assert "How to ask" in page
    assert 'class="hit"' not in page


def test_results_are_paged_by_key_and_none_comes_twice(written, chloe, requests, ana):
    from forum.search.index import reindex_topic

    now = timezone.now()
    for number in range(45):
        topic = make.topic(requests, ana.membership, title=f"Extradition {number}", at=now - timedelta(days=number * 9))
        reindex_topic(topic.pk)
    for order in ("", "newest"):
        seen, address = [], f"/search/?q=extradition&order={order}"
        while address:
            page = chloe.client.get(address)
            hits = page.context["page"].found.hits if page.context else []
            if not hits:
                import re

                text = page.content.decode()
                seen += re.findall(r"</mark> (\d+)</a>", text)
                later = re.search(r'rel="next" href="([^"]+)"', text)
                address = later[1].replace("&amp;", "&") if later else ""
        assert sorted(map(int, seen)) == list(range(45))
        if order:
            assert list(map(int, seen)) == list(range(45))


def test_titles_come_before_texts_and_then_what_says_it_often(written, found, chloe):
    written("one extradition", title="Rarely", at=timezone.now() - timedelta(days=1))
    written("extradition extradition extradition extradition", title="Often", at=timezone.now() - timedelta(days=2))
    written("nothing", title="Extradition", at=timezone.now() - timedelta(days=3))
    assert found(chloe, "extradition") == ["Extradition", "Often", "Rarely"]
    assert found(chloe, "extradition", by_date=True) == ["Rarely", "Often", "Extradition"]


def test_two_posts_of_one_instant_are_both_found(written, found, chloe):
    at = timezone.now()
    for number in range(3):
        written("extradition", title=f"At once {number}", at=at)
    assert len(found(chloe, "extradition")) == 3


def test_the_page_marks_the_hits_in_the_words_as_they_were_written(written, chloe):
    written("Les **demandes** d'extradition <b>renvoyées</b> & autres", title="Entraide", language="fr")
    page = chloe.client.get("/search/", {"q": "renvoyee demande"}).content.decode()
    assert "Les <mark>demandes</mark> d&#39;extradition &lt;b <mark>renvoyées</mark>&lt;/b &amp; autres" in page


def test_the_page_makes_at_most_six_statements(written, chloe, statements):
    for number in range(25):
        written("extradition", title=f"Topic {number}")
    client = chloe.client
    client.get("/")
    from forum.names import forget

    forget()
    with statements() as made:
        assert client.get("/search/", {"q": "extradition"}).status_code == 200
    assert len(made) <= 6, made


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=200))
def test_any_text_can_be_asked_and_gives_the_index_no_sign_of_its_own(text):
    query = parse(text)
    for group in [*query.wanted, *query.unwanted]:
        for token in group.tokens:
            assert all(sign.isalnum() or sign == "_" for sign in token.removesuffix("*")), token
            assert not token.startswith("_")
    for words in [*query.phrases, *query.unwanted_phrases]:
        assert all(word and all(sign.isalnum() for sign in word) for word in words)


def test_posting_puts_the_index_into_the_queue_and_does_nothing_else(requests, ana):
    from django_tasks_db.models import DBTaskResult

    from forum.actions import add_post, add_topic

    topic = add_topic(author=ana.membership, forum=requests, kind="question", title="Extradition", body="Text")
    post = add_post(author=ana.membership, topic=topic, body="More")
    asked = DBTaskResult.objects.order_by("enqueued_at").values_list("task_path", "args_kwargs")
    [of_topic] = [given["args"] for path, given in asked if path == "forum.search.jobs.index_topic"]
    [[of_post]] = [given["args"] for path, given in asked if path == "forum.replied.replied"]
    assert (of_topic, of_post["thing"]) == ([topic.pk], post.pk)
    assert Post.objects.count() == 2
