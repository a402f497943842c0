"""Finds which tests reach which statement: each statement of a file with a permission check notes that it ran.

As a plugin of pytest (`-p tests.prove.mutants.probe`) it writes, for each test, how long it took, whether it passed and
which statements it reached, into the file that REACHED names.
"""

import ast
import builtins
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

HITS = "_statements_reached"
# In a process that a test has started nobody listens.
NOTE = f"getattr(__import__('builtins'), '{HITS}', set()).add((__file__, {{line}}))"
DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef


def with_probes(source: bytes) -> bytes:
    """Return SOURCE with a line before each statement of a function which notes that it ran.

    A function notes besides, by the line of its `def`, that it was called.
    """
    lines = source.decode().splitlines(keepends=True)
    for above, indent, names in sorted(_places(source), reverse=True):
        lines[above - 1 : above - 1] = [f"{' ' * indent}{NOTE.format(line=name)}\n" for name in names]
    return "".join(lines).encode()


def probed_lines(source: bytes) -> set[int]:
    """Return the lines of SOURCE that note when they ran."""
    return {line for _, _, lines in _places(source) for line in lines}


def _places(source: bytes) -> Iterator[tuple[int, int, list[int]]]:
    """Yield the line above which there is room for a note, how far in, and the lines that it notes."""
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, DEFINITION):
            continue
        body = function.body[1:] if is_docstring(function.body[0]) and len(function.body) > 1 else function.body
        for statement in (each for block in _blocks(body) for each in block):
            above = min([statement.lineno, *(each.lineno for each in getattr(statement, "decorator_list", []))])
            # `elif`, or a statement behind a colon or a semicolon: its line has no room before it.
            if lines[above - 1][: statement.col_offset].strip() or lines[above - 1].lstrip().startswith(b"elif"):
                continue
            first = [function.lineno] if statement is body[0] else []
            own = [] if isinstance(statement, DEFINITION | ast.ClassDef) else [statement.lineno]
            yield above, statement.col_offset, first + own


def _blocks(body: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """Yield BODY and every block inside it, those of functions inside it excepted."""
    yield body
    for statement in body:
        if isinstance(statement, DEFINITION | ast.ClassDef):
            continue
        for name in ("body", "orelse", "finalbody"):
            if inner := getattr(statement, name, []):
                yield from _blocks(inner)
        for each in [*getattr(statement, "handlers", []), *getattr(statement, "cases", [])]:
            yield from _blocks(each.body)


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


reached: dict[str, dict] = {}
if "REACHED" in os.environ:
    # Here and not in a hook: functions are called as soon as Django is set up.
    setattr(builtins, HITS, set())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    getattr(builtins, HITS).clear()
    result = yield
    root = str(item.config.rootpath)
    hits = sorted({f"{os.path.relpath(path, root)}:{line}" for path, line in getattr(builtins, HITS)})
    reached.setdefault(item.nodeid, {"seconds": 0.0, "failed": False})["hits"] = hits
    return result


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    found = reached.setdefault(report.nodeid, {"seconds": 0.0, "failed": False})
    found["seconds"] += report.duration
    found["failed"] = found["failed"] or report.failed


def pytest_sessionfinish() -> None:
    if "REACHED" in os.environ:
        Path(os.environ["REACHED"]).write_text(json.dumps(reached))
