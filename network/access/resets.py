"""Who resets a lost second factor, and who sees it; what the clock does a day later."""

from django.db.models import Q, Subquery
from django.utils.translation import gettext_lazy as _

from network.guard import ALLOWED, EVERYBODY, NOBODY, Verdict, audience, refused, rule, verb
from network.models import FactorReset, Member, Membership
from network.querysets import current
from network.readers import Person, Reader, Visitor


@rule(FactorReset)
def factor_resets(reader: Person) -> Q:
    """The member concerned, the manager of the authority, and the secretariat officers who manage membership."""
    if isinstance(reader, Visitor):
        return NOBODY
    if reader.duty_membership:
        return EVERYBODY
    condition = Q(member_id=reader.member_id)
    if reader.is_manager:
        colleagues = Membership.objects.filter(current(), authority_id=reader.authority_id).values("member_id")
        condition |= Q(member_id__in=Subquery(colleagues))
    return condition


@audience(FactorReset)
def factor_reset_readers(reset: FactorReset) -> Q:
    offices = Membership.objects.filter(current(), member_id=reset.member_id).values("authority_id")
    managers = Q(role=Membership.Role.MANAGER, authority_id__in=Subquery(offices))
    return Q(member_id=reset.member_id) | managers | Q(duty_membership=True)


@verb
def can_reset_factor(actor: Reader, member: Member) -> Verdict:
    if not isinstance(actor, Membership) or not actor.duty_membership:
        return refused(_("Only the secretariat resets a lost second factor."))
    if actor.member_id == member.pk:
        return refused(_("Two other officials must reset your second factor."))
    return ALLOWED


@verb
def can_confirm_reset(actor: Reader, reset: FactorReset) -> Verdict:
    verdict = can_reset_factor(actor, reset.member)
    if not verdict:
        return verdict
    if reset.asked_by_id and reset.asked_by.member_id == actor.member_id:  # type: ignore[union-attr]
        return refused(_("A second official must confirm: you asked for this reset yourself."))
    if reset.status != FactorReset.Status.ASKED:
        return refused(_("This reset has been decided already."))
    if reset.asked_by is not None and not reset.asked_by.is_current():
        # Two officials stand for a reset, and one of them was sent away.
        return refused(_("Who proposed this has left: it must be proposed again."))
    return ALLOWED


@verb
def can_apply_due(actor: Reader) -> Verdict:
    """Nobody but the system: what was announced a day ago takes effect by the clock, and what is over is removed."""
    return refused("")
