"""Finds every permission check by its syntax, and how each could be missing."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.prove.mutants.asking import asking
from tests.prove.mutants.deciding import deciding
from tests.prove.mutants.source import Mutant, Source

ROOMS = ("home", "moving", "forum", "messaging", "notices", "writing", "live", "jobs", "network")
ASIDE = ("/migrations/", "/management/", "/demonstration/", "/reference/")

# What decides beside access.py: what it refuses with is a `return` of nothing, or an exception.
DECIDERS = {
    "live/admission.py",
    "live/cursors.py",
    "live/telling.py",
    "live/welcome.py",
    "network/actions/links.py",
    "network/authentication.py",
    "network/carry.py",
    "network/fresh.py",
    "network/guard.py",
    "network/middleware.py",
    "network/models/identity.py",
    "network/models/members.py",
    "network/models/proofs.py",
    "network/querysets.py",
    "network/returning.py",
    "network/sessions.py",
    "network/visits.py",
}


def mutants(root: Path) -> list[Mutant]:
    """Return every mutant of the work tree at ROOT, in a steady order."""
    found: dict[tuple[str, int, int, str], Mutant] = {}
    for mutant in _all(root):
        found.setdefault((mutant.path, mutant.start, mutant.end, mutant.instead), mutant)
    sources = {path: Source(root, path) for path in {mutant.path for mutant in found.values()}}
    placed = [
        mutant if mutant.place else replace(mutant, place=sources[mutant.path].place_at(mutant.start))
        for mutant in found.values()
        if mutant.instead != f"({sources[mutant.path].bytes[mutant.start : mutant.end].decode()})"
    ]
    return sorted(placed, key=lambda mutant: (mutant.path, mutant.start, mutant.instead))


def _all(root: Path) -> Iterator[Mutant]:
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            path = str(file.relative_to(root))
            if any(each in path for each in ASIDE):
                continue
            source = Source(root, path)
            parts = {Path(part).stem for part in file.relative_to(root).parts[1:]}
            yield from asking(source, parts)
            if "access" in parts or path in DECIDERS:
                yield from deciding(source, rules="access" in parts)
    yield from _wider_gate(root)


def _wider_gate(root: Path) -> Iterator[Mutant]:
    """Each route let through by the gate one step too early: without a password, or without the second factor."""
    source = Source(root, "network/gate.py")
    sets: dict[str, ast.Set] = {}
    names: dict[str, set[str]] = {}
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.Set):
                    sets[node.targets[0].id] = inner
                    names[node.targets[0].id] = {str(ast.literal_eval(each)) for each in inner.elts}
    matrix = root / "tests/access/matrix.toml"
    routes = set(tomllib.loads(matrix.read_text())["routes"]) if matrix.exists() else set()
    half = names["HALF"]
    for group, let_in in (("PUBLIC", half | routes - names["PUBLIC"]), ("HALF", routes - half - names["PUBLIC"])):
        place = source.span(sets[group])[0] + 1
        for name in sorted(let_in):
            yield Mutant(
                source.path, sets[group].lineno, f"{group} lets in {name}", place, place, f'"{name}", ', route=name
            )
