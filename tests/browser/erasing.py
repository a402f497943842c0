"""Does on the site at DATA what the clock does there after DAYS days: for browser tests of retention."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - after the set-up

from messaging.actions.retention import erase_old_messages  # noqa: E402
from network.readers import as_system  # noqa: E402

if __name__ == "__main__":
    after = timezone.now() + timedelta(days=int(sys.argv[1]))
    print(erase_old_messages(actor=as_system("a test lets time pass"), now=after))
