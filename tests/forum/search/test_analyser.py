"""Properties of the analyser: what is folded stays folded, what is written is found, snippets are what was written."""

import re
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from forum.search.analyser import analyse, pieces, words_of
from forum.search.folding import LONGEST, fold
from forum.search.query import parse
from forum.search.snippets import marked, snippet

LETTERS = (
    "abcdefghijklmnopqrstuvwxyzéèêçñóúäöüßабвгдеёжзийклмнопрстуэюяابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآ中文法院引渡证据"
)
WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=12)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
ANY = st.text(max_size=120)


@given(ANY)
def test_what_is_folded_stays_as_it_is(text):
    for piece in pieces(text):
        once = fold(piece.text)
        assert fold(once) == once


@given(TEXTS)
def test_case_width_and_composition_make_no_difference(text):
    same = words_of(text)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words_of(unicodedata.normalize(form, text)) == same
    assert [word.replace("ss", "ß") for word in words_of(text.upper())] == [word.replace("ss", "ß") for word in same]


@given(ANY)
def test_no_word_of_a_text_can_be_taken_for_a_name_in_the_index(text):
    found = analyse(text, "en")
    assert all(word and all(sign.isalnum() for sign in word) for word in found.words)
    assert not any(name.startswith("_") for name in found.stems)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["en", "fr", "es", "ru", "ar", "zh", "pt", ""]))
def test_a_text_has_all_that_it_is_asked_for_when_it_is_asked_itself(text, language):
    found = analyse(text, language)
    held = {*found.words, *found.stems}
    for group in parse(text[:400]).wanted:
        beginnings = tuple(token[:-1] for token in group.tokens if token.endswith("*"))
        assert group.tokens & held or (beginnings and any(one.startswith(beginnings) for one in held)), group


@given(ANY)
def test_places_of_words_are_their_places_in_the_text(text):
    end = 0
    for piece in pieces(text):
        assert text[piece.start : piece.end] == piece.text
        assert piece.start >= end
        end = piece.end


@settings(deadline=None)
@given(ANY, TEXTS)
def test_marks_add_nothing_to_a_text_but_themselves(text, query):
    sought = parse(query).sought | parse(text[:300]).sought
    shown = marked(text, sought)
    plain = re.sub("</?mark>", "", shown)
    assert Markup(plain).unescape() == text
    assert "<" not in re.sub("</?mark>", "", snippet(text, sought))


@given(WORDS)
def test_a_word_is_marked_where_it_stands(word):
    assert "<mark>" in marked(f"before {word} after", parse(word).sought | {fold(word)})


# Whatever can stand in a string, halves of signs among it.
EVERYTHING = st.text(alphabet=st.characters(exclude_categories=[]), max_size=200)
TASHKEEL = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640"


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءؤئ ", max_size=60), st.randoms(use_true_random=False))
def test_marks_and_long_letters_make_no_difference_in_arabic(text, random):
    marked_up = "".join(
        letter + "".join(random.choices(TASHKEEL, k=random.randrange(3))) if letter != " " else letter
        for letter in text
    )
    assert analyse(marked_up, "ar") == analyse(text, "ar")


@given(TEXTS)
def test_who_leaves_accents_out_writes_the_same_words(text):
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    assert words_of(bare) == words_of(text)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["NFC", "NFD"]))
# What follows the mark is no word "e" of which a compound could be made.
@example("äe a", "NFD")
def test_what_is_taken_apart_or_put_together_is_found_under_the_same_names(text, form):
    joined = text.replace(" ", "-")
    for one in (text, joined):
        assert analyse(unicodedata.normalize(form, one), "fr") == analyse(one, "fr")


@settings(deadline=None)
@given(EVERYTHING, st.sampled_from(["en", "ar", "zh", "", "xx"]))
def test_whatever_stands_in_a_text_it_is_read_and_costs_no_more_than_its_length(text, language):
    found = analyse(text, language)
    assert len(found.words) <= len(text) * 2
    assert len(found.stems) <= 40 * (len(found.words) + 1)
    assert all(len(one) <= LONGEST + 1 for one in (*found.words, *found.stems))
    for group in parse(text).wanted:
        assert len(group.tokens) <= 120
