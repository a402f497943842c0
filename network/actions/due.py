"""What takes effect by itself when its time has come; a scheduled job calls `run_due` every minute."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from network.access import can_apply_due
from network.actions.addresses import apply_due_email_changes
from network.actions.resets import apply_due_resets
from network.actions.sessions import end_dead_sessions
from network.guard import require
from network.models import PasswordReset
from network.readers import as_system
from network.throttle import forget_expired

KEEP_LINKS = timedelta(days=1)


def run_due(now: datetime | None = None) -> None:
    """Apply resets and new addresses that are due, and forget what is over: sessions, counts of tries, mailed links."""
    system = as_system("what was announced a day ago takes effect")
    require(can_apply_due, system)
    now = now or timezone.now()
    apply_due_resets(actor=system, now=now)
    apply_due_email_changes(actor=system, now=now)
    end_dead_sessions(actor=system)
    forget_expired()
    with transaction.atomic():
        PasswordReset.objects.filter(expires_at__lt=now - KEEP_LINKS).delete()
