"""Ana's own data, as an example and in an address."""

from django.utils import timezone

from home.models import OwnData
from home.own_data import folder
from tests.access.things import address, examples, who


@examples(OwnData)
def own_data(people, ocean):
    return [
        OwnData.objects.create(member=who(people, name).member, asked_at=timezone.now()) for name in ("chloe", "dara")
    ]


@address("own_data")
def own_data_address(people, ocean):
    ana = who(people, "ana").member
    found = OwnData.objects.filter(member=ana).first()
    if found is None:
        now = timezone.now()
        found = OwnData.objects.create(member=ana, asked_at=now, ready_at=now, stored=folder.new_name())
    return {"public_id": found.public_id}
