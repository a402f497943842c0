"""Two people acted at once, and the other was first: what the second is told."""

from django.utils.functional import Promise


class Conflict(Exception):
    """The act no longer fits what is there; nothing was done. `reason` is a sentence for the reader (status 409)."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason
