"""Finds which tests reach which function: each function with a permission check notes that it was called.

As a plugin of pytest (`-p tests.prove.mutants.probe`) it writes, for each test, how long it took, whether it passed and
which functions it reached, into the file that REACHED names.
"""

import ast
import builtins
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

HITS = "_functions_reached"
# In a process that a test has started nobody listens.
NOTE = f"getattr(__import__('builtins'), '{HITS}', set()).add((__file__, {{name}}))"


def with_probes(source: bytes) -> bytes:
    """Return SOURCE with a line at the beginning of each function which notes that it was called."""
    lines = source.decode().splitlines(keepends=True)
    places: list[tuple[int, int, int]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[1] if is_docstring(node.body[0]) and len(node.body) > 1 else node.body[0]
        if first.lineno > node.lineno:
            above = min([first.lineno, *(each.lineno for each in getattr(first, "decorator_list", []))])
            places.append((above, first.col_offset, node.lineno))
    for above, indent, name in sorted(places, reverse=True):
        lines.insert(above - 1, f"{' ' * indent}{NOTE.format(name=name)}\n")
    return "".join(lines).encode()


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
