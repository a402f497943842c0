"""The piece of a text that a search shows: as one reads it, in whole words, with the hits marked."""

import pytest

from forum.search.snippets import LENGTH, snippet

SOUGHT = frozenset({"part"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Yes in *part* or **no**, would _you_?", "Yes in <mark>part</mark> or no, would you?"),
        ("> quoted\n> part\n\n- the file_name_2 of it", "quoted <mark>part</mark> - the file_name_2 of it"),
        ("See [the part](https://example.org/x), `code`\n\n# A title", "See the <mark>part</mark>, code A title"),
    ],
)
def test_what_markdown_writes_leaves_no_gap_in_a_sentence(text, shown):
    assert snippet(text, SOUGHT) == shown


def test_it_ends_with_a_whole_word_that_is_nearly_as_far_as_it_may_go():
    text = "part " + "certified copies " * 40
    shown = str(snippet(text, SOUGHT)).replace("<mark>", "").replace("</mark>", "")
    assert shown.endswith((" certified …", " copies …"))
    assert LENGTH - 30 <= len(shown) <= LENGTH + 2


def test_where_no_word_ends_it_ends_where_it_must():
    text = "part " + "证" * 500
    assert len(snippet(text, SOUGHT).replace("<mark>", "").replace("</mark>", "")) == LENGTH + 2
