"""Mail to an address that somebody typed: whether it is an account's is looked up when the mail leaves, not before.

The page that asks does the same work for every address, so that its time says nothing (docs/threat-model.md).
"""

from django.db import transaction

from network.access import can_apply_due
from network.actions.addresses import may_ask_to_confirm
from network.actions.forgotten import give_link
from network.guard import require
from network.readers import as_system

TYPED = {"password_reset": give_link, "email_confirm": may_ask_to_confirm}


@transaction.atomic
def settle_mail(*, kind: str, address: str, language: str, path: str) -> str | None:
    """Return the language in which a mail of KIND may leave to ADDRESS now, or None: it shall not. May run twice."""
    system = as_system("a mail leaves that somebody asked for an address which may be nobody's")
    require(can_apply_due, system)
    settle = TYPED.get(kind)
    return settle(actor=system, email=address, path=path) if settle else language
