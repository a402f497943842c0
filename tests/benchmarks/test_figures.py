"""The report: what holds, what does not, and what was not measured."""

import json

import pytest

from benchmarks import figures
from benchmarks.figures import at_least, at_most, not_measured, table, write
from benchmarks.load import NotAnswered, compared, parse
from benchmarks.search import _compared

WRK = """Running 2s test @ http://localhost:8160/topics/
  1 threads and 8 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    19.64ms    3.15ms  44.19ms   88.89%
  Latency Distribution
     50%   18.90ms
     75%   20.41ms
     90%   22.97ms
     99%    1.02s
  812 requests in 2.00s, 8.31MB read
Requests/sec:    405.93
Transfer/sec:      4.15MB
"""


def test_a_ratio_is_what_must_reach_the_bound_where_there_is_one():
    assert at_least("page", 300, "pages/s", 0.4, ratio=0.41).holds is True
    assert at_least("page", 300, "pages/s", 0.4, ratio=0.39).holds is False
    assert at_most("memory", 129, "MB", 130).holds is True
    assert at_most("memory", 131, "MB", 130).holds is False


def test_the_table_says_what_does_not_hold_and_what_was_not_measured():
    lines = table([at_most("memory", 131, "MB", 130), not_measured("replies", "wrk is not installed")]).splitlines()
    assert lines[1].endswith("DOES NOT HOLD")
    assert lines[2].split("  ")[-1] == "not measured: wrk is not installed"


def test_the_file_holds_each_figure_with_its_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "LATEST", tmp_path / "latest.json")
    write([at_least("page", 300, "pages/s", 0.4, floor=600, ratio=0.5)])
    (figure,) = json.loads((tmp_path / "latest.json").read_text())
    expected = {"name": "page", "value": 300, "unit": "pages/s", "floor": 600, "ratio": 0.5, "bound": "≥ 0.4"}
    assert expected.items() <= figure.items()
    assert figure["holds"] is True


def test_what_wrk_prints_is_read_in_milliseconds():
    run = parse(WRK)
    assert (run.per_second, run.p50, run.p99, run.requests) == (405.93, 18.9, 1020.0, 812)


@pytest.mark.parametrize("complaint", ["  Non-2xx or 3xx responses: 12\n", "  Socket errors: connect 0, read 3\n"])
def test_errors_are_no_measurement(complaint):
    with pytest.raises(NotAnswered):
        parse(WRK + complaint)


def test_the_median_of_the_ratios_of_each_round_counts():
    found = compared([(10, 20), (30, 100), (8, 10)])
    assert (found.page, found.floor) == (10, 20)
    assert (found.ratio, found.least, found.greatest) == (0.5, 0.3, 0.8)


def test_a_search_is_compared_turn_by_turn_with_the_smaller_size():
    """What the machine does in one turn, slow or quick, is in neither the ratio nor the middle of all."""
    turns = [
        [
            {"ms": [12 * slow, 12 * slow], "floor": 1, "hits": 1_000},
            {"ms": [10 * slow, 10 * slow], "floor": 1, "hits": 100},
        ]
        for slow in (1, 1, 5)
    ]
    p50, slowest, grown = _compared("search", turns)
    assert (p50.value, p50.holds) == (12, True)
    assert (slowest.value, slowest.holds) == (60, True)
    assert (grown.floor, grown.ratio, grown.spread, grown.holds) == (10, 1.2, (1.2, 1.2), True)
    turns[0][0]["ms"] = turns[1][0]["ms"] = [14, 14]
    assert list(_compared("search", turns))[2].holds is False
    assert len(list(_compared("search", [turn[:1] for turn in turns]))) == 2
