"""What is judged and kept, as other rooms show it: the log among a network's sections, what waits on My desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.addresses import address
from forum.models import Erasure, Flag, Hold
from forum.pages.reports import HOLD_WAITS, WAITING
from network.models import Membership, Network
from network.readers import Reader
from network.slots import Line, provide

RANK = 38
MOST = 100


def log_tab(_reader: Reader, networks: list[Network]) -> dict[Any, list[Line]]:
    """The moderation log, beside the other sections of a network."""
    return {
        network: [Line(label=_("Moderation log"), url=address("forum:log", network.public_id), kind="tab")]
        for network in networks
    }


def judging(reader: Reader, _things: list[Any]) -> dict[Any, list[Line]]:
    """How much waits for a judgement or a second person, for those who judge; one statement."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    flags = Flag.objects.visible_to(reader).filter(status__in=WAITING).exclude(flagged_by=reader)
    # What one asked for oneself waits for somebody else, and an author does not decide.
    erasures = Erasure.objects.visible_to(reader).filter(status=Erasure.Status.ASKED)
    erasures = erasures.exclude(asked_by=reader).exclude(post__author=reader)
    holds = Hold.objects.visible_to(reader).filter(HOLD_WAITS, ended_at=None).exclude(asked_by=reader)
    parts = [rows.order_by().values_list("public_id") for rows in (flags, erasures, holds)]
    count = len(parts[0].union(*parts[1:], all=True)[:MOST])
    if not count:
        return {}
    words = ngettext("%(count)d report or request waits for you", "%(count)d reports or requests wait for you", count)
    label = words % {"count": count}
    return {None: [Line(label=label, url=reverse("forum:reports"), count=count, rank=RANK, kind="reports")]}


provide("network.lines", log_tab)
provide("desk", judging)
