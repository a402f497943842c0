"""One check that is missing, and the file it stands in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.prove.mutants.probe import probed_lines

ALLOWED = '__import__("network.guard").guard.ALLOWED'


@dataclass(frozen=True)
class Mutant:
    """One check that is missing: the text between START and END of the file at PATH is INSTEAD."""

    path: str
    line: int
    what: str
    start: int
    end: int
    instead: str
    # The statement it stands in, as path:line ("" outside functions); of the gate, the route that is let in.
    place: str = ""
    route: str = ""

    @classmethod
    def none(cls, path: str) -> "Mutant":
        """Return what changes nothing in the file at PATH."""
        return cls(path, 1, "nothing is missing", 0, 0, "")

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
        self.probed = probed_lines(self.bytes)
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

    def place_at(self, offset: int) -> str:
        """Return the innermost statement around OFFSET that notes when it ran, as path:line; else the function's."""
        functions: list[tuple[int, int]] = []
        statements: list[tuple[int, int]] = []
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.stmt):
                continue
            start, end = self.span(node)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = min([start, *(self.span(each)[0] for each in node.decorator_list)])
                if start <= offset < end:
                    functions.append((end - start, node.lineno))
            elif start <= offset < end and node.lineno in self.probed:
                statements.append((end - start, node.lineno))
        inside = [each for each in statements if functions and each < min(functions)]
        found = min(inside or functions, default=None)
        return f"{self.path}:{found[1]}" if found else ""


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Yield the calls of the function NAME or of the method NAME."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name in {getattr(node.func, "id", ""), getattr(node.func, "attr", "")}:
            yield node


def short(text: str) -> str:
    return " ".join(text.split())[:70]
