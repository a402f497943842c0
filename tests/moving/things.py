"""Exports of Ana's network and of another, as examples and in an address."""

from django.utils import timezone

from moving.models import NetworkExport
from network.models import Network
from tests.access.things import address, examples, who


@examples(NetworkExport)
def exports(people, ocean):
    sahel = Network.objects.exclude(pk=ocean.pk).get()
    now = timezone.now()

    def export(network, asker, **fields):
        # Of open ones each coordinator has at most one.
        fields = {"asked_at": now, "reason": "A new platform.", "status": "declined", **fields}
        return NetworkExport.objects.create(network=network, asked_by=who(people, asker), **fields)

    return [
        export(ocean, "ben"),
        export(ocean, "ben", status="ready", decided_by=who(people, "sara"), decided_at=now, ready_at=now),
        export(sahel, "dara"),
    ]


@address("export")
def export_address(people, ocean):
    """An export for which Ben asked when he was a coordinator."""
    found = NetworkExport.objects.filter(network=ocean, asked_by=who(people, "ben")).first()
    if found is None:
        found = NetworkExport.objects.create(
            network=ocean, asked_by=who(people, "ben"), asked_at=timezone.now(), reason="A new platform."
        )
    return {"public_id": found.public_id}


@address("own export")
def own_export_address(people, ocean):
    """One for which Cora asked, ready to be fetched."""
    cora, now = who(people, "cora"), timezone.now()
    found = NetworkExport.objects.filter(network=ocean, asked_by=cora, status="ready").first()
    if found is None:
        found = NetworkExport.objects.create(
            network=ocean,
            asked_by=cora,
            asked_at=now,
            reason="A new platform.",
            status="ready",
            decided_by=who(people, "sara"),
            decided_at=now,
            began_at=now,
            ready_at=now,
            stored="x",
        )
    return {"public_id": found.public_id}
