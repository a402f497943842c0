"""Examples of what this room keeps, for the tests of access."""

from django.utils import timezone

from notices.models import Notice, Preference
from tests.access.things import address, examples, who
from tests.factories import forum as make


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


def heard(people, ocean, count):
    """So many notices for Chloé, each of another topic of Ana's in her network."""
    place = make.forum(ocean, f"heard-{count}")
    now = timezone.now()
    return [
        Notice.objects.create(
            membership=who(people, "chloe"),
            kind="new_topic",
            label="forum.Topic",
            thing_id=topic.pk,
            group=f"topic:{topic.pk}",
            first_at=now,
            last_at=now,
        )
        for topic in [make.topic(place, who(people, "ana")) for _number in range(count)]
    ]


@address("notice")
def notice_address(people, ocean):
    return {"public_id": heard(people, ocean, 1)[0].public_id}
