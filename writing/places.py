"""Where one writes: each room names its places, so that drafts and previews need not know the room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from markupsafe import Markup

from network.models import Membership
from network.slots import Line


@dataclass(frozen=True)
class Spot:
    """A thing at which a draft was written, as a reader who may see it reads it: its title, the composer's address."""

    title: str
    url: str


def has_no_body(fields: Mapping[str, Any]) -> bool:
    return not str(fields.get("body", "")).strip()


@dataclass(frozen=True)
class Place:
    """A sort of composer. `key` begins the name of a place ("reply:" and a public id); `model` is what stands there.

    `find` returns the thing for somebody who may write there, and raises Http404 or Refused for everybody else. `spots`
    answers for many by their keys: what the reader no longer sees is left out. `fields` are the fields of the form that
    a draft keeps; `is_blank` says whether they hold nothing that somebody wrote or chose himself. `preview` is the text
    as those who read there will see it, with what its author may see filled in.
    """

    key: str
    label: Promise | str
    model: type[Model]
    find: Callable[[Membership, str], Model]
    spots: Callable[[Membership, Sequence[int]], Mapping[int, Spot]]
    preview: Callable[[Membership, Any, str], Markup]
    fields: tuple[str, ...] = ("body",)
    # Those of the fields in which several values may be chosen.
    many: tuple[str, ...] = ()
    is_blank: Callable[[Mapping[str, Any]], bool] = has_no_body
    # Who will read what is sent with such fields, in one sentence.
    reach: Callable[[Membership, Any, QueryDict], str] | None = None
    # What is like a title that was typed there, for a page without scripts to show beside the preview.
    similar: Callable[[Membership, Any, str], Sequence[Line]] | None = None


_places: dict[str, Place] = {}


def name_place(place: Place) -> None:
    """Name PLACE; call it from the room's provides.py."""
    if place.key in _places:
        raise RuntimeError(f"There are two places {place.key}.")
    _places[place.key] = place


def place_named(key: str) -> Place:
    """Return the place KEY, else there is none (404)."""
    if key not in _places:
        raise Http404
    return _places[key]


def places() -> list[Place]:
    return list(_places.values())
