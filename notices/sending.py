"""The job that hands each letter to the mail server."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.utils import timezone

from jobs.terms import job
from network.actions.mail import settle_mail
from network.sealing import Unsealable
from notices import letters
from notices.mail import compose
from notices.models import Letter

log = logging.getLogger(__name__)

# The server says that there is no such mailbox, and will say so tomorrow.
NO_MAILBOX = {550, 551, 553}


class NotDelivered(RuntimeError):
    """The mail server did not take a letter now. It names a kind of fault and no address."""


# Some thirty times in 24 hours; after that `deliver` itself gives up.
@job(queue="mail", retries=40, first=timedelta(minutes=1), longest=timedelta(hours=1))
def send(letter_id: int) -> None:
    """Send the letter, once: it is taken by one worker, and what was sent is not taken again."""
    letter = letters.take(letter_id)
    if letter is not None:
        deliver(letter)
    elif not letters.is_over(letter_id):
        raise NotDelivered("another worker is at it, or died over it")


def deliver(letter: Letter) -> None:
    """Hand LETTER, which was taken, to the mail server, and note how it ended. Raises NotDelivered: try again later."""
    if timezone.now() - letter.created_at > letters.LONGEST_WAIT:
        log.error("letter %s was given up after %d attempts", letter.pk, letter.attempts)
        letters.end(letter, Letter.Status.DROPPED)
        return
    if not letters.still_wanted(letter):
        letters.put_off(letter)
        return
    try:
        address, path = letters.opened(letter)
        language = settle_mail(kind=letter.kind, address=address, language=letter.language, path=path)
        if language is None:
            letters.end(letter, Letter.Status.DROPPED)
            return
        compose(
            kind=letter.kind,
            language=language,
            address=address,
            path=path,
            message_name=letter.message_name,
        ).send()
    except Exception as fault:
        _not_sent(letter, fault)
    else:
        letters.end(letter, Letter.Status.SENT)


def _not_sent(letter: Letter, fault: Exception) -> None:
    # What the server answers names the address: only the kind of the fault and its number are kept.
    if isinstance(fault, Unsealable) or _no_mailbox(fault):
        log.error("letter %s cannot be sent: %s", letter.pk, type(fault).__name__)
        letters.end(letter, Letter.Status.DROPPED)
        return
    log.warning("letter %s was not taken: %s %s", letter.pk, type(fault).__name__, getattr(fault, "smtp_code", ""))
    letters.put_back(letter)
    raise NotDelivered from None


def _no_mailbox(fault: Exception) -> bool:
    return isinstance(fault, SMTPRecipientsRefused) and all(code in NO_MAILBOX for code, _ in fault.recipients.values())
