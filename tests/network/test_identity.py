"""Identifiers: what stands in addresses, in frames, and in an operator's commands."""

import re

from network.models.identity import new_public_id


def test_no_identifier_comes_twice_or_is_taken_for_an_option_by_a_command():
    made = {new_public_id() for _number in range(4_000)}
    assert len(made) == 4_000
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", one) for one in made)
