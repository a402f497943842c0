"""A statement that is compiled once holds the rule's own words, and leaves open what belongs to the reader."""

import pytest

from forum.pages.heads import TOPIC
from forum.querysets.prepared import CONSTANT, _with_constants

pytestmark = pytest.mark.django_db


def test_no_word_of_the_rule_is_left_to_be_compared_with_a_partial_index(ana):
    TOPIC.rows(ana.membership, "x")
    kept = next(one for one in TOPIC._compiled.values() if one)
    assert [one for one in kept.parameters if isinstance(one, str) and CONSTANT.fullmatch(one)] == []


def test_what_could_end_a_word_of_a_statement_stays_a_parameter():
    written = _with_constants("a = %s AND b = %s", ["it's", "AMBER+STRICT"])
    assert written == ("a = %s AND b = 'AMBER+STRICT'", ("it's",))


def test_a_percent_sign_stays_a_parameter():
    assert _with_constants("a LIKE %s", ["x%s"]) == ("a LIKE %s", ("x%s",))
