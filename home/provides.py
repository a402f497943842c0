"""What My desk's room puts into named places: how much waits, and the word for its one act."""

from django.utils.translation import gettext_lazy as _

from home.gathered import own_data_act, own_data_ready
from home.waiting import waiting
from network.acts import name_acts
from network.slots import provide

name_acts(
    {
        "demonstration_loaded": _("Demonstration loaded"),
        "member_forgotten": _("Former member forgotten"),
        "own_data_asked": _("Own data asked for"),
        "own_data_taken": _("Own data fetched"),
    }
)
provide("frame", waiting)
provide("desk", own_data_ready)
provide("member.acts", own_data_act)
provide("account.acts", own_data_act)
