"""Makes the index of words anew: `manage.py rebuild_search`, `--gently` while it serves; `--check` says how far it is.

After a change of the analyser the worker does the gentle one by itself.
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from forum.search.index import how_current, rebuild, repair


class Command(BaseCommand):
    help = "Make the index of words anew. While it runs less is found; nothing else waits for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--gently",
            action="store_true",
            help="only what is missing, out of date or by another analyser, in pieces; everything is found meanwhile",
        )
        which.add_argument("--check", action="store_true", help="say how much is by the present analyser, and end")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        self._began = time.monotonic()
        self._told = 0
        count = self._gently() if options["gently"] else rebuild(self._tell)
        self.stdout.write(f"{count:,} posts can be found again, after {time.monotonic() - self._began:,.0f} seconds.")

    def _check(self) -> None:
        current, count = how_current()
        self.stdout.write(f"{current:,} of {count:,} posts stand in the index by the present analyser.")

    def _gently(self) -> int:
        done = repair()
        count = done.count
        while done.below:
            self._tell(count)
            done = repair(below=done.below)
            count += done.count
        return count

    def _tell(self, done: int) -> None:
        if done - self._told >= 10_000:
            self._told = done
            rate = done / (time.monotonic() - self._began)
            self.stdout.write(f"{done:,} posts, {rate:,.0f} a second")
            self.stdout.flush()
