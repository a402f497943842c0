"""Puts a mutant into a process that runs: the functions of one file are exchanged for those of its new text.

Nothing is imported a second time, so that what was registered (rules, routes, signals) stays as it is.
"""

import gc
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

OPTIMIZED = 1  # the flag of a function's code: modules and classes run theirs once, when they are imported


class NeedsStart(Exception):
    """The mutant stands in what a module does when it is imported: only a new process meets it."""


def swap(path: str, before: bytes, after: bytes) -> int:
    """Exchange the functions of the file at PATH, whose text was BEFORE, for those of AFTER; return how many."""
    if before == after:
        return 0
    old, new = (compile(text, path, "exec") for text in (before, after))
    pairs: list[tuple[CodeType, CodeType]] = []
    constants = _pair(old, new, pairs)
    module = next((each for each in list(sys.modules.values()) if _file_of(each) == path), None)
    if module is None:
        return 0  # it is imported later, and then from the file
    if constants:
        return _exchange_constants(module, new)
    exchanged = 0
    for function in _functions_of(path):
        for one, other in pairs:
            if function.__code__ == one:
                try:
                    function.__code__ = other
                except ValueError as error:  # it looks at other names of the function around it
                    raise NeedsStart(str(error)) from error
                exchanged += 1
                break
    if not exchanged:
        raise NeedsStart("nothing of it stands in a function")
    return exchanged


def _file_of(module: ModuleType) -> str | None:
    # Not getattr: a module that is imported lazily would wake up.
    return vars(module).get("__file__") if isinstance(module, ModuleType) else None


def _pair(old: CodeType, new: CodeType, pairs: list[tuple[CodeType, CodeType]]) -> bool:
    """Collect in PAIRS the functions inside OLD that differ; return whether what runs at the import differs."""
    inner = [[each for each in code.co_consts if isinstance(each, CodeType)] for code in (old, new)]
    constants = False
    if not old.co_flags & OPTIMIZED:
        constants = _own(old) != _own(new) or len(inner[0]) != len(inner[1])
    for one, other in zip(*inner, strict=False):
        constants = _pair(one, other, pairs) or constants
    if old.co_flags & OPTIMIZED and old != new:
        pairs.append((old, new))
    return constants


def _own(code: CodeType) -> tuple[Any, ...]:
    plain = [
        sorted(map(repr, each)) if isinstance(each, frozenset) else repr(each)
        for each in code.co_consts
        if not isinstance(each, CodeType)
    ]
    return code.co_code, plain, code.co_names


def _functions_of(path: str) -> Iterator[FunctionType]:
    for each in gc.get_objects():
        # Not isinstance: Django's lazy objects would wake up.
        if type(each) is FunctionType and each.__code__.co_filename == path:
            yield each


def _exchange_constants(module: ModuleType, new: CodeType) -> int:
    """Of a module of nothing but sets of names (the gate), put the new sets wherever the old ones are known."""
    if any(type(each) in {FunctionType, type} for each in vars(module).values()):
        raise NeedsStart("a module that defines functions is not run twice")
    names: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(new, names)  # the text of a mutant of our own
    exchanged = 0
    for name, was in list(vars(module).items()):
        if isinstance(was, frozenset) and names[name] != was:
            for each in list(sys.modules.values()):
                for known, value in list(vars(each).items()) if isinstance(each, ModuleType) else ():
                    if value is was:
                        setattr(each, known, names[name])
                        exchanged += 1
    return exchanged
