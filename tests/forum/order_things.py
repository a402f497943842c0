"""What stands in the addresses of reports, erasures and holds: about Ana's second post, asked by somebody known."""

from django.utils import timezone

from forum.models import Erasure, Flag, Hold
from tests.access.things import address, who


def _post(people, ocean):
    from tests.forum.things import asked

    return asked(people, ocean).posts.select_related("topic").get(seq=2)


@address("flag")
def flag(people, ocean):
    """Chloé's report of Ana's post."""
    given = {"post": _post(people, ocean), "flagged_by": who(people, "chloe")}
    found = Flag.objects.filter(**given).first()
    found = found or Flag.objects.create(**given, network=ocean, kind="conduct", at=timezone.now())
    return {"public_id": found.public_id}


@address("erasure")
def erasure(people, ocean):
    """Ana asks that her post be erased."""
    given = {"post": _post(people, ocean), "asked_by": who(people, "ana")}
    found = Erasure.objects.filter(**given).first()
    found = found or Erasure.objects.create(**given, reason="Personal data.", asked_at=timezone.now())
    return {"public_id": found.public_id}


@address("hold")
def hold(people, ocean):
    """Cora asks that Ana's topic be held."""
    given = {"topic": _post(people, ocean).topic, "asked_by": who(people, "cora")}
    found = Hold.objects.filter(**given).first()
    found = found or Hold.objects.create(**given, reason="A court.", asked_at=timezone.now())
    return {"public_id": found.public_id}
