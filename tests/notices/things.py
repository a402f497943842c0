"""Examples of what this room keeps, for the tests of access."""

from notices.models import Preference
from tests.access.things import examples, who


@examples(Preference)
def preferences(people, ocean):
    return [Preference.objects.create(member=who(people, name).member) for name in ("ana", "eve", "sam")]
