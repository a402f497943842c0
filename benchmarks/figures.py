"""A figure with its floor and its bound; the table of them, and the file."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LATEST = Path(__file__).parent / "latest.json"


@dataclass(frozen=True)
class Figure:
    """VALUE in UNIT. FLOOR is the same of what it is compared with, RATIO the median of the rounds.

    BOUND is what is promised, as it is read ("≥ 0.40"); HOLDS says whether it is kept, None where nothing is promised
    or nothing was measured: then REASON says why.
    """

    name: str
    value: float | None = None
    unit: str = ""
    floor: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    bound: str = ""
    holds: bool | None = None
    reason: str = ""


def at_least(name: str, value: float, unit: str, bound: float, **more: Any) -> Figure:
    """Return a figure whose ratio, or value where there is no ratio, must reach BOUND."""
    compared = more.get("ratio", value)
    return Figure(name, value, unit, bound=f"≥ {bound:g}", holds=round(compared, 3) >= bound, **more)


def at_most(name: str, value: float, unit: str, bound: float, **more: Any) -> Figure:
    compared = more.get("ratio", value)
    return Figure(name, value, unit, bound=f"≤ {bound:g}", holds=round(compared, 3) <= bound, **more)


def not_measured(name: str, reason: str) -> Figure:
    return Figure(name, reason=reason)


def number(value: float | None) -> str:
    if value is None:
        return ""
    if value and abs(value) < 10:
        return f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 100 else f"{value:,.0f}"


def table(figures: list[Figure]) -> str:
    """Return the figures as lines of text, one each."""
    rows = [("", "value", "unit", "floor", "ratio", "min–max", "bound", "")]
    for one in figures:
        if one.value is None:
            rows.append((one.name, "not measured:", one.reason, "", "", "", "", ""))
            continue
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        spread = f"{one.spread[0]:.2f}–{one.spread[1]:.2f}" if one.spread else ""
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[one.holds]
        rows.append((one.name, number(one.value), one.unit, number(one.floor), ratio, spread, one.bound, verdict))
    width = max(len(row[0]) for row in rows)
    return "\n".join(_line(row, width) for row in rows)


def _line(row: tuple[str, ...], width: int) -> str:
    if row[1] == "not measured:":
        return f"{row[0]:<{width}}  not measured: {row[2]}"
    name, value, unit, floor, ratio, spread, bound, verdict = row
    return f"{name:<{width}}  {value:>9} {unit:<11} {floor:>7} {ratio:>6} {spread:>11} {bound:>8}  {verdict}".rstrip()


def write(figures: list[Figure]) -> None:
    LATEST.write_text(json.dumps([asdict(one) for one in figures], indent=1, ensure_ascii=False) + "\n")


def progress(words: str) -> None:
    print(f"  {words} …", file=sys.stderr, flush=True)
