"""Hears what the rooms below want mailed."""

from typing import Any

from django.dispatch import receiver

from network.signals import mail_wanted
from notices import letters
from notices.sending import send


@receiver(mail_wanted)
def queue_mail(*, kind: str, address: str, language: str, path: str, **_kwargs: Any) -> None:
    """Write the letter and its job in the transaction of whoever asks: without that act there is no mail."""
    send.enqueue(letters.write(kind=kind, address=address, language=language, path=path).pk)
