"""Who reads the record of acts."""

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from network.access.people import PRACTITIONERS
from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import AuditEntry, AuditText, ContactPoint, Membership
from network.querysets import current
from network.readers import Person, Reader, Visitor


@rule(AuditEntry)
def audit_entries(reader: Person) -> Q:
    """Secretariat by duty; a manager what concerns the own authority; a coordinator what concerns the network."""
    return _audit_condition(reader, "")


@rule(AuditText)
def audit_texts(reader: Person) -> Q:
    return _audit_condition(reader, "entry__")


def _audit_condition(reader: Person, prefix: str) -> Q:
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_content:
        return EVERYBODY
    condition = NOBODY
    if reader.duty_membership:
        condition |= Q(**{f"{prefix}duty": "membership"})
    if reader.duty_technical:
        condition |= Q(**{f"{prefix}duty": "technical"})
    if reader.is_manager:
        condition |= Q(**{f"{prefix}authority_id": reader.authority_id})
    if reader.is_practitioner:
        coordinated = ContactPoint.objects.filter(
            current(), membership_id=reader.pk, role=ContactPoint.Role.COORDINATOR
        ).values("network_id")
        condition |= Q(**{f"{prefix}network_id__in": Subquery(coordinated)})
    return condition


@audience(AuditEntry)
def audit_readers(entry: AuditEntry) -> Q:
    readers = Q(duty_content=True)
    if entry.duty == "membership":
        readers |= Q(duty_membership=True)
    if entry.duty == "technical":
        readers |= Q(duty_technical=True)
    if entry.authority_id:
        readers |= Q(role=Membership.Role.MANAGER, authority_id=entry.authority_id)
    if entry.network_id:
        coordinators = ContactPoint.objects.filter(
            current(), network_id=entry.network_id, role=ContactPoint.Role.COORDINATOR
        ).values("membership_id")
        readers |= PRACTITIONERS & Q(pk__in=Subquery(coordinators))
    return readers


@audience(AuditText)
def audit_text_readers(text: AuditText) -> Q:
    return audit_readers(text.entry)


@verb
def can_read_audit(actor: Reader) -> Verdict:
    if isinstance(actor, Membership) and (
        actor.is_manager
        or actor.duty_content
        or actor.duty_membership
        or actor.duty_technical
        or ContactPoint.objects.filter(current(), membership_id=actor.pk, role=ContactPoint.Role.COORDINATOR).exists()
    ):
        return ALLOWED
    return refused(_("The record is read by the secretariat, managers and coordinators."))
