"""Makes the index of words anew, from all that stands in the database: `manage.py rebuild_search`."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from forum.search.index import rebuild


class Command(BaseCommand):
    help = "Make the index of words anew. While it runs less is found; nothing else waits for it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        began = time.monotonic()
        self._told = 0

        def tell(done: int) -> None:
            if done - self._told >= 10_000:
                self._told = done
                rate = done / (time.monotonic() - began)
                self.stdout.write(f"{done:,} posts, {rate:,.0f} a second")
                self.stdout.flush()

        count = rebuild(tell)
        self.stdout.write(f"{count:,} posts can be found again, after {time.monotonic() - began:,.0f} seconds.")
