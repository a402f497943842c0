"""What My desk's room puts into named places: the word for its one act."""

from django.utils.translation import gettext_lazy as _

from network.acts import name_acts

name_acts({"demonstration_loaded": _("Demonstration loaded")})
