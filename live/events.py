"""What happened, as rooms tell it: a past fact about one thing, in kind and public identifiers, never in content."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model

from network.guard import audience_of

# What the socket itself says; no event may take these names.
OF_THE_SOCKET = frozenset({"beat", "gone", "ready", "refetch"})

_events: "dict[str, type[Event]]" = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A past fact (`PostAdded`). Those hear of it who may see THING at the moment when it is sent.

    Each kind is a subclass with a `kind` of its own, in an app's `events.py`, which is found at the start:

        class PostAdded(Event):
            kind = "post_added"

    IDS are public identifiers by name, {"topic": …, "post": …}: of THING and of what whoever sees THING sees too.
    WAS is for a fact that narrows the audience: the memberships that saw THING before (`saw(thing)`, asked before the
    change). Those of them who may see it no longer are told that it is gone.
    """

    kind: ClassVar[str] = ""

    thing: Model
    ids: dict[str, str] = field(default_factory=dict)
    was: frozenset[int] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        kind = cls.__dict__.get("kind", "")
        if not kind or kind in _events or kind in OF_THE_SOCKET:
            raise RuntimeError(f"{cls.__name__} needs a kind that no other event has.")
        _events[kind] = cls


def saw(thing: Model) -> frozenset[int]:
    """Return the memberships that see THING now: for `was`, asked before a change that narrows the audience."""
    return frozenset(audience_of(thing).values_list("pk", flat=True))


def kinds() -> list[str]:
    """Return every kind of event that a room may tell."""
    return sorted(_events)
