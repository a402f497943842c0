"""The pages of exports, with as many rows as one likes."""

from django.utils import timezone

from moving.models import NetworkExport
from moving.pages import ExportPage, ExportsPage
from network.models import Membership, Network
from tests.access.screens import screen
from tests.access.things import who


@screen(ExportsPage)
def exports(people, ocean, rows):
    cora = who(people, "cora")
    NetworkExport.objects.bulk_create(
        NetworkExport(network=ocean, asked_by=cora, asked_at=timezone.now(), reason="Again.", status="declined")
        for _ in range(rows)
    )
    reader, network = Membership.objects.get(pk=cora.pk), Network.objects.get(pk=ocean.pk)
    return lambda: ExportsPage.load(reader, network)


@screen(ExportPage)
def export(people, ocean, rows):
    asked = {"asked_at": timezone.now(), "reason": "A new platform."}
    made, _new = NetworkExport.objects.get_or_create(
        network=ocean, asked_by=who(people, "ben"), status="asked", defaults=asked
    )
    people_of = ("network", "asked_by__authority__body", "decided_by__authority__body")
    found = NetworkExport.objects.select_related(*people_of).get(pk=made.pk)
    reader = who(people, "cora")
    return lambda: ExportPage.load(reader, found)
