"""What this room adds to the pages of others: on one's own profile, the way to the page about mail."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.models import Membership
from network.readers import Reader
from network.slots import Line, provide


def own_mail(reader: Reader, memberships: list[Any]) -> dict[Any, list[Line]]:
    if not isinstance(reader, Membership):
        return {}
    line = Line(label=_("Mail about what waits"), url=reverse("notices:mail"), rank=90)
    return {membership: [line] for membership in memberships if membership.pk == reader.pk}


provide("member.acts", own_mail)
