"""A module of the benchmark that is talked to answers, or it is said what became of it."""

import sys

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


@pytest.mark.parametrize(("line", "said"), [("end", "The database is gone."), ("stray", "stray"), ("sleep", "sleep")])
def test_what_ends_takes_too_long_or_says_something_else_is_a_fault(talk, line, said):
    with pytest.raises(RuntimeError, match=said), talk(timeout=2) as ask:
        ask(line)
