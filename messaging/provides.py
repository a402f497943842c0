"""What this room puts into named places of others, and the news that it tells."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from messaging import news, receivers  # noqa: F401 - name what is told, and listen
from messaging.actions.blobs import FETCHED
from messaging.actions.reports import JUDGED
from messaging.actions.resets import MOVED
from messaging.models import Blob, KeyReset, Report
from messaging.models.resets import OPEN
from messaging.querysets.unread import places_with_unread
from network.acts import name_acts
from network.models import Membership
from network.readers import Reader
from network.slots import Line, Speaker, provide
from notices.kinds import Kind, Showing, name_kind, show

# So many conversations are counted out.
MOST = 100

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
name_kind(
    Kind(
        MOVED,
        ngettext_lazy(
            "A new start of your sealed messages was asked for or has moved on. If that was not you, stop it.",
            "A new start of your sealed messages has moved on %(count)d times. If that was not you, stop it.",
            "count",
        ),
        leads=lambda _shown: reverse("messaging:new_start"),
        # A letter of its own went at once.
        mailed=False,
    )
)
show(Showing(KeyReset))
name_kind(
    Kind(
        JUDGED,
        ngettext_lazy(
            "Your report of sealed messages has been decided.",
            "Your reports of sealed messages have been decided.",
            "count",
        ),
        leads=lambda shown: reverse("messaging:report_page", args=[shown.public_id]),
    )
)
show(Showing(Report))
name_acts(
    {
        "sealed_report_judged": gettext_lazy("Report of sealed messages decided"),
        "key_reset_asked": gettext_lazy("New start of sealed messages asked for"),
        "key_reset_agreed": gettext_lazy("New start of sealed messages: a first official agreed"),
        "key_reset_confirmed": gettext_lazy("New start of sealed messages: a second official agreed"),
        "key_reset_stopped": gettext_lazy("New start of sealed messages stopped"),
        "key_reset_in_effect": gettext_lazy("New start of sealed messages in effect"),
        "key_reset_void": gettext_lazy("New start of sealed messages void: an official or the member has left"),
        "key_reset_lapsed": gettext_lazy("New start of sealed messages not used in time"),
        "key_reset_done": gettext_lazy("Sealed messages begun anew"),
    }
)


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


def continue_in_private(reader: Reader, speakers: list[Speaker]) -> dict[Any, list[Line]]:
    """Beside a post: a sealed conversation with its author. The topic stands behind the sign #, which no browser sends:
    what a conversation is about is the business of those in it.
    """
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    address, label = reverse("messaging:start"), gettext_lazy("Continue in private")
    return {
        one: [Line(label=label, url=f"{address}?to={one.membership}#about={one.topic}", kind="sealed")]
        for one in speakers
    }


def _writing(membership: Membership, label: Any, note: Any) -> Line:
    address = f"{reverse('messaging:start')}?to={membership.public_id}"
    return Line(label=label, url=address, note=note, rank=20, kind="sealed")


def key_resets_waiting(reader: Reader, things: list[Any]) -> dict[Any, list[Line]]:
    """To officers who manage membership: new starts to which they can agree; to a member: his own."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    seen = KeyReset.objects.visible_to(reader).filter(status__in=OPEN).order_by("asked_at")
    found = list(seen.select_related("identity", "first_by"))
    own = [one for one in found if one.identity.member_id == reader.member_id]
    waiting = [one for one in found if one.status == KeyReset.Status.ASKED and one not in own]
    waiting = [one for one in waiting if one.first_by is None or one.first_by.member_id != reader.member_id]
    shown = [_own_reset_line(one) for one in own]
    if waiting and reader.duty_membership:
        label = gettext_lazy("A new start of sealed messages waits for an official")
        url, since = reverse("messaging:new_starts"), waiting[0].asked_at
        shown.append(Line(label=label, url=url, since=since, count=len(waiting), rank=40, kind="waiting"))
    return dict.fromkeys(things, shown) if shown else {}


def _own_reset_line(reset: KeyReset) -> Line:
    ready = reset.status == KeyReset.Status.READY
    label = (
        gettext_lazy("You can begin anew with sealed messages")
        if ready
        else gettext_lazy("A new start of your sealed messages was asked for: stop it if that was not you")
    )
    since = reset.effective_at if ready else reset.asked_at
    return Line(label=label, url=reverse("messaging:new_start"), since=since, rank=5, kind="waiting")


def reports_waiting(reader: Reader, things: list[Any]) -> dict[Any, list[Line]]:
    """To content officers: reports of sealed messages that wait to be judged by them."""
    if not isinstance(reader, Membership) or not reader.duty_content:
        return {}
    waiting = Report.objects.visible_to(reader).filter(outcome=Report.Outcome.OPEN)
    found = waiting.exclude(reporter__member=reader.member_id).aggregate(count=Count("pk"), since=Min("at"))
    if not found["count"]:
        return {}
    words = gettext_lazy("Reports of sealed messages wait to be judged")
    url = reverse("messaging:reports")
    line = Line(label=words, url=url, since=found["since"], count=found["count"], rank=38, kind="reports")
    return {thing: [line] for thing in things}


provide("member.acts", write_to)
provide("topic.acts", continue_in_private)


def unread_conversations(reader: Reader, things: list[Any]) -> dict[Any, list[Line]]:
    """In how many sealed conversations something waits to be read."""
    if not isinstance(reader, Membership) or not reader.is_practitioner:
        return {}
    count = len(places_with_unread(reader).values_list("pk")[:MOST])
    if not count:
        return {}
    words = ngettext(
        "%(count)d sealed conversation with unread messages",
        "%(count)d sealed conversations with unread messages",
        count,
    )
    label = words % {"count": count}
    line = Line(label=label, url=reverse("messaging:list"), count=count, rank=30, kind="sealed")
    return {thing: [line] for thing in things}


provide("desk", key_resets_waiting)
provide("desk", unread_conversations)
provide("desk", reports_waiting)
