"""Hears what the rooms below want mailed."""

import secrets
from datetime import timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from network.actions.mail import TYPED
from network.signals import mail_wanted
from notices import letters
from notices.sending import send

# Milliseconds.
SOONEST, LATEST = 500, 5_000


@receiver(mail_wanted)
def queue_mail(*, kind: str, address: str, language: str, path: str, **_kwargs: Any) -> None:
    """Write the letter and its job in the transaction of whoever asks: without that act there is no mail.

    What is decided when it leaves leaves some seconds later, nobody knows how many: else the work of sending would
    meet the answer to whoever asked, or to the next one, and slow it down for an account that exists.
    """
    letter = letters.write(kind=kind, address=address, language=language, path=path)
    job = send
    if kind in TYPED:
        wait = timedelta(milliseconds=SOONEST + secrets.randbelow(LATEST - SOONEST))
        job = send.using(run_after=timezone.now() + wait)
    job.enqueue(letter.pk)
