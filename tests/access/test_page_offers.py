"""A page offers nothing that the verbs refuse: each `may_…` on it, and below it, is an answer of theirs."""

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from network import guard
from tests.access import screens
from tests.access.world import World

pytest_plugins = ["tests.access.world"]

# What a page says without asking a verb, and why it is the same.
UNASKED = {
    "TopicPage.may_report": "of any post at all: whether of this one is asked when it is reported",
    "NewStartsPage.Row.may_stop": "whoever comes to this list may stop each that is open",
    "ResetsPage.ResetRow.may_cancel": "it asks what the verb asks: the member, and who manages membership",
}


def offers(thing: Any, path: str) -> Iterator[str]:
    """Yield what THING, a page or a part of one, says that its reader may do."""
    if isinstance(thing, list | tuple):
        for one in thing:
            yield from offers(one, path)
    elif is_dataclass(thing) and not isinstance(thing, type | guard.Verdict):
        path = f"{path}.{type(thing).__name__}" if path else type(thing).__name__
        names = {one.name for one in fields(thing)}
        names |= {name for name in dir(type(thing)) if isinstance(getattr(type(thing), name), property)}
        yield from (f"{path}.{name}" for name in names if name.startswith("may_") and getattr(thing, name))
        for one in fields(thing):
            yield from offers(getattr(thing, one.name), path)


def test_no_page_offers_what_every_verb_refuses(world: World, ocean, monkeypatch):
    is_current = guard.is_current
    refuses = False

    def nobody_may(reader: Any) -> bool:
        """Whoever asks a verb is told no; whoever asks a rule is here."""
        return is_current(reader) and not (refuses and sys._getframe(1).f_code is guard.can.__code__)

    monkeypatch.setattr(guard, "is_current", nobody_may)
    offered: set[str] = set()
    wrong: set[str] = set()
    for page in screens.screens():
        with transaction.atomic():
            load = screens.loader_of(page, world.people, ocean, 2)
            offered |= set(offers(load(), ""))
            refuses = True
            try:
                wrong |= set(offers(load(), ""))
            except (PermissionDenied, Http404):
                pass
            finally:
                refuses = False
            transaction.set_rollback(True)
    assert wrong == UNASKED.keys()
    # Pages on which nothing is offered in any case would prove nothing.
    assert len(offered) > 12, sorted(offered)
