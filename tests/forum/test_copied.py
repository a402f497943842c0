"""Words of an erased text are found again in what others are writing, and what only resembles it is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.copied import BLANK, RUN, Folded, Source

ERASED = (
    "The witness Amina Devi lives at 14 Rue des Palmiers in Port Louis. Her brother may be reached under "
    "amina.devi@example.org. She is afraid of the defendant."
)


def found(text, erased=ERASED):
    return Source([erased]).without(text)


@pytest.mark.parametrize(
    ("draft", "left"),
    [
        ("Before. She is afraid of the defendant. After.", f"Before. {BLANK}. After."),
        ("SHE IS\nAFRAID of the   défendant!", f"{BLANK}!"),
        ("> She is afraid\n> of the defendant.\n\nMine.", f"> {BLANK}.\n\nMine."),
        ("Write to amina.devi@example.org today.", f"Write to {BLANK} today."),
        (f"As I read: {ERASED[10:110]} and so on.", f"As I read: {BLANK} and so on."),
    ],
)
def test_a_copied_part_goes_and_what_stands_around_it_stays(draft, left):
    assert found(draft) == left


@pytest.mark.parametrize(
    "draft",
    [
        "She is not afraid of that.",
        "The defendant lives in Port Louis.",
        "",
        "[…]",
        "Under the United Nations Convention against Transnational Organized Crime the answer is no.",
    ],
)
def test_words_that_anybody_may_write_stay(draft):
    erased = f"{ERASED} It rests on the United Nations Convention against Transnational Organized Crime, article 18."
    assert found(draft, erased) == draft


def test_a_short_text_goes_where_it_is_a_line_of_its_own():
    erased = "It was Jean Dupont."
    assert found("> It was Jean Dupont.\nMine.", erased) == f"{BLANK}\nMine."
    assert found("Nobody says that it was Jean Dupont alone.", erased) == "Nobody says that it was Jean Dupont alone."


def test_signs_of_a_script_without_spaces_count_for_more():
    erased = "证人住在路易港棕榈街十四号" * 3
    assert found(f"之前{erased}之后", erased) == f"之前{BLANK}之后"


letters = st.text(alphabet="abcdefghij klmnop,.\n", min_size=0, max_size=200)


@given(before=letters, after=letters, copied=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=RUN, max_size=300))
def test_no_run_that_is_long_enough_survives_wherever_it_stands(before, after, copied):
    left = Folded.of(Source([copied]).without(before + copied + after)).letters
    assert not any(copied[at : at + RUN] in left for at in range(len(copied) - RUN + 1))


@given(draft=letters)
def test_a_draft_that_shares_nothing_is_left_as_it_is(draft):
    assert Source(["ZÜRICH 1234567 " * 20]).without(draft) == draft
