"""Finds every permission check by its syntax, and how each could be missing."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOMS = ("home", "forum", "notices", "writing", "live", "jobs", "network")

# Everything that decides beside access: what it refuses with is a `return` of nothing, or an exception.
DECIDERS = {
    "network/middleware.py",
    "network/fresh.py",
    "network/guard.py",
    "network/sessions.py",
    "live/admission.py",
    "live/cursors.py",
}
SYSTEM = '__import__("network.readers").readers.as_system("a mutant reads everything")'
REFUSALS = ("refused(", "NOBODY", "None", "False", "''", '""', "Verdict(False")
# Everybody sees all of these: network/access/networks.py, `public`.
PUBLIC_MODELS = ("Body.", "PublicNetwork.", "NetworkState.")
NARROW = {"NOBODY", "None", '""', "False"}
FRESH = {"needs_fresh_factor"}


@dataclass(frozen=True)
class Mutant:
    """One check that is missing: the text between START and END of the file at PATH is INSTEAD."""

    path: str
    line: int
    what: str
    start: int
    end: int
    instead: str
    # The innermost function it stands in, as path:line of its `def`; of the gate, the route that is let in.
    function: str = ""
    route: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.instead.encode() + source[self.end :]


class Source:
    """A file's tree with the places of its nodes as offsets in bytes."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.bytes = (root / path).read_bytes()
        self.tree = ast.parse(self.bytes)
        self.lines = [0]
        for line in self.bytes.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def span(self, node: ast.AST) -> tuple[int, int]:
        place: ast.expr = node  # type: ignore[assignment]
        return (
            self.lines[place.lineno - 1] + place.col_offset,
            self.lines[(place.end_lineno or place.lineno) - 1] + (place.end_col_offset or 0),
        )

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.bytes[start:end].decode()

    def mutant(self, node: ast.expr, instead: str, what: str) -> Mutant:
        start, end = self.span(node)
        # In brackets: the text that goes may have stood on several lines.
        return Mutant(self.path, node.lineno, what, start, end, f"({instead})")

    def function_at(self, offset: int) -> str:
        """Return the innermost function around OFFSET, its decorators included, as path:line of its `def`."""
        found: list[tuple[int, int]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start, end = self.span(node)
                start = min([start, *(self.span(each)[0] for each in node.decorator_list)])
                if start <= offset < end:
                    found.append((end - start, node.lineno))
        return f"{self.path}:{min(found)[1]}" if found else ""


def mutants(root: Path) -> list[Mutant]:
    """Return every mutant of the work tree at ROOT, in a steady order."""
    found: dict[tuple[str, int, int, str], Mutant] = {}
    for mutant in _all(root):
        found.setdefault((mutant.path, mutant.start, mutant.end, mutant.instead), mutant)
    sources = {path: Source(root, path) for path in {mutant.path for mutant in found.values()}}
    found = {
        key: replace(mutant, function=sources[mutant.path].function_at(mutant.start)) for key, mutant in found.items()
    }
    return sorted(found.values(), key=lambda mutant: (mutant.path, mutant.start, mutant.instead))


def _all(root: Path) -> Iterator[Mutant]:
    for room in ROOMS:
        for file in sorted((root / room).rglob("*.py")):
            path = str(file.relative_to(root))
            if "/migrations/" in path or "/management/" in path or "/demonstration/" in path:
                continue
            source = Source(root, path)
            parts = {Path(part).stem for part in file.relative_to(root).parts[1:]}
            if "actions" in parts:
                yield from _without_require(source)
                yield from _without_refusal(source)
            if parts & {
                "views",
                "pages",
                "provides",
                "forms",
                "querysets",
                "actions",
                "admission",
                "telling",
                "welcome",
            }:
                yield from _reading_all(source)
                yield from _without_parent(source)
            if "views" in parts:
                yield from _without_refusal(source)
                yield from _without_decorator(source)
            if "access" in parts:
                yield from _deciders(source, rules=True)
            if path in DECIDERS:
                yield from _deciders(source, rules=False)
    yield from _wider_gate(root)


def _without_require(source: Source) -> Iterator[Mutant]:
    for call in _calls(source.tree, "require"):
        # The call stays in the text, so that only what it does is missing: the walk over the syntax must not help.
        yield source.mutant(call, f"None and {source.text(call)}", f"without {_short(source.text(call))}")


def _reading_all(source: Source) -> Iterator[Mutant]:
    for call in ast.walk(source.tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "visible_to"
            and call.args
            and not source.text(call.args[0]).startswith(("SYSTEM", "as_system"))
            and not source.text(call.func).startswith(PUBLIC_MODELS)
        ):
            yield source.mutant(call.args[0], SYSTEM, f"reads all: {_short(source.text(call))}")


def _without_parent(source: Source) -> Iterator[Mutant]:
    """A thing found by its own identifier but in another's address: `get_object_or_404(…, public_id=…, topic=…)`."""
    for call in _calls(source.tree, "get_object_or_404"):
        if len(call.keywords) < 2:
            continue
        for keyword in call.keywords:
            if keyword.arg and keyword.arg != "public_id":
                start, _ = source.span(keyword)
                _, end = source.span(keyword)
                rest = source.bytes[end:].lstrip()
                if rest.startswith(b","):
                    end = source.bytes.index(b",", end) + 1
                yield Mutant(source.path, keyword.value.lineno, f"finds without {keyword.arg}=", start, end, "")


def _without_refusal(source: Source) -> Iterator[Mutant]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.If) and node.body and isinstance(node.body[0], ast.Raise):
            raised = source.text(node.body[0])
            if "Refused" in raised or "PermissionDenied" in raised or "Http404" in raised:
                yield from _never(source, node.test)


