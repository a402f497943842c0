"""What this room puts into named places of others, and the news that it tells."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from messaging import news, receivers  # noqa: F401 - name what is told, and listen
from messaging.actions.blobs import FETCHED
from messaging.models import Blob
from network.acts import name_acts
from network.models import Membership
from network.readers import Reader
from network.slots import Line, provide
from notices.kinds import Kind, Showing, name_kind, show

name_kind(
    Kind(
        FETCHED,
        ngettext_lazy(
            "Your sealed keys were fetched by a browser. If it was not yours, tell the secretariat.",
            "Your sealed keys were fetched by browsers %(count)d times. If these were not yours, tell the secretariat.",
            "count",
        ),
        leads=lambda _shown: reverse("network:sessions"),
        mailed=False,
    )
)
show(Showing(Blob, public_id="identity__wire"))
name_acts({"sealed_report_judged": gettext_lazy("Report of sealed messages decided")})


def write_to(reader: Reader, memberships: list[Any]) -> dict[Any, list[Line]]:
    """On the profile of another officer: a sealed message to him."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    others = [one for one in memberships if one.is_practitioner and one.member_id != reader.member_id]
    return {
        one: [
            _writing(one, gettext_lazy("Write a sealed message"), gettext_lazy("Opened by this officer and you alone"))
        ]
        for one in others
    }


def _writing(membership: Membership, label: Any, note: Any) -> Line:
    address = f"{reverse('messaging:start')}?to={membership.public_id}"
    return Line(label=label, url=address, note=note, rank=20, kind="sealed")


provide("member.acts", write_to)
