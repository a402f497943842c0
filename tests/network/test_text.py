"""What people type is made safe to keep, and typing it holds nobody up."""

import unicodedata
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from network.forms.fields import LineField, TextField
from network.text import MOST_MARKS, clean_line, clean_text, plain_line

ENDLESS = ["a" + "\u0315\u0300" * 100, "\u0f73" * 200, "e\u0301" * 10 + "\u0300\u0315" * 60]


@pytest.mark.parametrize("value", ENDLESS, ids=["marks of two kinds", "signs made of marks", "marks after letters"])
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_marks_without_end_are_refused_before_they_are_composed(clean, value, monkeypatch):
    asked = []
    told = SimpleNamespace(combining=unicodedata.combining, normalize=lambda *given: asked.append(given))
    monkeypatch.setattr("network.text.unicodedata", told)
    with pytest.raises(ValidationError):
        clean(value)
    assert asked == []


def test_a_line_that_nobody_cleaned_loses_what_turns_it_round_and_what_is_no_sign():
    turning = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert plain_line(f"a{turning}b\x00\t\r\n\x7f\x9fc\u2028\u2029 d \u0631") == "abc d \u0631"


@pytest.mark.parametrize(
    "value",
    ["e\u0301", "\u0628\u0651\u064e", "\u05e9\u05c1\u05b8", "a" + "\u0300" * MOST_MARKS],
    ids=["French", "Arabic", "Hebrew", "as many as there may be"],
)
def test_letters_with_the_marks_of_a_language_are_kept_composed(value):
    assert clean_line(value * 3) == unicodedata.normalize("NFC", value * 3)


@pytest.mark.parametrize(
    "sent", ["Ana \ufffd", b"Ana \xed\xa0\x80".decode(errors="replace")], ids=["lost", "surrogate"]
)
def test_a_name_that_a_machine_could_not_read_is_not_kept(sent):
    with pytest.raises(ValidationError):
        LineField().clean(sent)
    assert TextField().clean(f"Quoted: {sent}") == f"Quoted: {sent}"


def test_half_a_megabyte_of_marks_at_the_sign_in_gets_a_sentence(anonymous, db):
    answer = anonymous.post("/sign-in/", {"email": "a" + "\u0315\u0300" * 200_000, "password": "x"})
    assert answer.status_code == 422
