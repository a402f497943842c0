"""What this room puts into named places of others, and the news that it tells."""

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from messaging.actions.blobs import FETCHED
from messaging.models import Blob
from network.acts import name_acts
from notices.kinds import Kind, Showing, name_kind, show

name_kind(
    Kind(
        FETCHED,
        ngettext_lazy(
            "Your sealed keys were fetched by a browser. If it was not yours, tell the secretariat.",
            "Your sealed keys were fetched by browsers %(count)d times. If these were not yours, tell the secretariat.",
            "count",
        ),
        leads=lambda _shown: reverse("network:sessions"),
        mailed=False,
    )
)
show(Showing(Blob, public_id="identity__wire"))
name_acts({"sealed_report_judged": gettext_lazy("Report of sealed messages decided")})
