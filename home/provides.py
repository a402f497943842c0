"""What My desk's room puts into named places: how much waits, and the word for its one act."""

from django.utils.translation import gettext_lazy as _

from home.waiting import waiting_notices
from network.acts import name_acts
from network.slots import provide

name_acts({"demonstration_loaded": _("Demonstration loaded")})
provide("frame", waiting_notices)
