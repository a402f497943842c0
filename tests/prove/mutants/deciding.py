"""The checks of those who decide: rules, audiences, verbs, and what the gate asks."""

import ast
from collections.abc import Iterator

from tests.prove.mutants.source import ALLOWED, Mutant, Source, short

# Not Q(): that one vanishes beside another condition.
EVERYBODY = '~__import__("django.db.models").db.models.Q(pk__in=[])'
REFUSALS = ("refused(", "gone", "NOBODY", "None", "False", "''", '""', "Verdict(False", "frozenset()")
NARROW = {"NOBODY", "None", '""', "False", "frozenset()", "{}"}


def deciding(source: Source, *, rules: bool) -> Iterator[Mutant]:
    """Yield what can be missing in SOURCE; RULES: it is a room's access, where conditions are rules."""
    for node in source.tree.body:
        if rules and isinstance(node, ast.Assign) and "Q(" in source.text(node.value):
            yield source.mutant(node.value, EVERYBODY, f"{source.text(node.targets[0])}: everybody")
    for function in ast.walk(source.tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        decorators = {source.text(each).split("(")[0] for each in function.decorator_list}
        for node in ast.walk(function):
            if isinstance(node, ast.If):
                yield from _of_branch(source, node)
            elif isinstance(node, ast.Return) and node.value is not None:
                yield from _of_answer(source, node.value, decorators, function)
            elif isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name == "filter" or (name == "Q" and rules):
                    yield from _of_filter(source, node)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
                for kept in (node.left, node.right):
                    yield source.mutant(node, source.text(kept), f"only {short(source.text(kept))}")
            elif rules and isinstance(node, ast.Assign):
                yield from _loosened(source, node.value, f"{function.name} without", allows=True)


def _of_branch(source: Source, node: ast.If) -> Iterator[Mutant]:
    first = node.body[0]
    if isinstance(first, ast.Raise):
        yield from never(source, node.test)
    elif isinstance(first, ast.Return):
        answer = source.text(first.value) if first.value is not None else "None"
        if answer.startswith(REFUSALS) or answer.endswith(".none()"):
            yield from never(source, node.test)
        else:
            yield from _always(source, node.test)
        if answer == "verdict":
            yield from never(source, node.test)
    elif isinstance(first, ast.AugAssign):
        yield from _always(source, node.test)


def _of_answer(source: Source, value: ast.expr, decorators: set[str], function: ast.FunctionDef) -> Iterator[Mutant]:
    text = source.text(value)
    if "verb" in decorators and not text.startswith(("ALLOWED", "refused(")):
        yield source.mutant(value, ALLOWED, f"{function.name} allows")
    answers_q = function.returns is not None and source.text(function.returns) == "Q"
    if (answers_q or decorators & {"rule", "audience"}) and text not in {"EVERYBODY", "NOBODY"}:
        yield source.mutant(value, EVERYBODY, f"{function.name}: everybody")
    if isinstance(value, ast.Compare) and len(value.ops) == 2:
        low, middle, high = (source.text(each) for each in (value.left, *value.comparators))
        for rest in (f"{low} <= {middle}", f"{middle} <= {high}"):
            yield source.mutant(value, rest, f"{function.name} asks only {short(rest)}")
    if isinstance(value, ast.IfExp):
        for answer, chosen in (("True", value.body), ("False", value.orelse)):
            # To answer with the narrower half takes nothing away from the check.
            if source.text(chosen) not in NARROW and not (
                chosen is value.body and source.text(value.orelse) == "EVERYBODY"
            ):
                yield source.mutant(value.test, answer, f"{function.name}: always {short(source.text(chosen))}")
    yield from _loosened(source, value, f"{function.name} without", allows=True)
    if function.returns is not None and source.text(function.returns) == "bool" and "verb" not in decorators:
        yield source.mutant(value, "True", f"{function.name}: always")


def _of_filter(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Each condition of a `.filter(…)` in a rule, left out."""
    given: list[tuple[int, int, str]] = []
    for argument in call.args:
        given.append((*source.span(argument), source.text(argument)))
    for keyword in call.keywords:
        given.append((*source.span(keyword), source.text(keyword)))
    if len(given) < 2:
        return
    for at, (_, _, text) in enumerate(given):
        rest = ", ".join(each for index, (_, _, each) in enumerate(given) if index != at)
        yield Mutant(source.path, call.lineno, f"filter without {short(text)}", given[0][0], given[-1][1], rest)


def _only_narrows(source: Source, part: ast.expr) -> bool:
    """Whether PART asks for the kind of a thing: without it the next question breaks, and nobody gets more."""
    text = source.text(part).removeprefix("not ")
    return text.startswith("isinstance(") or text.endswith((" is None", " is not None"))


def never(source: Source, test: ast.expr) -> Iterator[Mutant]:
    yield source.mutant(test, f"False and ({source.text(test)})", f"never refuses: {short(source.text(test))}")
    yield from _loosened(source, test, "does not refuse:", allows=False)


def _always(source: Source, test: ast.expr) -> Iterator[Mutant]:
    yield source.mutant(test, f"True or ({source.text(test)})", f"always: {short(source.text(test))}")
    yield from _loosened(source, test, "does not ask:", allows=True)


def _loosened(source: Source, node: ast.expr, what: str, *, allows: bool) -> Iterator[Mutant]:
    """Yield NODE with one condition less, where that lets more through; ALLOWS: what is let through when NODE holds."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield from _loosened(source, node.operand, what, allows=not allows)
    elif isinstance(node, ast.BoolOp):
        if isinstance(node.op, ast.And) is allows:
            word = " and " if allows else " or "
            for part in node.values:
                if not _only_narrows(source, part):
                    rest = word.join(f"({source.text(each)})" for each in node.values if each is not part)
                    yield source.mutant(node, rest, f"{what} {short(source.text(part))}")
        for part in node.values:
            yield from _loosened(source, part, what, allows=allows)
