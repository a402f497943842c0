"""Pages in production: gunicorn -c deploy/gunicorn.py config.wsgi. Sockets are served by Daphne beside it.

The settings come from the environment, as those of the installation do.
"""

import multiprocessing
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
# A page is processor time above all: one process a core.
workers = int(os.environ.get("WORKERS", multiprocessing.cpu_count()))
# Four would do for the pages; the others wait when many sign in at once (network/lane.py), and cost next to nothing.
threads = int(os.environ.get("THREADS", "24"))
# A proxy keeps its connections to the pages open.
keepalive = 75
timeout = 30
graceful_timeout = 20
# An address may hold an identifier of a conversation: nothing is logged but errors (network/masking.py).
accesslog = None
errorlog = "-"
loglevel = "warning"
# What a worker reads while it is asked whether it lives stands in memory, never on a slow disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108
