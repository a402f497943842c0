"""Faults that pass: the disk is full (507), or the database is busy, restarting or away (503). Never a bare 500."""

import errno
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error, OperationalError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from network.passwords import TooBusy

RETRY_AFTER_SECONDS = 5

log = logging.getLogger(__name__)


class Outage(Enum):
    """What is missing for a moment."""

    DISK = "disk"
    DATABASE = "database"
    RUSH = "rush"

    @property
    def status(self) -> int:
        return 507 if self is Outage.DISK else 503


class StillAway(OperationalError):
    """The database was away a moment ago, and is not asked again so soon."""


# SQLite's primary result codes: https://www.sqlite.org/rescode.html
SQLITE_FULL = 13
SQLITE_AWAY = {
    5,  # BUSY: another writer did not end within the timeout
    6,  # LOCKED
    8,  # READONLY: the file system went read-only after a fault
    10,  # IOERR
    14,  # CANTOPEN
}

# PostgreSQL's states: https://www.postgresql.org/docs/current/errcodes-appendix.html
POSTGRES_FULL = {
    "53100",  # disk_full
}
POSTGRES_AWAY = {
    "25006",  # read_only_sql_transaction: a stand-by took over
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "53200",  # out_of_memory
    "53300",  # too_many_connections
    "55P03",  # lock_not_available
    "57014",  # query_canceled: the statement timeout
    "57P01",  # admin_shutdown
    "57P02",  # crash_shutdown
    "57P03",  # cannot_connect_now
    "57P05",  # idle_session_timeout
    "58030",  # io_error
}
# The connection broke: these states begin with 08, or the driver's own faults which have none.
CONNECTION_CLASS = "08"
STATELESS = {"OperationalError", "InterfaceError", "PoolTimeout", "PoolClosed", "TooManyRequests", "ConnectionTimeout"}

FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def outage_behind(error: BaseException | None) -> Outage | None:
    """Return which outage ERROR tells of, None for every other fault: those are mistakes in the code."""
    if isinstance(error, StillAway):
        return Outage.DATABASE
    if isinstance(error, TooBusy):
        return Outage.RUSH
    if isinstance(error, OSError):
        return Outage.DISK if error.errno in FULL_DISK else None
    if isinstance(error, Error):
        return _behind_driver(error.__cause__ or error)
    return None


def _behind_driver(error: BaseException) -> Outage | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        # An extended code holds the primary one in its lowest byte.
        primary = code & 0xFF
        if primary == SQLITE_FULL:
            return Outage.DISK
        return Outage.DATABASE if primary in SQLITE_AWAY else None
    state = getattr(error, "sqlstate", None)
    if state in POSTGRES_FULL:
        return Outage.DISK
    if state in POSTGRES_AWAY or (state or "").startswith(CONNECTION_CLASS):
        return Outage.DATABASE
    if state is None and type(error).__name__ in STATELESS:
        return Outage.DATABASE
    return None


@contextmanager
def unless_away(what: str) -> Iterator[None]:
    """Do without what may be missing: a page that only reads is shown though WHAT could not be noted."""
    try:
        yield
    except Error as error:
        outage = outage_behind(error)
        if outage is None:
            raise
        log.warning("not noted: %s (%s)", what, outage.name)


# While the database is away each page would hold its thread for as long as the pool waits, until every thread waits.
# So after one has waited in vain the others are refused at once, for a second; then the next one tries.
PAUSE = 1.0
_asked_again_at = 0.0


def refuse_while_away() -> None:
    """Raise StillAway when another request has waited for the database in vain within the last second."""
    if time.monotonic() < _asked_again_at:
        raise StillAway


def note_waited_in_vain(error: BaseException | None) -> None:
    """Remember that ERROR came after a wait, so that the next requests need not wait for the same."""
    global _asked_again_at
    if type(getattr(error, "__cause__", None)).__name__ in {"PoolTimeout", "ConnectionTimeout"}:
        _asked_again_at = time.monotonic() + PAUSE


def fields_to_repeat(request: Any) -> list[tuple[str, str]]:
    """Return the fields of a form, so that it can be sent again from the page that tells of the outage.

    The form's token goes along as it came: what a foreign page sent is refused when it is sent again, as it would have
    been now. Secrets are typed again; files stay behind.
    """
    origin = request.headers.get("Origin", "")
    if request.method != "POST" or (origin and urlsplit(origin).netloc != request.get_host()):
        return []
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
    except (BadRequest, SuspiciousOperation, MultiPartParserError, OSError):
        return []
    if any(
        "password" in name or (name == "code" and _takes_one_time_codes(request.path_info)) for name, _value in sent
    ):
        return []
    return sent


def _takes_one_time_codes(path: str) -> bool:
    """Whether "code" is a one-time code at PATH: the pages of this room take those, and the forums handling codes."""
    try:
        return resolve(path).app_name == "network"
    except Resolver404:
        return True
