"""The checks of those who ask: `require`, `visible_to`, a fresh factor, what still holds, who hears of something."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from tests.prove.mutants.deciding import never
from tests.prove.mutants.source import ALLOWED, Mutant, Source, calls, short

SYSTEM = '__import__("network.readers").readers.as_system("a mutant reads everything")'
ALL_MEMBERSHIPS = '__import__("network.models").models.Membership.objects.all()'
# Everybody sees all of these: network/access, `public`.
PUBLIC_MODELS = ("Body.", "PublicNetwork.", "NetworkState.")
FRESH = {"needs_fresh_factor"}
# Conditions that a link, a place or a visit still holds.
STILL = {"expires_at__gt", "used_at", "withdrawn_at", "confirmed_at", "cancelled_at", "done_at", "until__gt"}


def asking(source: Source, parts: set[str]) -> Iterator[Mutant]:
    """Yield what can be missing in SOURCE, whose folders and name are PARTS."""
    if "actions" in parts:
        yield from _without_require(source)
    if parts & {"actions", "views"}:
        yield from _without_refusal(source)
    if parts & {"views", "pages", "provides"}:
        yield from _without_can(source)
    if "access" not in parts and "guard" not in parts:
        yield from _reading_all(source)
        yield from _without_parent(source)
        yield from _no_longer(source)
        yield from _heard_by_all(source)
    if "views" in parts:
        yield from _without_decorator(source)
    if source.path == "live/hub.py":
        yield from _without_end(source)


def _without_require(source: Source) -> Iterator[Mutant]:
    for call in calls(source.tree, "require"):
        # The call stays in the text, so that only what it does is missing: the walk over the syntax must not help.
        yield source.mutant(call, f"None and {source.text(call)}", f"without {short(source.text(call))}")


def _reading_all(source: Source) -> Iterator[Mutant]:
    for call in ast.walk(source.tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "visible_to"
            and call.args
            # Whoever asks as the system reads no more as the system.
            and not source.text(call.args[0]).startswith(("SYSTEM", "system", "as_system", "operator"))
            and not source.text(call.func).startswith(PUBLIC_MODELS)
        ):
            yield source.mutant(call.args[0], SYSTEM, f"reads all: {short(source.text(call))}")


def _without_parent(source: Source) -> Iterator[Mutant]:
    """A thing found by its own identifier but in another's address: `get_object_or_404(…, public_id=…, topic=…)`."""
    for call in calls(source.tree, "get_object_or_404"):
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
        if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise):
            raised = source.text(node.body[0])
            if "Refused" in raised or "PermissionDenied" in raised or "Http404" in raised:
                yield from never(source, node.test)


def _without_decorator(source: Source) -> Iterator[Mutant]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if source.text(name) in FRESH:
                    found = source.mutant(decorator, "lambda view: view", f"{node.name} without a fresh factor")
                    # Whom it refuses does not reach the view, only the decorator.
                    yield replace(found, place="network/fresh.py")


def _without_can(source: Source) -> Iterator[Mutant]:
    """A page that offers an act to everybody, or a view that shows its form."""
    for call in calls(source.tree, "can"):
        yield source.mutant(call, ALLOWED, f"without {short(source.text(call))}")


def _no_longer(source: Source) -> Iterator[Mutant]:
    """What has ended, or was used, counts all the same."""
    for call in ast.walk(source.tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr == "current":
            yield source.mutant(call, source.text(call.func.value), f"what is over, too: {short(source.text(call))}")
        if call.func.attr not in {"filter", "get", "get_or_create"}:
            continue
        given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        for one in given:
            if source.text(one).startswith("current(") or getattr(one, "arg", None) in STILL:
                rest = ", ".join(source.text(each) for each in given if each is not one)
                start, end = source.span(given[0])[0], source.span(given[-1])[1]
                yield Mutant(
                    source.path, call.lineno, f"what is over, too: {short(source.text(one))}", start, end, rest
                )


def _heard_by_all(source: Source) -> Iterator[Mutant]:
    for call in calls(source.tree, "audience_of"):
        yield source.mutant(call, ALL_MEMBERSHIPS, f"heard by all: {short(source.text(call))}")


def _without_end(source: Source) -> Iterator[Mutant]:
    """The hub that does not close the socket of whoever may hear no longer."""
    for name in ("_dismiss", "close", "enter"):
        for call in calls(source.tree, name):
            yield source.mutant(call, "True", f"without {short(source.text(call))}")
    for call in calls(source.tree, "ask"):
        if source.text(call.args[0]) == "ended":
            yield source.mutant(call, "__import__('asyncio').sleep(0, set())", f"without {short(source.text(call))}")
