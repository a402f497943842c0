"""A report is seen by who made it, and by the content officers of the secretariat whose State is not concerned."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from messaging.access.keys import own_identity, owner_of
from messaging.models import Report, ReportedMessage
from network.guard import ALLOWED, NOBODY, Verdict, audience, refused, rule, verb
from network.models import Authority, Membership
from network.readers import Person, Reader


@rule(Report)
def reports(reader: Person) -> Q:
    return _seen(reader, "", "pk")


@audience(Report)
def report_readers(report: Report) -> Q:
    concerned = ReportedMessage.objects.filter(report=report).values("sender__body_id")
    officers = Q(duty_content=True) & ~Q(authority__body_id=report.reporter.body_id)
    return owner_of(report.reporter) | officers & ~Q(authority__body_id__in=Subquery(concerned))


@rule(ReportedMessage)
def reported_messages(reader: Person) -> Q:
    return _seen(reader, "report__", "report_id")


@audience(ReportedMessage)
def message_readers(message: ReportedMessage) -> Q:
    return report_readers(message.report)


def _seen(reader: Person, prefix: str, key: str) -> Q:
    if not isinstance(reader, Membership):
        return NOBODY
    own = own_identity(reader, f"{prefix}reporter__")
    if not reader.duty_content:
        return own
    # By the number of the authority alone: a statement compiled once for all readers has no more of them.
    state = Authority.objects.filter(pk=reader.authority_id).values("body_id")
    concerned = ReportedMessage.objects.filter(report=OuterRef(key), sender__body__in=state)
    return own | ~Q(**{f"{prefix}reporter__body__in": state}) & ~Q(Exists(concerned))


@verb
def can_judge_report(actor: Reader, report: Report) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_content:
        return refused(_("Only the secretariat decides on reported messages."))
    if not Report.objects.visible_to(actor).filter(pk=report.pk).exists():
        return refused(_("Somebody of another State decides on this report."))
    if report.reporter.member_id == actor.member_id:
        return refused(_("Somebody else decides on your own report."))
    if report.outcome != Report.Outcome.OPEN:
        return refused(_("This report has been decided already."))
    return ALLOWED


@verb
def can_clear_messages(actor: Reader) -> bool:
    """Nobody but the system, which `require` lets pass: the clock erases what is past its time."""
    return False
