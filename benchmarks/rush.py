"""Whether twenty people who sign in at once slow a page for the others."""

import http.client
import re
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from benchmarks.figures import Figure, at_most, not_measured, progress
from benchmarks.load import NotAnswered, fetch
from benchmarks.setups import Browser, Setups
from benchmarks.stores import run_inside

AT_ONCE = 20
MOST = 2.0


def rush(setups: Setups, setup: str, size: str, rounds: int) -> Iterator[Figure]:
    """The median topic page while twenty passwords are compared, beside that of a quiet moment before."""
    name = f"{setup}: topic page while {AT_ONCE} sign in"
    if reason := setups.missing(setup):
        yield not_measured(name, reason)
        return
    with setups.browser(setup, size) as browser:
        people = run_inside("inside", "people", env=setups.store(setup, size).environment)
        _pages(browser, seconds=1)
        pairs, worst = [], 0.0
        # At most forty sign-ins come from one address in a quarter of an hour.
        for number in range(min(rounds, 2)):
            progress(f"{setup}: twenty sign-ins at once, {number + 1} of {min(rounds, 2)}")
            quiet = statistics.median(_pages(browser, seconds=2))
            emails = people["emails"][number * AT_ONCE : (number + 1) * AT_ONCE]
            busy = _during(browser, people, emails)
            pairs.append((statistics.median(busy), quiet))
            worst = max(worst, *busy)
        ratios = [busy / quiet for busy, quiet in pairs]
        yield at_most(
            name,
            statistics.median(busy for busy, _quiet in pairs),
            "ms (p50)",
            MOST,
            floor=statistics.median(quiet for _busy, quiet in pairs),
            ratio=statistics.median(ratios),
            spread=(min(ratios), max(ratios)),
        )
        yield Figure(f"{name}, slowest", worst, "ms")


def _pages(browser: Browser, *, seconds: float = 60, until: threading.Event | None = None) -> list[float]:
    """Ask for the topic page again and again; return the milliseconds of each answer."""
    times = []
    end = time.monotonic() + seconds
    target = browser.target("topic")
    while time.monotonic() < end and not (until and until.is_set()):
        began = time.perf_counter()
        status = fetch(target.url, target.cookie, encoding="gzip")[0]
        times.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise NotAnswered(f"the topic page answered {status}")
    return times


def _during(browser: Browser, people: dict[str, Any], emails: list[str]) -> list[float]:
    forms = [_form(browser, people["address"]) for _email in emails]
    done = threading.Event()
    with ThreadPoolExecutor(AT_ONCE + 1) as pool:
        pages = pool.submit(_pages, browser, until=done)
        answers = [
            pool.submit(_sign_in, browser, people, email, cookie, token)
            for email, (cookie, token) in zip(emails, forms, strict=True)
        ]
        try:
            wrong = [answer.result() for answer in answers if answer.result() != 302]
        finally:
            done.set()
    if wrong:
        raise NotAnswered(f"{len(wrong)} of {len(emails)} sign-ins answered {wrong[0]}")
    return pages.result()


def _form(browser: Browser, address: str) -> tuple[str, str]:
    """Open the sign-in page as a new browser; return its cookie and the token of the form."""
    _status, headers, body, _bytes = fetch(browser.server.url(address), "")
    cookie = re.search(r"csrf=([^;]+)", headers.get("set-cookie", ""))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body.decode())
    if not cookie or not token:
        raise NotAnswered("the sign-in page holds no form")
    return f"csrf={cookie[1]}", token[1]


def _sign_in(browser: Browser, people: dict[str, Any], email: str, cookie: str, token: str) -> int:
    connection = http.client.HTTPConnection("localhost", browser.server.port, timeout=180)
    body = urlencode({"csrfmiddlewaretoken": token, "email": email, "password": people["password"]})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    try:
        connection.request("POST", people["address"], body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
