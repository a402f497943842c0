"""Who brings an archive into a forum: whoever operates the installation, by a command and on record."""

from django.utils.translation import gettext_lazy as _

from forum.models import Forum
from network.guard import Verdict, refused, verb
from network.readers import Reader


@verb
def can_import(actor: Reader, forum: Forum) -> Verdict:
    return refused(_("An archive is brought in by the operator of the installation."))
