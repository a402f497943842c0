"""What this room gives others: how many drafts wait, for My desk; what is asked about words that come with an act."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from network.models import Membership
from network.readers import Reader
from network.said import look_at_words
from network.slots import Line, provide
from writing.forms import ask_about_words
from writing.models import Draft

# Behind all that others wait for.
RANK = 90


def my_drafts(reader: Reader, things: list[Any]) -> Mapping[Any, list[Line]]:
    if not isinstance(reader, Membership):
        return {}
    kept = Draft.objects.visible_to(reader).aggregate(count=Count("pk"), since=Max("saved_at"))
    if not kept["count"]:
        return {}
    line = Line(
        label=_("My drafts"),
        url=reverse("writing:drafts"),
        since=kept["since"],
        count=kept["count"],
        rank=RANK,
        kind="drafts",
    )
    return {thing: [line] for thing in things}


provide("desk", my_drafts)
look_at_words(ask_about_words)
