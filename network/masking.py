"""Masks in the log what a log must never hold: the token of a mailed link; and keeps short what an outage repeats."""

import logging
import re

TOKEN = re.compile(r"/link/[A-Za-z0-9_\-]+")


def shorten(record: logging.LogRecord) -> None:
    """Leave out the trace of an outage: it is no mistake in the code, and a full disk must not be filled by its log."""
    # The log is set up before the models may be read.
    from network.outage import outage_behind

    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    outage = outage_behind(fault)
    if outage is not None:
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = f"{record.getMessage()} ({outage.value}: {type(fault).__name__})", ()


class MaskTokens(logging.Filter):
    """Rewrites a record's words before it is printed."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "/link/" in words:
            record.msg, record.args = TOKEN.sub("/link/***", words), ()
        if record.exc_info:
            shorten(record)
        return True
