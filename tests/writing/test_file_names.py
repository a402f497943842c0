"""What a file is called after it came under a name that was made to deceive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writing.files.names import LONGEST, UNSEEN, clean_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Réponse du 3 mai.pdf", "Réponse du 3 mai.pdf"),
        ("رسالة.docx", "رسالة.docx"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\letter.pdf", "letter.pdf"),
        ('a"; filename="b.exe', "a__ filename=_b.exe"),
        ("<script>.txt", "_script_.txt"),
        ("   .pdf", "file.pdf"),
        ("", "file"),
        ("...", "file"),
        ("a\ud800.pdf", "a.pdf"),
    ],
)
def test_a_name_is_one_plain_line(sent, kept):
    assert clean_name(sent) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("a" * 300 + ".pdf")
    assert len(name) <= LONGEST
    assert name.endswith("a.pdf")


def test_marks_upon_one_letter_are_bounded():
    assert len(clean_name("a" + "\u0301" * 1_000 + ".pdf")) < 50


@given(st.text(max_size=400))
def test_no_name_holds_a_sign_that_nobody_sees(sent):
    import unicodedata

    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST
    assert not any(unicodedata.category(sign) in UNSEEN for sign in name if sign not in "\u200c\u200d")
    assert not set(name) & set('\\/:*?"<>|;')
    assert clean_name(name) == name
