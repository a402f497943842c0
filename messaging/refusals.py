"""What the server refuses: one stable code each, its status, and the sentence that a person reads."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging.wire.reading import Malformed

OLD = _("Reload the page: this browser's copy of the messages is older than what the server holds.")
NOT_YOURS = _("This was made with the keys of somebody else.")
DAMAGED = _("What arrived is damaged or too new for this server. Reload the page and try again.")
NOT_PROVEN = _("This cannot be proven to come from you. Reload the page and try again.")

REFUSALS: dict[str, tuple[int, str | Promise]] = {
    "too-large": (413, _("This is too large.")),
    "malformed": (400, DAMAGED),
    "unknown-suite": (422, DAMAGED),
    "not-sender": (403, NOT_YOURS),
    "clock": (422, _("The clock of this device is wrong by more than ten minutes. Set it right and send again.")),
    "signature": (422, NOT_PROVEN),
    "checkpoint": (422, _("The log of keys that this browser knows is not the server's. Nothing was sent.")),
    # Keys.
    "identity-exists": (409, _("You have set up sealed messages already. Unlock them instead.")),
    "generation": (409, OLD),
    "previous": (409, OLD),
    "reason": (403, _("These keys need another way: ask for a reset first.")),
    "weak-key": (422, _("These keys are not safe. Reload the page and try again.")),
    "blob": (422, _("The sealed keys do not belong to your newest keys.")),
    "kdf-too-weak": (422, _("The sealed keys are protected too weakly. Reload the page and try again.")),
    "blob-version": (409, _("Another of your browsers changed the sealed keys. Reload the page.")),
    "blob-often": (429, _("Your sealed keys were fetched too often. Wait an hour, then unlock again.")),
}


class Refusal(Exception):
    """The object is not accepted, and nothing was done. MORE stands in the answer beside the code."""

    def __init__(self, code: str, status: int = 0, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or REFUSALS[code][0]
        self.more = more

    @property
    def message(self) -> str:
        return str(REFUSALS[self.code][1])


def refuse_unless(fits: object, code: str, **more: Any) -> None:
    if not fits:
        raise Refusal(code, **more)


__all__ = ["REFUSALS", "Malformed", "Refusal", "refuse_unless"]
