"""The one throttle: every page that takes a secret counts its tries here, by account, address and network."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from network.models import Attempt
from network.origins import address_of, origin_of
from network.sealing import keyed_hash

MINUTE, HOUR, DAY = 60, 3600, 86_400


class TooMany(Exception):
    """Too many tries; the next may come after `wait` seconds. The answer is a page in words, status 429."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within one window of `seconds`, counted for `by`: account, account_at (from one network),
    address or network."""

    by: str
    most: int
    seconds: int


# Stricter for an account than for an address, and far wider for a network: a whole ministry may stand behind one.
# A stranger who fails on purpose shuts an account out from his own network only, until the wide limit is reached.
LIMITS: dict[str, tuple[Limit, ...]] = {
    "password": (
        Limit("account_at", 10, 15 * MINUTE),
        Limit("account", 60, HOUR),
        Limit("address", 40, 15 * MINUTE),
        Limit("network", 400, 15 * MINUTE),
    ),
    # Who tries codes knows the password already: three of a million are right at any time, so the day is bounded too.
    "code": (
        Limit("account", 6, 15 * MINUTE),
        Limit("account", 24, DAY),
        Limit("address", 40, 15 * MINUTE),
        Limit("network", 400, 15 * MINUTE),
    ),
    "passkey": (Limit("address", 60, 15 * MINUTE), Limit("network", 600, 15 * MINUTE)),
    "link": (Limit("address", 40, 15 * MINUTE), Limit("network", 400, 15 * MINUTE)),
    # What somebody needs who guesses at the words of a member's messages.
    "sealed keys": (Limit("account", 10, HOUR),),
    # Each one may send a mail to somebody.
    "forgotten": (
        Limit("account", 4, HOUR),
        Limit("address", 20, HOUR),
        Limit("network", 200, HOUR),
    ),
}


def count_try(request: HttpRequest, what: str, account: str = "") -> None:
    """Count one try of WHAT (a key of LIMITS) on ACCOUNT, before it is made; raise TooMany when a limit is passed.

    ACCOUNT is what was typed, whether or not it exists: the answers are the same.
    """
    now = int(timezone.now().timestamp())
    limits = [limit for limit in LIMITS[what] if account or not limit.by.startswith("account")]
    keys = [_key(request, what, limit, account, now) for limit in limits]
    # When the database is away nobody passes, and the page says that it is away (network/outage.py).
    counts = _increment(keys, limits, now)
    waits = [
        limit.seconds - now % limit.seconds for key, limit in zip(keys, limits, strict=True) if counts[key] > limit.most
    ]
    if waits:
        raise TooMany(max(waits))


def forgive(request: HttpRequest, what: str, account: str = "") -> None:
    """The secret was right: take back the one try, and forget the wrong ones on this account from this network."""
    now = int(timezone.now().timestamp())
    for limit in LIMITS[what]:
        if limit.by.startswith("account") and not account:
            continue
        scope, key_hash, window = _key(request, what, limit, account, now)
        rows = Attempt.objects.filter(scope=scope, key_hash=key_hash, window=window)
        if limit.by == "account_at":
            rows.delete()
        else:
            rows.filter(count__gt=0).update(count=F("count") - 1)


def forget_expired() -> int:
    """Remove the counts whose window is over; return how many."""
    return Attempt.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def minutes(wait: int) -> int:
    """Return WAIT, in seconds, as whole minutes for a sentence."""
    return max(1, math.ceil(wait / MINUTE))


Key = tuple[str, str, int]


def _key(request: HttpRequest, what: str, limit: Limit, account: str, now: int) -> Key:
    address = address_of(request)
    who = {
        "account": account,
        "account_at": f"{account}\n{origin_of(address)}",
        "address": address,
        "network": origin_of(address),
    }[limit.by]
    # The window's length belongs to the key: two limits on one account count apart.
    return what, keyed_hash("throttle", f"{limit.by}\n{limit.seconds}\n{who}"), now // limit.seconds


def _increment(keys: list[Key], limits: list[Limit], now: int) -> dict[Key, int]:
    """Add one to each window in one statement, committed at once: parallel guesses cannot overtake the count."""
    table = connection.ops.quote_name(Attempt._meta.db_table)
    column = connection.ops.quote_name("window")
    rows: list[Any] = []
    for (scope, key_hash, window), limit in sorted(zip(keys, limits, strict=True), key=lambda pair: pair[0]):
        end = datetime.fromtimestamp((window + 1) * limit.seconds, tz=UTC)
        rows += [scope, key_hash, window, connection.ops.adapt_datetimefield_value(end)]
    places = ", ".join(["(%s, %s, %s, 1, %s)"] * len(keys))
    # The table's name comes from the model; every value is a parameter.
    statement = (
        f"INSERT INTO {table} (scope, key_hash, {column}, count, expires_at) VALUES {places} "  # noqa: S608
        f"ON CONFLICT (scope, key_hash, {column}) DO UPDATE SET count = {table}.count + 1 "
        f"RETURNING scope, key_hash, {column}, count"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, rows)
        return {(scope, key_hash, window): count for scope, key_hash, window, count in cursor.fetchall()}
