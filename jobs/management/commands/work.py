"""`manage.py work`: the worker as a process of its own, for production."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from jobs.worker import Worker
from network import patience


class Command(BaseCommand):
    help = "Run jobs until SIGTERM or SIGINT; the jobs at hand are finished first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="Run all that is due now, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        patience.begin()
        worker = Worker()
        if options["drain"]:
            worker.drain()
            return

        def stop(_signal: int, _frame: FrameType | None) -> None:
            worker.stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        worker.start()
        worker.stopping.wait()
        worker.stop()
