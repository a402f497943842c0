"""What comes first: said in the title, said often, new; counted word by word."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.search.ranking import OFTEN, RECENT, TITLE, ranked

WORDS = st.lists(st.sampled_from(["a", "aa", "ab", "b", "ba", "abc", "bc"]), max_size=9)
SOUGHT = st.lists(st.sampled_from(["a", "aa", "ab", "b", "a*", "ab*", "bc", "a_"]), max_size=3, unique=True)


def in_order(rows, sought):
    return ranked(rows, min(row[0] for row in rows), sought)


def slowly(rows, sought):
    """Word by word, as it is meant."""
    newest, oldest = max(row[0] for row in rows), min(row[0] for row in rows)
    scores = {}
    for pk, text, _post in rows:
        title, cut, _rest = text.partition(" | ")
        score = RECENT * (pk - oldest) / (newest - oldest or 1)
        for word in sought:
            if "_" in word:
                continue
            is_it = (lambda one, w=word[:-1]: one.startswith(w)) if word.endswith("*") else word.__eq__
            count = sum(map(is_it, text.split(" ")))
            score += min(count, OFTEN) / OFTEN
            if cut and any(map(is_it, title.split(" "))):
                score += TITLE
        scores[pk] = score
    return sorted(scores, key=lambda pk: (-scores[pk], -pk))


# A machine that is busy is slow to think of words, too.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8), SOUGHT)
def test_the_order_is_that_of_the_words_one_by_one(texts, sought):
    rows = [
        (pk, " | ".join(filter(None, (" ".join(title), " ".join(body)))), pk) for pk, (title, body) in enumerate(texts)
    ]
    assert in_order(rows, sought) == slowly(rows, sought)


def test_a_word_said_again_at_once_is_counted_again():
    assert in_order([(1, "law", 1), (2, "law law law", 2), (3, "law", 3)], ["law"]) == [2, 3, 1]
    assert in_order([(1, "law", 1), (2, "lawyer lawyer laws", 2), (3, "law", 3)], ["law*"]) == [2, 3, 1]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=12),
    st.lists(st.sampled_from(["a", "aa", "ab", "b", "bc"]), max_size=3, unique=True),
    st.integers(1, 3),
    st.integers(1, 6),
)
def test_a_page_is_the_same_without_the_words_of_rows_that_cannot_come_before_it(texts, sought, least, ahead):
    """As the databases leave them out: what says a word twice or in its title, and the newest, are read.

    What is not read is counted only, or stands there without its words.
    """
    rows = [
        (pk, " | ".join(filter(None, (" ".join(title), " ".join(body)))), pk) for pk, (title, body) in enumerate(texts)
    ]
    near = {row[0] for row in sorted(rows, reverse=True)[:ahead]}
    enough = sum(pk in near and set(sought) <= set(text.split(" ")) for pk, text, _post in rows) >= least

    def is_read(pk, text):
        title, cut, _rest = text.partition(" | ")
        told = any(text.split(" ").count(word) > 1 or (cut and word in title.split(" ")) for word in sought)
        return not enough or told or pk in near

    right = in_order(rows, sought)[:least]
    read = [row for row in rows if is_read(*row[:2])]
    assert ranked(read, min(row[0] for row in rows), sought)[:least] == right
    few = [(pk, text if is_read(pk, text) else None, post) for pk, text, post in rows]
    assert in_order(few, sought)[:least] == right


def test_the_title_comes_before_what_is_said_often():
    assert in_order([(1, "law | order", 1), (2, "order | law law law law", 2)], ["law"]) == [1, 2]
