"""What one does here: have others told that something waits, and decide on one's own mail."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from network.guard import require
from network.models import Membership
from notices.access import can_choose_mail, can_tell
from notices.models import Preference
from notices.sending import tell_those


def tell_many(*, actor: Membership, membership_ids: Iterable[int], path: str, thing: Model) -> None:
    """Have those who are not here now told by mail that something waits at PATH: one statement, the rest is a job.

    Each gets at most one such mail an hour, and only if he may see THING when it is written and when it leaves. ACTOR
    is not told of his own act.
    """
    require(can_tell, actor, thing)
    others = sorted(set(membership_ids) - {actor.pk})
    if others:
        tell_those.enqueue(others, path, thing._meta.label, thing.pk)


@transaction.atomic
def choose_mail(*, actor: Membership, waiting: str) -> Preference:
    """A member decides whether he is told by mail that something waits; mail about his account comes in any case."""
    require(can_choose_mail, actor, actor.member)
    preference: Preference = Preference.objects.update_or_create(member=actor.member, defaults={"waiting": waiting})[0]
    return preference
