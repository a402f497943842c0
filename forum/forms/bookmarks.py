"""What one writes beside a post that one keeps."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.calendar import zone_named
from network.forms.fields import LineField

# By the member's clock: when the office opens.
MORNING = time(8)


class BookmarkForm(forms.Form):
    note = LineField(label=gettext_lazy("Note for yourself"), max_length=300, required=False)
    remind_on = forms.DateField(
        label=gettext_lazy("Remind me on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("In the morning of that day a notice leads to the post, if you may still read it."),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone_named(zone)

    def clean_remind_on(self) -> Any:
        day = self.cleaned_data["remind_on"]
        if day is not None and day <= timezone.now().astimezone(self.zone).date():
            raise forms.ValidationError(_("Choose a day from tomorrow on."))
        return day

    def remind_at(self) -> datetime | None:
        day = self.cleaned_data["remind_on"]
        return datetime.combine(day, MORNING, self.zone) if day else None
