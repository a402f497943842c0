"""What members hear of: each room names its kinds, with the sentence and where it leads, and how a thing is shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise

from network.names import Names


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing of which a notice tells, as who may see it reads it. `within`: the public id of what holds it."""

    label: str
    pk: int
    public_id: str
    within: str
    title: str
    place: Names


@dataclass(frozen=True)
class Showing:
    """Where a model keeps what a notice shows of it: paths to columns; "" where there is none."""

    model: type[Model]
    public_id: str = "public_id"
    within: str = ""
    title: str = ""
    # Names of the network, or of whatever the reader knows the place by.
    place: str = ""
    # What its audience and followers are asked by, read at once for many.
    around: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One sort of news. `sentence` is a plural of the count (`ngettext_lazy(…, "count")`) and names nobody.

    `leads` gives the address for what is shown. `followers` says who, beside those whom the act names, wants to hear of
    the thing; `silent` who of those whom the act names does not (both run in the job, never in a request).
    """

    name: str
    sentence: Promise | str
    leads: Callable[[Shown], str]
    followers: Callable[[Any], Iterable[int]] | None = None
    silent: Callable[[Any, list[int]], Iterable[int]] | None = None
    mailed: bool = True

    def words(self, count: int) -> str:
        return str(self.sentence % {"count": count})


@dataclass(frozen=True, slots=True)
class News:
    """One act of which members are to hear: a kind, its thing, what it is grouped by, who did it, when."""

    kind: Kind
    thing: Model
    group: str
    actor_id: int | None
    at: datetime


_kinds: dict[str, Kind] = {}
_showings: dict[str, Showing] = {}


class UnknownKind(RuntimeError):
    """A kind that no room has named: a mistake in the code."""


def name_kind(kind: Kind) -> None:
    """Name KIND; call it from the room's provides.py."""
    if kind.name in _kinds:
        raise RuntimeError(f"There are two kinds {kind.name}.")
    _kinds[kind.name] = kind


def show(showing: Showing) -> None:
    """Say how things of a model are shown in notices; without this a notice of such a thing is never shown."""
    _showings[showing.model._meta.label] = showing


def kind_named(name: str) -> Kind:
    if name not in _kinds:
        raise UnknownKind(name)
    return _kinds[name]


def is_named(name: str) -> bool:
    return name in _kinds


def showings() -> list[Showing]:
    """Return how things are shown, always in the same order."""
    return [_showings[label] for label in sorted(_showings)]


def model_of(label: str) -> Any:
    return apps.get_model(label)
