"""What a visitor of the secretariat reads in a network is noted, page by page."""

from network.actions.visits import log_reading
from network.models import Membership, Network, Visit
from network.readers import Reader


def note_read(reader: Reader, network: Network, route: str, subject_id: str = "") -> None:
    """Note that READER is about to be shown the page ROUTE of NETWORK, when he sees it by a visit only.

    Every view of a page inside a network calls this before it answers; for all but the secretariat it costs nothing.
    SUBJECT_ID is the public id of the thing on the page.
    """
    _note(reader, route, subject_id, network=network)


def note_gathered(reader: Reader, route: str) -> None:
    """Note the page ROUTE, which gathers from all places of READER, in each visit of his that runs."""
    _note(reader, route, "")


def _note(reader: Reader, route: str, subject_id: str, **where: Network) -> None:
    if not isinstance(reader, Membership) or not reader.duty_content:
        return
    for visit in Visit.objects.visible_to(reader).current().filter(membership=reader, **where):
        log_reading(actor=reader, visit=visit, route=route, subject_id=subject_id)
