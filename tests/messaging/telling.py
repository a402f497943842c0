"""Does on the site at DATA what the clock does there: who has not read is told, and the mail goes out."""

import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - after the set-up

from jobs.worker import Worker  # noqa: E402
from messaging.actions.waiting import PATIENCE, tell_of_waiting  # noqa: E402
from network.models import Session  # noqa: E402
from network.readers import as_system  # noqa: E402

if __name__ == "__main__":
    # Nobody is at a page: who is, hears it there and gets no letter.
    Session.objects.update(used_at=timezone.now() - timedelta(hours=1))
    tell_of_waiting(actor=as_system("a test lets time pass"), now=timezone.now() + 2 * PATIENCE)
    Worker().drain()
