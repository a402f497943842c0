"""The words of every mail: one sentence in the reader's language, and a link. Never a name, State, network or text."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WAITING = "something_waits"

# Some go to the member, some also to the manager of his authority: no sentence says whom it is about.
SENTENCES = {
    "invitation": gettext_lazy("You are invited to join Counterpart. Open this page within seven days to accept:"),
    "password_reset": gettext_lazy(
        "A new password was asked for. If it was you, open this page within 30 minutes; if not, do nothing:"
    ),
    "email_confirm": gettext_lazy(
        "This address was given for an account. If it was you, open this page to confirm it; if not, do nothing:"
    ),
    "email_changed": gettext_lazy(
        "The e-mail address of an account that concerns you is about to change. Sign in to see it, and object if nobody asked for it:"  # noqa: E501
    ),
    "factor_reset": gettext_lazy(
        "The second factor of an account that concerns you will be reset in 24 hours. Sign in to see it, and object if nobody asked for it:"  # noqa: E501
    ),
    "factor_reset_void": gettext_lazy(
        "The second factor of an account that concerns you stays as it is: an official who stood for its reset has left. Sign in to see it:"  # noqa: E501
    ),
    "factor_changed": gettext_lazy(
        "A way of signing in to an account that concerns you was added or removed. Sign in to see it, and object if nobody asked for it:"  # noqa: E501
    ),
    "key_reset": gettext_lazy(
        "A new start of the sealed messages of an account that concerns you was asked for or has moved on. Sign in to see it, and stop it if nobody asked for it:"  # noqa: E501
    ),
    WAITING: gettext_lazy("Something waits for you. Sign in to read it:"),
}


def compose(*, kind: str, language: str, address: str, path: str, message_name: str) -> EmailMessage:
    """Return the mail of KIND to ADDRESS, with the page at PATH as its link."""
    with translation.override(language):
        return EmailMessage(
            subject=_("Something waits for you"),
            body=f"{SENTENCES[kind]}\n\n{settings.PUBLIC_URL}{path}\n",
            to=[address],
            headers={
                "Message-ID": f"<{message_name}@{urlsplit(settings.PUBLIC_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def check(kind: str, path: str) -> None:
    """Raise ValueError for a mail that nobody may send: an unknown kind, or a link that leads elsewhere."""
    if kind not in SENTENCES:
        raise ValueError(f"There is no mail of the kind {kind}.")
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        raise ValueError("A mail leads to a page of this site.")
