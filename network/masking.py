"""Masks in the log what a log must never hold: a mailed link's token, a row's words; and keeps an outage short."""

import logging
import re
from collections.abc import Iterator
from traceback import format_tb

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error

# Django's words for these name a setting, and nothing of what was sent.
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
TOKEN = re.compile(r"/link/[A-Za-z0-9_\-]+")


def shorten(record: logging.LogRecord) -> None:
    """Leave out the trace of a refusal, of a request that is too large, and of an outage.

    None is a mistake in the code, and a full disk must not be filled by its log.
    """
    # The log is set up before the models may be read.
    from network.outage import outage_behind

    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if isinstance(fault, PermissionDenied):
        # An answer to a person, and the log's line says which page: a trace would look like a crash.
        record.exc_info = record.exc_text = None
        return
    if isinstance(fault, TOO_MUCH):
        # So is this: a page says so, and anybody may send as much as he likes, as often.
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return
    outage = outage_behind(fault)
    if outage is not None:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = f"{record.getMessage()} ({outage.value}: {type(fault).__name__})", ()


def without_words(record: logging.LogRecord) -> None:
    """Leave out what the database says of a fault: PostgreSQL quotes the row, with addresses and texts in it.

    Its kind, and the lines of code that led to it, tell an operator where to look.
    """
    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    chain = list(_chain(fault))
    if any(isinstance(one, Error) for one in chain):
        record.exc_text = "\n".join(
            "".join([*format_tb(one.__traceback__), f"{type(one).__module__}.{type(one).__qualname__}"])
            for one in reversed(chain)
        )


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


class MaskTokens(logging.Filter):
    """Rewrites a record's words before it is printed."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "/link/" in words:
            record.msg, record.args = TOKEN.sub("/link/***", words), ()
        if record.exc_info:
            shorten(record)
        if record.exc_info:
            without_words(record)
        return True
