"""Masks in the log what a log must never hold: the token of a mailed link."""

import logging
import re

TOKEN = re.compile(r"/link/[A-Za-z0-9_\-]+")


class MaskTokens(logging.Filter):
    """Rewrites a record's words before it is printed."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "/link/" in words:
            record.msg, record.args = TOKEN.sub("/link/***", words), ()
        return True
