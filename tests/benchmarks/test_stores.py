"""A module of the benchmark that is talked to answers, or it is said what became of it."""

import sys
import time

import pytest

from benchmarks import stores

ANSWERS = """#!{python}
import json, sys, time
for line in sys.stdin:
    word = line.strip()
    if word == "end":
        print("The database is gone.", file=sys.stderr)
        sys.exit(1)
    if word == "sleep":
        time.sleep(60)
    print("no JSON" if word == "stray" else json.dumps([word, *sys.argv[1:]]), flush=True)
"""


@pytest.fixture
def talk(tmp_path, monkeypatch):
    script = tmp_path / "python"
    script.write_text(ANSWERS.format(python=sys.executable))
    script.chmod(0o700)
    monkeypatch.setattr(stores, "PYTHON", str(script))
    return lambda **options: stores.talk_inside("search", "ask", env={}, **options)


def test_each_line_is_answered(talk):
    with talk() as ask:
        assert [ask(""), ask("one")] == [
            ["", "-m", "benchmarks.search", "ask"],
            ["one", "-m", "benchmarks.search", "ask"],
        ]


@pytest.mark.parametrize(
    ("line", "timeout", "said"),
    [("end", 60, "The database is gone"), ("stray", 60, "stray"), ("sleep", 1, "sleep")],
)
def test_what_ends_takes_too_long_or_says_something_else_is_a_fault(talk, line, timeout, said):
    with pytest.raises(RuntimeError, match=said), talk(timeout=timeout) as ask:
        ask(line)


def test_what_has_ended_before_it_is_asked_is_a_fault_too(talk):
    with pytest.raises(RuntimeError, match="failed at 'one'"), talk() as ask:
        with pytest.raises(RuntimeError, match=r"The database is gone\."):
            ask("end")
        while True:
            ask("one")


def test_with_a_fault_of_whoever_asks_it_ends_at_once(talk):
    begun = time.monotonic()
    with pytest.raises(ZeroDivisionError), talk() as ask:
        ask("one")
        raise ZeroDivisionError
    assert time.monotonic() - begun < 30
