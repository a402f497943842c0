"""What the acts of the record are called in words. Each room names its own, from its provides.py."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_names: dict[str, str | Promise] = {}


def name_acts(names: Mapping[str, str | Promise]) -> None:
    """Register the words for acts, by the name under which `audit.record` keeps them."""
    for act, words in names.items():
        if act in _names:
            raise RuntimeError(f"The act {act} has two names.")
        _names[act] = words


def act_in_words(act: str) -> str:
    """Return what ACT is called; its stored name when no room has named it."""
    return str(_names.get(act, act))


def named_acts() -> list[tuple[str, str]]:
    """Return (act, words) of all that may stand in the record, in the order of the words."""
    return sorted(((act, str(words)) for act, words in _names.items()), key=lambda pair: pair[1])


DUTIES: dict[str, str | Promise] = {
    "content": gettext_lazy("content"),
    "membership": gettext_lazy("membership"),
    "technical": gettext_lazy("technical"),
}


def subject_in_words(kind: str) -> str:
    """Return what kind of thing an act concerned, from the model's label."""
    return {
        "network.authority": _("authority"),
        "network.contactpoint": _("place in a network"),
        "network.emailchange": _("change of address"),
        "network.factorreset": _("reset of a second factor"),
        "network.invitation": _("invitation"),
        "network.member": _("account"),
        "network.membership": _("membership"),
        "network.network": _("network"),
        "network.nomination": _("nomination"),
        "network.session": _("session"),
        "network.visit": _("visit"),
        "forum.forum": _("forum"),
        "forum.topic": _("topic"),
        "forum.post": _("post"),
        "forum.hold": _("hold on a topic"),
        "moving.networkexport": _("export of a network"),
        "messaging.keyreset": _("new start of sealed messages"),
        "messaging.report": _("report of sealed messages"),
    }.get(kind, kind)
