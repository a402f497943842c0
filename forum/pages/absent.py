"""What stands in the place of a text that is hidden or erased: who did it, and why, as the reader may know it."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.models import ModerationAct
from forum.querysets.threads import PostRow
from network.models import Membership

Act = ModerationAct.Act


def reasons(reader: Membership, rows: Iterable[PostRow]) -> dict[int, str]:
    """Return a sentence for each of ROWS that is hidden or erased, by its number; a statement only where one is."""
    absent = [row.pk for row in rows if row.is_hidden or row.is_erased]
    if not absent:
        return {}
    acts = ModerationAct.objects.visible_to(reader).filter(post_id__in=absent, act__in=[Act.HIDDEN, Act.ERASED])
    # The newest of a post says how it stands.
    return {act.post_id: _sentence(act) for act in acts.order_by("at", "pk") if act.post_id is not None}


def _sentence(act: ModerationAct) -> str:
    if act.act == Act.HIDDEN:
        if act.role == "secretariat":
            return _("Hidden by the secretariat: %(reason)s") % {"reason": act.reason}
        return _("Hidden by the coordinator: %(reason)s") % {"reason": act.reason}
    day = date_format(act.at, "DATE_FORMAT")
    sentences = {
        "author": _("Erased on %(day)s at the request of its author."),
        "coordinator": _("Erased on %(day)s at the request of the coordinator."),
        "authority": _("Erased on %(day)s at the request of the author's authority."),
    }
    return sentences.get(act.role, _("Erased on %(day)s.")) % {"day": day}
