"""`manage.py serve`: prepares the installation and serves it with Daphne on this machine."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.greeting import greeting
from home.start import prepare


class Command(BaseCommand):
    help = "Prepare the database, load what is missing, and serve on 127.0.0.1."

    def handle(self, *args: Any, **options: Any) -> None:
        # Whatever this process writes is for its owner alone.
        os.umask(0o077)
        prepare(self._say)
        self._serve()

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {words} …")
        self.stdout.flush()

    def _serve(self) -> None:
        from daphne.server import Server

        from config.asgi import application
        from jobs.worker import start_in_process
        from live.door import bound

        if os.environ.get("WORKER", "1") != "0":
            start_in_process()

        is_ready = False

        def ready() -> None:
            nonlocal is_ready
            is_ready = True
            bound(server)
            print(greeting(), flush=True)

        server = Server(
            application=application,
            endpoints=[f"tcp:{settings.PORT}:interface=127.0.0.1"],
            ready_callable=ready,
            server_name="Counterpart",
            # Nothing but what network/masking.py lets through is logged: no addresses, no paths with tokens.
            action_logger=None,
            websocket_timeout=-1,
        )
        server.run()
        # Daphne logs that it could not listen, and returns as after Ctrl+C.
        if not is_ready:
            raise CommandError(
                f"Port {settings.PORT} cannot be had: another program may hold it. PORT=… chooses another."
            )
