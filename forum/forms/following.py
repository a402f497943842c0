"""How much one wants to hear of a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.models import Follow

LEVELS = [*Follow.Level.choices, ("", _("no word of my own: what is above it counts"))]


class FollowForm(forms.Form):
    level = forms.ChoiceField(
        label=_("How much do you want to hear?"), choices=LEVELS, required=False, widget=forms.RadioSelect
    )
