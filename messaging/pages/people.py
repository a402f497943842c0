"""Who stands behind an identity, as others are shown him: function, authority and State before the name."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, override

from messaging.models import Identity
from network.access import PRACTITIONERS
from network.models import Membership

MOST = 50
Who = dict[str, Any]


def who(membership: Membership) -> Who:
    """Return the words for MEMBERSHIP in the reader's language; in `also` the same in the other languages of the pages.

    Who compared numbers in French is remembered in French: by `also` a browser knows that only the language is another.
    """
    said = _words(membership)
    also: list[dict[str, str]] = []
    for words in _in_each_language(membership):
        if words not in (said, *also):
            also.append(words)
    return {**said, "url": reverse("network:profile", args=[membership.public_id]), "also": also}


def _words(membership: Membership) -> dict[str, str]:
    return {
        "function": membership.function_name,
        "authority": membership.authority.name,
        "state": membership.authority.body.name,
        "name": membership.member.name,
    }


def _in_each_language(membership: Membership) -> Iterator[dict[str, str]]:
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield _words(membership)


def standing_behind(reader: Membership, identities: Iterable[Identity]) -> dict[int, tuple[Who | None, bool]]:
    """Return for each identity (by key) who it is and whether that has ended; one statement."""
    return {pk: (who(place) if place else None, ended) for pk, (place, ended) in _behind(reader, identities).items()}


def behind(reader: Membership, identities: Iterable[Identity]) -> dict[int, Membership | None]:
    """Return for each identity (by key) the membership of whoever it is, or was at last; one statement."""
    return {pk: place for pk, (place, _ended) in _behind(reader, identities).items()}


def _behind(reader: Membership, identities: Iterable[Identity]) -> dict[int, tuple[Membership | None, bool]]:
    wanted = list(identities)
    places = (
        Membership.objects.visible_to(reader)
        .filter(member__in={one.member_id for one in wanted})
        .select_related("member", "authority__body")
        .order_by("since", "pk")
    )
    found: dict[tuple[int, int], list[Membership]] = {}
    for place in places:
        found.setdefault((place.member_id, place.authority.body_id), []).append(place)
    return {one.pk: _newest(found.get((one.member_id, one.body_id), [])) for one in wanted}


def _newest(places: list[Membership]) -> tuple[Membership | None, bool]:
    standing = [place for place in places if place.is_practitioner and place.is_current()]
    return next(iter(standing or places[-1:]), None), not standing


def people(reader: Membership, query: str) -> list[dict[str, Any]]:
    """Return at most fifty members to whom READER may write, whose name, function, authority or State fits QUERY."""
    places = (
        Membership.objects.visible_to(reader)
        .current()
        .filter(PRACTITIONERS, *[_holds(word) for word in query.split()[:8]])
        .exclude(member=reader.member_id)
        .select_related("member", "authority__body")
        .order_by("member__name", "pk")[:MOST]
    )
    shown = list(places)
    own = Identity.objects.visible_to(reader).filter(member__in={place.member_id for place in shown}, gen__gte=0)
    wires = {(one.member_id, one.body_id): one.wire for one in own}
    return [{"identity": wires.get((place.member_id, place.authority.body_id)), "who": who(place)} for place in shown]


def _holds(word: str) -> Q:
    names = ("function", "authority__names", "authority__body__names")
    languages = {"en", (get_language() or "en").split("-")[0]}
    condition = Q(member__name__icontains=word)
    for name in names:
        for language in languages:
            condition |= Q(**{f"{name}__{language}__icontains": word})
    return condition
