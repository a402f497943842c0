"""A member's own data among what waits on My desk, on his own page and in his account."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from home.models import OwnData
from network.models import Membership
from network.readers import Reader
from network.slots import Line

RANK = 70


def own_data_ready(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """The reader's own data, when they are ready; one statement."""
    ready = OwnData.objects.visible_to(reader).filter(ready_at__isnull=False, ended_at=None).first()
    if ready is None:
        return {}
    line = Line(
        label=_("Your data are ready"), url=reverse("home:own_data"), since=ready.ready_at, rank=RANK, kind="data"
    )
    return {None: [line]}


def own_data_act(reader: Reader, memberships: list[Any]) -> dict[Any, list[Line]]:
    """The way to the own data, on the own page and the own account alone."""
    if not isinstance(reader, Membership):
        return {}
    line = Line(label=_("My data"), url=reverse("home:own_data"), kind="act")
    return {one: [line] for one in memberships if one.pk == reader.pk}
