"""Examples of what this room keeps, for the tests of access."""

from django.utils import timezone

from notices.models import Notice, Preference
from tests.access.things import examples, who


@examples(Preference)
def preferences(people, ocean):
    return [Preference.objects.create(member=who(people, name).member) for name in ("ana", "eve", "sam")]


@examples(Notice)
def notices(people, ocean):
    now = timezone.now()
    return [
        Notice.objects.create(
            membership=who(people, name),
            kind="reply",
            label="forum.Topic",
            thing_id=1,
            group="1",
            first_at=now,
            last_at=now,
        )
        for name in ("ana", "eve", "sam")
    ]
