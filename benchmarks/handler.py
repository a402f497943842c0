"""What the own handler of pages is worth beside Django's, behind the same Daphne and database."""

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks.figures import Figure, at_least, progress
from benchmarks.load import rates
from benchmarks.servers import free_port, serving
from benchmarks.setups import Browser, Setups
from benchmarks.stores import PYTHON, run_inside

LEAST = 1.0


def handlers(setups: Setups, size: str, rounds: int) -> Iterator[Figure]:
    """Pages a second through config/pages.py; the floor is the same page through Django's ASGI handler."""
    store = setups.store("embedded", size)
    where = run_inside("inside", "visitor", env=store.environment)
    with ExitStack() as stack:
        browsers = {}
        for name, application in (("own", "config.asgi:application"), ("stock", "benchmarks.stock:application")):
            port = free_port()
            command = [PYTHON, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), application]
            server = stack.enter_context(serving(command, store.environment | {"PORT": str(port)}, port))
            server.wait(where["topic"], where["cookie"])
            browsers[name] = Browser(server, where)
        for page, words in (("floor", "constant page"), ("topic", "topic page")):
            progress(f"Own handler against Django's: {words}, {rounds} rounds")
            found = rates(browsers["own"].target(page), browsers["stock"].target(page), rounds=rounds, seconds=2)
            yield at_least(
                f"embedded: {words}, own handler / Django's",
                found.page,
                "pages/s",
                LEAST,
                floor=found.floor,
                ratio=found.ratio,
                spread=(found.least, found.greatest),
            )
