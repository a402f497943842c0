"""Who has a place in a network: the statement that is written out, against the condition that every list asks."""

from datetime import timedelta

from django.utils import timezone

from network.access import place_in
from network.models import ContactPoint
from network.readers import Visitor


def test_a_place_counts_from_its_first_to_its_last_moment(chloe, ocean, sahel):
    now = timezone.now()
    place = ContactPoint.objects.get(membership=chloe.membership, network=ocean)
    for since, until in ((1, None), (1, 2), (-2, -1), (-2, 0), (-2, 1), (-2, None)):
        ContactPoint.objects.filter(pk=place.pk).update(
            since=now + timedelta(days=since), until=until if until is None else now + timedelta(days=until)
        )
        rows = ContactPoint.objects.current().filter(membership=chloe.membership, network=ocean)
        assert place_in(chloe.membership, ocean) == rows.first(), (since, until)
        assert rows.exists() == (since < 0 and (until is None or until > 0))
    assert place_in(chloe.membership, sahel) is None
    assert place_in(Visitor(), ocean) is None


def test_a_place_knows_its_role_and_the_rest_of_its_row(cora, ocean):
    place = place_in(cora.membership, ocean)
    assert place.role == ContactPoint.Role.COORDINATOR
    assert (place.network, place.membership) == (ocean, cora.membership)
    assert place.is_current()
