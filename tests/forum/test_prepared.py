"""A statement that is compiled once holds the rule's own words, and leaves open what belongs to the reader."""

import pytest

from forum.models import Topic
from forum.pages.heads import TOPIC
from network.models import Authority, Membership
from network.planned import place
from network.prepared import CONSTANT, Prepared, _with_constants

pytestmark = pytest.mark.django_db


def test_no_word_of_the_rule_is_left_to_be_compared_with_a_partial_index(ana):
    TOPIC.rows(ana.membership, "x")
    kept = next(one for one in TOPIC._compiled.values() if one)
    assert [one for one in kept.parameters if isinstance(one, str) and CONSTANT.fullmatch(one)] == []


def test_what_could_end_a_word_of_a_statement_stays_a_parameter():
    written = _with_constants("a = %s AND b = %s", ["it's", "AMBER+STRICT"])
    assert written == (f"a = {place(1)} AND b = 'AMBER+STRICT'", ("it's",))


def test_a_percent_sign_stays_a_parameter():
    assert _with_constants("a LIKE %s", ["x%s"]) == (f"a LIKE {place(1)}", ("x%s",))


def test_what_is_asked_a_hundred_times_is_made_ready_once_and_what_only_looks_alike_is_not():
    written = _with_constants("a = %s AND b = %s OR c = %s AND d = %s", [1, 1, True, "1"])
    assert written == (f"a = {place(1)} AND b = {place(1)} OR c = {place(2)} AND d = {place(3)}", (1, True, "1"))


def test_what_a_statement_for_all_cannot_know_of_its_reader_fails_when_it_is_made(ana):
    asked = {
        "since": lambda reader: Topic.objects.filter(created_at__lt=reader.since).values_list("pk"),
        "public id": lambda reader: Topic.objects.filter(public_id=reader.public_id).values_list("pk"),
        "office": lambda reader: Topic.objects.filter(requesting=reader.authority.body).values_list("pk"),
    }
    for what, build in asked.items():
        with pytest.raises((ValueError, Membership.DoesNotExist, Authority.DoesNotExist)):
            Prepared(build).rows(ana.membership, "x")
            pytest.fail(what)
    everything = Prepared(lambda reader: Topic.objects.filter(author_id=reader.pk).values_list("pk"))
    assert everything.rows(ana.membership, "x") == []
