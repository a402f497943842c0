"""Pages over ASGI, for the embedded default: each request runs whole in one thread of a small pool.

Django's own handler crosses between event loop and threads at every middleware and at the view, and twice more for its
signals; here a request crosses once to be answered and once to be finished (docs/decisions/0003). The threads live as
long as the process, so a database connection is opened once for each of them.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.db import close_old_connections, reset_queries
from django.urls import set_script_prefix

from network.lane import brings_password
from network.passwords import AT_ONCE

POOL = ThreadPoolExecutor(max_workers=int(os.environ.get("PAGE_THREADS", "4")), thread_name_prefix="page")
# A rush of sign-ins waits here, so that there is always a thread for a page.
LANE = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="sign-in")
# Whoever watches over the process hears of it also while every page waits for the database.
HEALTH = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")


class PagesHandler(ASGIHandler):
    """Django's handler with a synchronous chain of middleware, called from a thread."""

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        # Daphne believes the header Daphne-Root-Path, and it comes from a browser: it would move every link elsewhere,
        # and pass a password by the lane.
        scope = {**scope, "root_path": ""}
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        pool = _pool_for(scope["method"], scope["path"])
        try:
            response = await loop.run_in_executor(pool, self._respond, scope, body)
            await self.send_response(response, send)
            # What a view left for after its answer (a read mark), in a thread that may use the database.
            await loop.run_in_executor(pool, response.close)
        finally:
            body.close()

    def _respond(self, scope: Any, body: Any) -> Any:
        set_script_prefix(get_script_prefix(scope))
        # What the signals request_started and request_finished do for a connection, in the thread that owns it.
        reset_queries()
        close_old_connections()
        request, refusal = self.create_request(scope, body)
        if request is None:
            return refusal
        try:
            response = self.get_response(request)
        finally:
            close_old_connections()
        return response


def _pool_for(method: str, path: str) -> ThreadPoolExecutor:
    if path.startswith("/health/"):
        return HEALTH
    return LANE if brings_password(method, path) else POOL
