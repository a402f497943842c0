"""The instruments of the proofs measure what they say."""

import ast
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.prove.__main__ import PROOFS
from tests.prove.enumeration import mann_whitney
from tests.prove.mutants import LEAST, key_of
from tests.prove.mutants.find import mutants
from tests.prove.mutants.probe import HITS, probed_lines, with_probes
from tests.prove.mutants.same import SAME
from tests.prove.mutants.swapped import NeedsStart, swap
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
    assert {"without", "reads", "never", "always:", "filter", "what", "heard", "PUBLIC", "HALF"} <= kinds
    assert any("fresh factor" in mutant.what for mutant in found)
    assert len(found) >= LEAST


def test_the_list_of_walls_behind_walls_names_only_what_exists():
    names = [key_of(mutant) for mutant in mutants(ROOT)]
    assert [each for each in SAME if not any(name.startswith(each) for name in names)] == []


DOUBLE = b'''def double(n):
    """Twice."""
    if n:
        return 2 * n
    elif n is None: return 1
    return 0
'''


def test_a_statement_notes_that_it_ran_and_does_the_same(monkeypatch):
    reached: set[tuple[str, int]] = set()
    names: dict = {"__file__": "double.py"}
    monkeypatch.setattr(f"builtins.{HITS}", reached, raising=False)
    exec(compile(with_probes(DOUBLE), "double.py", "exec"), names)
    assert names["double"](4) == 8
    assert reached == {("double.py", 1), ("double.py", 3), ("double.py", 4)}
    assert names["double"](0) == 0
    assert ("double.py", 6) in reached
    assert probed_lines(DOUBLE) == {1, 3, 4, 6}


@pytest.fixture
def living(tmp_path, monkeypatch):
    """A module of which others hold a function, a nested function and a set of names."""

    def live(text: bytes):
        path = tmp_path / "living.py"
        path.write_bytes(text)
        module = ModuleType("living")
        module.__file__ = str(path)
        exec(compile(text, str(path), "exec"), vars(module))
        monkeypatch.setitem(sys.modules, "living", module)
        return module

    return live


WALL = b"def wall(n):\n    def inner():\n        return n > 3\n    return inner\n"


def test_a_mutant_reaches_functions_that_are_known_elsewhere(living):
    module = living(WALL)
    outer, before = module.wall, module.wall(1)
    assert not before()
    assert swap(module.__file__, WALL, WALL.replace(b"n > 3", b"n > 0")) == 2
    assert before()
    assert outer(1)()


def test_a_mutant_reaches_a_set_that_is_known_elsewhere(living, monkeypatch):
    text = b'NAMES = frozenset({"a"})\n'
    module, other = living(text), ModuleType("other")
    other.KNOWN = module.NAMES
    monkeypatch.setitem(sys.modules, "other", other)
    assert swap(module.__file__, text, b'NAMES = frozenset({"a", "b"})\n') == 2
    assert other.KNOWN == module.NAMES == {"a", "b"}


@pytest.mark.parametrize("after", [WALL + b"LEAST = 3\n", b"@staticmethod\n" + WALL, b""])
def test_a_mutant_in_what_runs_at_the_import_needs_a_new_process(living, after):
    module = living(WALL)
    with pytest.raises(NeedsStart):
        swap(module.__file__, WALL, after)


def test_every_proof_that_is_listed_exists():
    assert [name for name in PROOFS if not (HERE / f"{name}.py").exists() and not (HERE / name).is_dir()] == []


def test_what_does_not_hold_is_said():
    with pytest.raises(NotHeld, match="three"):
        hold(False, "three are lost")
    with pytest.raises(NotHeld, match="the page"):
        wait_until(lambda: False, 0.01, "the page", every=0.005)
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
