"""Who reminds of what nobody answered, and who says whether a problem is solved."""

from django.utils.translation import gettext_lazy as _

from forum.access.acting import TopicFacts, can_set_status
from network.guard import Verdict, can, refused, verb
from network.models import Membership
from network.readers import Reader


@verb
def can_remind(actor: Reader) -> bool:
    """The clock alone, which the guard lets pass: no member has others reminded."""
    return False


@verb
def can_say_outcome(actor: Reader, topic: TopicFacts) -> Verdict:
    """Whoever asked says whether it solved the problem, as long as he may set the status."""
    if not isinstance(actor, Membership) or actor.pk != topic.author_id:
        return refused(_("Only the author says whether it solved the problem."))
    return can(can_set_status, actor, topic)