def _without_decorator(source: Source) -> Iterator[Mutant]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if source.text(name) in FRESH:
                    yield source.mutant(decorator, "lambda view: view", f"{node.name} without a fresh factor")


def _deciders(source: Source, *, rules: bool) -> Iterator[Mutant]:
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        decorators = {source.text(each).split("(")[0] for each in function.decorator_list}
        for node in ast.walk(function):
            if isinstance(node, ast.If):
                yield from _of_branch(source, node)
            elif isinstance(node, ast.Return) and node.value is not None:
                yield from _of_answer(source, node.value, decorators, function)
            elif rules and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield from _of_filter(source, node)
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd) and rules:
                for kept in (node.left, node.right):
                    yield source.mutant(node, source.text(kept), f"only {_short(source.text(kept))}")
        if not rules:
            yield from _of_query(source, function)


def _of_branch(source: Source, node: ast.If) -> Iterator[Mutant]:
    first = node.body[0]
    if isinstance(first, ast.Raise):
        yield from _never(source, node.test)
    elif isinstance(first, ast.Return):
        answer = source.text(first.value) if first.value is not None else "None"
        if answer.startswith(REFUSALS) or answer.endswith(".none()"):
            yield from _never(source, node.test)
        else:
            yield from _always(source, node.test)
    elif isinstance(first, ast.AugAssign):
        yield from _always(source, node.test)


def _of_answer(source: Source, value: ast.expr, decorators: set[str], function: ast.FunctionDef) -> Iterator[Mutant]:
    text = source.text(value)
    if "verb" in decorators and not text.startswith(("ALLOWED", "refused(")):
        yield source.mutant(value, "ALLOWED", f"{function.name} allows")
    if "rule" in decorators and text not in {"EVERYBODY", "NOBODY"}:
        yield source.mutant(value, "EVERYBODY", f"{function.name}: everybody")
    if isinstance(value, ast.IfExp):
        for answer, chosen in (("True", value.body), ("False", value.orelse)):
            # To answer with the narrower half takes nothing away from the check.
            if source.text(chosen) not in NARROW and not (
                chosen is value.body and source.text(value.orelse) == "EVERYBODY"
            ):
                yield source.mutant(value.test, answer, f"{function.name}: always {_short(source.text(chosen))}")
    if isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And):
        for index, part in enumerate(value.values):
            if _only_narrows(source, part):
                continue
            rest = " and ".join(f"({source.text(each)})" for at, each in enumerate(value.values) if at != index)
            yield source.mutant(value, rest, f"{function.name} without {_short(source.text(part))}")
    if function.returns is not None and source.text(function.returns) == "bool" and "verb" not in decorators:
        yield source.mutant(value, "True", f"{function.name}: always")


def _of_filter(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Each condition of a `.filter(…)` in a rule, left out."""
    assert isinstance(call.func, ast.Attribute)
    given: list[tuple[int, int, str]] = []
    for argument in call.args:
        given.append((*source.span(argument), source.text(argument)))
    for keyword in call.keywords:
        given.append((*source.span(keyword), source.text(keyword)))
    if call.func.attr != "filter" or len(given) < 2:
        return
    for at, (_, _, text) in enumerate(given):
        rest = ", ".join(each for index, (_, _, each) in enumerate(given) if index != at)
        yield Mutant(source.path, call.lineno, f"filter without {_short(text)}", given[0][0], given[-1][1], rest)


def _of_query(source: Source, function: ast.FunctionDef) -> Iterator[Mutant]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "filter":
            yield from _of_filter(source, node)


def _only_narrows(source: Source, part: ast.expr) -> bool:
    """Whether PART asks for the kind of a thing: without it the next question breaks, and nobody gets more."""
    text = source.text(part).removeprefix("not ")
    return text.startswith("isinstance(") or text.endswith((" is None", " is not None"))


def _never(source: Source, test: ast.expr) -> Iterator[Mutant]:
    yield source.mutant(test, f"False and ({source.text(test)})", f"never refuses: {_short(source.text(test))}")
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        for index, part in enumerate(test.values):
            if _only_narrows(source, part):
                continue
            rest = " or ".join(f"({source.text(each)})" for at, each in enumerate(test.values) if at != index)
            yield source.mutant(test, rest, f"does not refuse: {_short(source.text(part))}")


def _always(source: Source, test: ast.expr) -> Iterator[Mutant]:
    yield source.mutant(test, f"True or ({source.text(test)})", f"always: {_short(source.text(test))}")
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for index, part in enumerate(test.values):
            if _only_narrows(source, part):
                continue
            rest = " and ".join(f"({source.text(each)})" for at, each in enumerate(test.values) if at != index)
            yield source.mutant(test, rest, f"does not ask: {_short(source.text(part))}")


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


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _short(text: str) -> str:
    return " ".join(text.split())[:70]
