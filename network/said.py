"""What is said with an act is looked at before others read it, by a room above; neither knows the other.

A looker gets the form with the words in it as they were cleaned. It may put a question into the form, and a fault while
that is not answered. It returns what it wants kept beside the act. With nobody registered words are taken as they are.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from network.models import Membership

if TYPE_CHECKING:
    from network.forms.words import WordsForm

# Called in the transaction of the act, with who acts and what it is about.
Keep = Callable[[Membership, Model], None]
# Called with the form, the names of its words, and what its fields hold.
Look = Callable[["WordsForm", Iterable[str], Mapping[str, Any]], Keep]

_lookers: list[Look] = []


def look_at_words(look: Look) -> None:
    """Register LOOK for every form of words; call it from the app's provides.py."""
    _lookers.append(look)


def looked_at(form: "WordsForm", names: Iterable[str], cleaned: Mapping[str, Any]) -> list[Keep]:
    """Let all who are registered look at the words of FORM under NAMES; return what each wants kept."""
    wanted = list(names)
    return [look(form, wanted, cleaned) for look in _lookers]
