"""The blob leaves the server: the owner's browser gets it, and each time its wraps leave the owner is told."""

from django.db import transaction

from messaging.access import can_message
from messaging.keeping import opened_blob
from messaging.models import Blob
from messaging.wire.blob import Blob as Opened
from messaging.wire.blob import read_blob
from network.guard import require
from network.models import Membership
from network.readers import as_system
from notices.actions import hear

# The member did it himself, or somebody in his name: he hears of it in any case.
TELLS = as_system("a member is told that his sealed keys were fetched, also when it was himself")
FETCHED = "sealed_keys_fetched"


@transaction.atomic
def open_blob(*, actor: Membership) -> bytes | None:
    """A browser of the member fetches the whole blob; he hears of it. None when he has none."""
    require(can_message, actor)
    kept = _kept(actor)
    if kept is None:
        return None
    hear(actor=TELLS, kind=FETCHED, thing=kept, group=f"blob:{kept.pk}", membership_ids=[actor.pk])
    return opened_blob(kept.identity.wire, kept.sealed)


def open_payload(*, actor: Membership) -> Opened | None:
    """A browser that holds the data key fetches head and payload; the wraps stay here."""
    require(can_message, actor)
    kept = _kept(actor)
    return read_blob(opened_blob(kept.identity.wire, kept.sealed)) if kept else None


def _kept(actor: Membership) -> Blob | None:
    found: Blob | None = Blob.objects.visible_to(actor).select_related("identity").first()
    return found
