"""What is gathered and forgotten by the clock."""

from datetime import timedelta

from django.utils import timezone

from home.actions import forgetting, own_data
from home.start import remove_old_copies
from jobs.terms import job
from network.readers import as_system

SYSTEM = as_system("the clock gathers what was asked for and forgets what is past its time")


@job()
def gather_own_data(data_id: int) -> None:
    """Write the file of own data for which a member asked."""
    own_data.gather(actor=SYSTEM, data_id=data_id)


@job(every=timedelta(hours=6))
def forget_what_is_past_its_time() -> None:
    """Remove own data that nobody fetched, the old read log, who former members were, a few at a time; old copies."""
    own_data.remove_old_data(actor=SYSTEM)
    forgetting.forget_reading(actor=SYSTEM)
    forgetting.forget_former(actor=SYSTEM)
    remove_old_copies(timezone.now())
