"""Which workers live: each lane of each worker writes a beat, and is dead when it has not for half a minute."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from jobs.models import Beat

DEAD_AFTER = timedelta(seconds=30)


def beat(lanes: dict[str, str]) -> None:
    """Write that the workers of LANES (their identifiers, each with the name of its lane) live now. One statement."""
    now = timezone.now()
    Beat.objects.bulk_create(
        [Beat(worker=worker, lane=lane, at=now) for worker, lane in lanes.items()],
        update_conflicts=True,
        unique_fields=["worker"],
        update_fields=["at"],
    )


def forget(workers: list[str]) -> None:
    """Remove the beats of WORKERS, which stop in an orderly way."""
    Beat.objects.filter(worker__in=workers).delete()


def forget_the_dead() -> int:
    return Beat.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()[0]  # type: ignore[no-any-return]


def living(within: timedelta = DEAD_AFTER) -> set[str]:
    """Return the identifiers of the workers that live."""
    return set(Beat.objects.filter(at__gt=timezone.now() - within).values_list("worker", flat=True))


def lanes() -> list[str]:
    """Return the names of the queues there are; each has a lane of its own, so that slow mail holds up nothing else."""
    return list(settings.TASKS["default"]["QUEUES"])


def worker_is_alive(within: timedelta = DEAD_AFTER) -> bool:
    """Whether every lane has a worker that lives: for /health/ready."""
    beating = set(Beat.objects.filter(at__gt=timezone.now() - within).values_list("lane", flat=True))
    return beating >= set(lanes())
