"""Who will be able to read, in one sentence: so many members, of such networks and States."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forum.models import Topic
from forum.names import Readers

Code = Topic.Code


def reach(code: str, readers: Readers, networks: Sequence[str]) -> str:
    """Return who reads what has CODE and is posted in NETWORKS (their names): READERS counts them."""
    if not readers.members:
        return _("Nobody reads it yet: who may read is named on the topic.")
    who = counted(readers)
    if code == Code.RED:
        return _("Read only by the members named on the topic: %(who)s.") % {"who": who}
    if code == Code.AMBER_STRICT:
        return _("Read only by the current members of the authorities named on the topic: %(who)s.") % {"who": who}
    if code == Code.AMBER:
        return _("Read by %(who)s, in %(networks)s.") % {"who": who, "networks": _together(networks)}
    if code == Code.GREEN:
        return _("Read by every member of Counterpart: %(who)s. Only this network replies.") % {"who": who}
    return _("Read by every member of Counterpart: %(who)s. It may be published.") % {"who": who}


def _together(networks: Sequence[str]) -> str:
    *some, last = networks
    return _("%(some)s and %(last)s") % {"some": _(", ").join(some), "last": last} if some else last


def counted(readers: Readers) -> str:
    """Return "34 members of 5 States and organizations"."""
    members = ngettext("%(count)d member", "%(count)d members", readers.members) % {"count": readers.members}
    bodies = len(readers.bodies)
    of = ngettext("%(count)d State or organization", "%(count)d States and organizations", bodies) % {"count": bodies}
    return _("%(members)s of %(bodies)s") % {"members": members, "bodies": of}


@dataclass(frozen=True, slots=True)
class CodeWords:
    """A handling code as a form offers it."""

    value: str
    label: str
    meaning: str


def code_words(only: Collection[str] = Code.values) -> tuple[CodeWords, ...]:
    """Return the codes, strictest first, each with what it means."""
    return _code_words(frozenset(only), get_language())


@lru_cache(maxsize=200)
def _code_words(only: frozenset[str], _language: str | None) -> tuple[CodeWords, ...]:
    """Return the words in one language: looked up once, and not for each composer."""
    meanings = {
        Code.RED: _("only the members named on the topic"),
        Code.AMBER_STRICT: _("only the current members of the authorities named on the topic"),
        Code.AMBER: _("the network"),
        Code.GREEN: _("every member of Counterpart reads, the network replies"),
        Code.CLEAR: _("may be published"),
    }
    return tuple(CodeWords(code.value, str(code.label), meanings[code]) for code in Code if code.value in only)
