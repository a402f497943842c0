"""The instruments of the proofs measure what they say."""

import ast
import random
from pathlib import Path

import pytest

from tests.prove.__main__ import PROOFS
from tests.prove.enumeration import mann_whitney
from tests.prove.mutants import key_of
from tests.prove.mutants.find import mutants
from tests.prove.mutants.probe import with_probes
from tests.prove.mutants.same import SAME
from tests.prove.proof import NotHeld, hold, percentile, wait_until

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent


def test_the_u_test_finds_two_milliseconds_among_noise_and_nothing_where_nothing_is():
    chance = random.Random(1)
    some = [chance.gauss(0.100, 0.003) for _ in range(200)]
    others = [chance.gauss(0.100, 0.003) for _ in range(200)]
    later = [seconds + 0.002 for seconds in others]
    assert mann_whitney(some, others) > 0.05
    assert mann_whitney(some, later) < 0.001


def test_the_u_test_agrees_with_a_table():
    # U = 2 of 5 and 5: exactly p = 0.032; the normal approximation gives 0.037.
    assert mann_whitney([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]) == pytest.approx(0.037, abs=0.001)
    assert mann_whitney([1, 1, 1], [1, 1, 1]) == 1.0


def test_every_kind_of_permission_check_is_found_and_every_mutant_is_python():
    found = mutants(ROOT)
    sources = {mutant.path: (ROOT / mutant.path).read_bytes() for mutant in found}
    for mutant in found:
        ast.parse(mutant.applied(sources[mutant.path]))
    kinds = {mutant.what.split()[0] for mutant in found}
    assert {"without", "reads", "never", "always:", "filter", "PUBLIC", "HALF"} <= kinds
    assert any("fresh factor" in mutant.what for mutant in found)
    assert len(found) >= 150


def test_the_list_of_walls_behind_walls_names_only_what_exists():
    names = [key_of(mutant) for mutant in mutants(ROOT)]
    assert [each for each in SAME if not any(name.startswith(each) for name in names)] == []


def test_a_function_notes_that_it_was_called_and_does_the_same(monkeypatch):
    source = b'def double(n):\n    """Twice."""\n    if n:\n        return 2 * n\n    return 0\n'
    reached: set[tuple[str, int]] = set()
    names: dict = {"__file__": "double.py"}
    monkeypatch.setattr("builtins._functions_reached", reached, raising=False)
    exec(compile(with_probes(source), "double.py", "exec"), names)
    assert names["double"](4) == 8
    assert reached == {("double.py", 1)}


def test_every_proof_that_is_listed_exists():
    assert [name for name in PROOFS if not (HERE / f"{name}.py").exists() and not (HERE / name).is_dir()] == []


def test_what_does_not_hold_is_said():
    with pytest.raises(NotHeld, match="three"):
        hold(False, "three are lost")
    with pytest.raises(NotHeld, match="the page"):
        wait_until(lambda: False, 0.01, "the page", every=0.005)
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
