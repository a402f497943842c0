"""Forms of a few words that others read: why somebody acts, and what he adds for those who decide."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model

from network.models import Membership
from network.said import Keep, looked_at

# The names under which such forms send them.
WORDS = ("title", "note", "reason", "words", "answer")


class WordsForm(forms.Form):
    """Its words are looked at as a text is: nobody takes a reason out of a log again.

    What was found stands below the words as one more question, each with its place. `expects` names the kinds of
    personal data that a form asks for itself: about them nobody is asked.
    """

    expects: ClassVar[frozenset[str]] = frozenset()

    kept: list[Keep]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.kept = looked_at(self, [name for name in WORDS if name in self.fields], cleaned)
        return cleaned

    def keep(self, actor: Membership, thing: Model) -> None:
        """Keep what ACTOR decided about these words beside THING, in the transaction of the act."""
        for keep in self.kept:
            keep(actor, thing)
