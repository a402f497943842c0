"""What this room does by the clock."""

from datetime import timedelta

from jobs.terms import job
from messaging.actions.resets import settle_key_resets
from messaging.actions.retention import clear_left_over_files, erase_old_messages
from messaging.actions.waiting import tell_of_waiting
from network.readers import as_system

CLOCK = as_system("the clock erases what conversations keep no longer, and no person stands behind it")
DUE = as_system("what two officials agreed to takes effect by the clock")


@job(every=timedelta(hours=1))
def erase_what_is_past_its_time() -> None:
    """Erase envelopes, wraps and files of conversations by their retention; the next hour goes on."""
    erase_old_messages(actor=CLOCK)
    clear_left_over_files(actor=CLOCK)


@job(every=timedelta(minutes=5))
def tell_what_waits() -> None:
    """Have those hear of sealed messages who have not read them."""
    tell_of_waiting(actor=CLOCK)


@job(every=timedelta(minutes=1))
def settle_new_starts() -> None:
    """Let begin anew whom two officials agreed to 72 hours ago; end what nobody stands for any more."""
    settle_key_resets(actor=DUE)
