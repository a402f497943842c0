"""How quotations of posts and mentions are written, and what stands for them in the HTML."""

import pytest
from django.urls import reverse

from network.models.identity import new_public_id
from writing.differences import differences
from writing.markdown import Places, plain, references, render
from writing.mentions import Named, mention_text, without_ids
from writing.quotations import quoting, rewritten

ONE, OTHER = "A" * 22, "B" * 22


def test_a_quotation_whose_first_line_is_the_address_of_a_post_quotes_it():
    found = references(f"Before\n\n> /posts/{ONE}/\n> some *words*\n>\n> more\n\nafter").quotations
    assert [(one.public_id, one.words) for one in found] == [(ONE, "some *words*\n\nmore")]


def test_the_address_may_be_copied_from_the_browser():
    permalink = "https://counterpart.example" + reverse("forum:post", args=[ONE])
    assert [one.public_id for one in references(f"> {permalink}\n> words").quotations] == [ONE]


@pytest.mark.parametrize(
    "text",
    ["> words\n> /posts/{}/", "- > /posts/{}/", "```\n> /posts/{}/\n```", "> see /posts/{}/ there", "/posts/{}/"],
)
def test_an_address_elsewhere_quotes_nothing(text):
    assert references(text.format(ONE)).quotations == []


def test_what_is_stored_of_a_quotation_holds_none_of_its_words():
    text = f"Before\n\n{quoting(ONE, 'secret words')}\nlazy secret\n# Next"
    found = references(text).quotations
    stored = rewritten(text, found, [quoting(one.public_id, "") for one in found])
    assert stored == f"Before\n\n> /posts/{ONE}/\n\n# Next"


def test_only_a_quotation_that_has_a_place_becomes_a_placeholder():
    text = f"{quoting(ONE, '')}\n\n{quoting(OTHER, 'kept')}\n\nend"
    html = render(text, Places([4, None])).html
    assert '<div data-quote="4"></div>' in html
    assert html.count("data-quote") == 1
    assert "kept" in html


def test_no_text_can_write_a_placeholder_itself():
    html = render('<div data-quote="0"></div> `<span data-mention="0">`', Places()).html
    assert "<div" not in html
    assert "<span" not in html


def test_a_mention_without_a_place_is_text():
    text = f"Dear {mention_text('member', ONE, 'Officer, [France]')},"
    assert render(text, Places()).html == '<p dir="auto">Dear @Officer, France,</p>\n'
    assert plain(text) == without_ids(text) == "Dear @Officer, France,"


def test_a_mention_with_a_place_is_a_placeholder_which_holds_no_name():
    text = mention_text("authority", ONE, "Ministry")
    assert references(text).mentioned == [Named("authority", ONE)]
    html = render(text, Places(mentioned={Named("authority", ONE): 2})).html
    assert html == '<p dir="auto"><span data-mention="2"></span></p>\n'


def test_differences_hold_both_texts():
    before, after = "The quick fox\nran over there", "The slow fox\nran away over there"
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert [piece.text.strip() for piece in pieces if piece.kind != "same"] == ["quick", "slow", "away"]


def test_long_texts_are_compared_too():
    before = "\n".join(f"line {number} {new_public_id()}" for number in range(3000))
    after = before.replace("line 1500 ", "another 1500 ")
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert sum(len(piece.text) for piece in pieces if piece.kind == "added") < 100
