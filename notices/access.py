"""Who may tell others that something waits, and who decides on his own mail."""

from django.db.models import Model, Q

from network.guard import NOBODY, audience, rule, verb
from network.models import Member, Membership
from network.readers import Reader
from notices.models import Notice, Preference


@rule(Preference)
def own_preference(reader: Reader) -> Q:
    return Q(member_id=reader.member_id) if isinstance(reader, Membership) else NOBODY


@audience(Preference)
def owner_of_preference(preference: Preference) -> Q:
    return Q(member_id=preference.member_id)


@rule(Notice)
def own_notices(reader: Reader) -> Q:
    return Q(membership_id=reader.pk) if isinstance(reader, Membership) else NOBODY


@audience(Notice)
def owner_of_notice(notice: Notice) -> Q:
    return Q(pk=notice.membership_id)


@verb
def can_tell(actor: Reader, thing: Model) -> bool:
    """Whoever acts here may have others told; whether they may see THING is asked when they are told."""
    return isinstance(actor, Membership) and actor.is_practitioner


@verb
def can_choose_mail(actor: Reader, member: Member) -> bool:
    return isinstance(actor, Membership) and actor.member_id == member.pk


@verb
def can_look(actor: Reader, notice: Notice) -> bool:
    """A notice is its member's own: nobody else says that it was looked at."""
    return isinstance(actor, Membership) and actor.pk == notice.membership_id


@verb
def can_look_at_own(actor: Reader) -> bool:
    """Everybody looks at his own notices; those of another cannot be named."""
    return isinstance(actor, Membership)
