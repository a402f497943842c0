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
    # Conversations.
    "suite-smaller": (422, DAMAGED),
    "conversation-exists": (409, OLD),
    "not-member": (403, _("You are not in this conversation.")),
    "epoch-closed": (409, _("Who is in this conversation has changed. It is sent again to those who are in it now.")),
    "epoch-conflict": (409, _("Somebody else changed this conversation at the same moment. Try again.")),
    "wrong-generation": (409, _("Somebody has new keys. The conversation takes them up first.")),
    "counter": (409, OLD),
    "heads": (409, OLD),
    "retention": (422, _("How long a conversation is kept never changes.")),
    "members": (422, _("A conversation has from two to fifty members.")),
    "member-unknown": (422, _("Somebody cannot be written to: he has not set up sealed messages, or has left.")),
    "member-left": (409, _("Somebody has left this conversation. The next change leaves him out.")),
    "fingerprint": (422, _("The keys of somebody are not those in the log.")),
    "reason:epoch": (422, DAMAGED),
    "wraps": (422, DAMAGED),
    "grants": (422, _("What was before can be given to newcomers only, and only as a whole.")),
    # Files and reports.
    "file-size": (422, DAMAGED),
    "file-offset": (409, OLD),
    "files-begun": (422, _("Too many files are on their way. Wait until they have arrived.")),
    "files-full": (422, _("There is no room for more files of yours. Older ones go when their conversations end.")),
    "not-reportable": (422, _("This message cannot be reported: it is not there any more, or you could not read it.")),
    "frank": (422, _("This is not what was written. Only the message as it was sent can be reported.")),
    # Keys.
    "identity-exists": (409, _("You have set up sealed messages already. Unlock them instead.")),
    "generation": (409, OLD),
    "previous": (409, OLD),
    "reason": (403, _("These keys need another way: ask for a reset first.")),
    "second-factor": (403, _("Show your second factor once more, then finish here. Nothing is lost.")),
    "weak-key": (422, _("These keys are not safe. Reload the page and try again.")),
    "blob": (422, _("The sealed keys do not belong to your newest keys.")),
    "kdf-too-weak": (422, _("The sealed keys are protected too weakly. Reload the page and try again.")),
    "blob-version": (409, _("Another of your browsers changed the sealed keys. Reload the page.")),
    "blob-often": (429, _("Your sealed keys were fetched too often. Wait an hour, then unlock again.")),
}


class Refusal(Exception):
    """The object is not accepted, and nothing was done. MORE stands in the answer beside the code."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        # One code may be said in several places, with a sentence for each.
        self.code = code.partition(":")[0]
        self.status, self.sentence = REFUSALS[code]
        self.more = more

    @property
    def message(self) -> str:
        return str(self.sentence)


def refuse_unless(fits: object, code: str, **more: Any) -> None:
    if not fits:
        raise Refusal(code, **more)


__all__ = ["REFUSALS", "Malformed", "Refusal", "refuse_unless"]
