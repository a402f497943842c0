"""The one rule: nothing is read except through `visible_to`, nothing is written except after `require`.

Each room's `access` registers, per model, who sees a thing (`rule`), the same seen from the other side (`audience`),
and who may do what (`verb`). What is not registered is denied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from network.readers import Reader, System, Visitor

if TYPE_CHECKING:
    from network.models import Membership

NOBODY = Q(pk__in=[])
EVERYBODY = Q()

VisibleRule = Callable[[Any], Q]
AudienceRule = Callable[[Any], Q]
Predicate = Callable[..., "Verdict | bool"]

_visible: dict[type[Model], VisibleRule] = {}
_audience: dict[type[Model], AudienceRule] = {}
_verbs: set[Predicate] = set()

R = TypeVar("R", bound=VisibleRule)
P = TypeVar("P", bound=Predicate)


@dataclass(frozen=True)
class Verdict:
    """The answer of a predicate: allowed, or refused with a sentence that a reader understands."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refused(reason: str | Promise) -> Verdict:
    return Verdict(False, reason)


class Refused(PermissionDenied):
    """An act that the actor may not do; `reason` is shown to him with status 403."""

    def __init__(self, reason: str | Promise = "") -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownVerb(RuntimeError):
    """A predicate that no room's `access` registered: a mistake in the code, never an answer to a person."""


def rule(*models: type[Model]) -> Callable[[R], R]:
    """Register for MODELS which rows a reader sees: a function from Membership or Visitor to Q.

    The Q must not multiply rows: reach over to-many relations with subqueries, never with joins.
    """

    def register(visible: R) -> R:
        for model in models:
            if model in _visible:
                raise RuntimeError(f"{model.__name__} has two rules.")
            _visible[model] = visible
        return visible

    return register


def audience(*models: type[Model]) -> Callable[[R], R]:
    """Register for MODELS who sees a thing: a function from the thing to Q over Membership."""

    def register(members: R) -> R:
        for model in models:
            if model in _audience:
                raise RuntimeError(f"{model.__name__} has two audiences.")
            _audience[model] = members
        return members

    return register


def verb(predicate: P) -> P:
    """Register a predicate `can_<verb>(actor, *things)`, which answers with a Verdict or a bool."""
    if not predicate.__name__.startswith("can_"):
        raise RuntimeError(f"{predicate.__name__} must be named can_<verb>.")
    _verbs.add(predicate)
    return predicate


def is_current(reader: Reader) -> bool:
    """Whether READER may read at all now: a membership whose time has ended may not."""
    return isinstance(reader, Visitor | System) or reader.is_current()


def filter_visible(rows: QuerySet[Any], reader: Reader) -> QuerySet[Any]:
    """Return those of ROWS which READER may see: none without a rule, all for the system."""
    if isinstance(reader, System):
        return rows
    visible = _visible.get(rows.model)
    if visible is None or not is_current(reader):
        return rows.none()
    return rows.filter(visible(reader))


def audience_of(thing: Model) -> "QuerySet[Membership]":
    """Return the current memberships that may see THING: `visible_to` from the other side."""
    members = _audience.get(type(thing))
    model: Any = apps.get_model("network", "Membership")
    if members is None:
        return model.objects.none()  # type: ignore[no-any-return]
    now = timezone.now()
    return model.objects.filter(Q(since__lte=now), Q(until=None) | Q(until__gt=now)).filter(  # type: ignore[no-any-return]
        members(thing)
    )


def can(predicate: Predicate, actor: Reader, *things: Any) -> Verdict:
    """Return whether ACTOR may; for pages, which show an act only to those who may do it."""
    if predicate not in _verbs:
        raise UnknownVerb(predicate.__name__)
    if isinstance(actor, System):
        return ALLOWED
    if not is_current(actor):
        return Verdict(False)
    answer = predicate(actor, *things)
    return answer if isinstance(answer, Verdict) else Verdict(answer)


def require(predicate: Predicate, actor: Reader, *things: Any) -> None:
    """Raise Refused unless ACTOR may. Every action begins with this."""
    verdict = can(predicate, actor, *things)
    if not verdict:
        raise Refused(verdict.reason)


def has_rule(model: type[Model]) -> bool:
    return model in _visible and model in _audience


def guarded_models() -> list[type[Model]]:
    return sorted(_visible, key=lambda model: model._meta.label)


def verbs() -> list[Predicate]:
    return sorted(_verbs, key=lambda predicate: (predicate.__module__, predicate.__name__))
