"""What a composer says about files before one is chosen."""

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from writing.files import scanner
from writing.files.kinds import ACCEPTED, CHOOSABLE
from writing.files.limits import LARGEST, MEGABYTE, MOST


def files_help() -> str:
    """Return which files are taken, and whether a virus scanner looks at them."""
    said = _("At most %(most)d files of %(size)d MB each: %(kinds)s. Images are stored without place and camera.") % {
        "most": MOST,
        "size": LARGEST // MEGABYTE,
        "kinds": ACCEPTED,
    }
    scanned = _("A virus scanner looks at each.") if scanner.is_on() else _("They are not scanned for viruses.")
    return f"{said} {scanned}"


def choosable_files() -> str:
    return CHOOSABLE


def size_in_words(size: int) -> str:
    """Return SIZE bytes in the reader's language, in the unit that a person would use."""
    language = (get_language() or "en").replace("-", "_")
    if size < MEGABYTE:
        return _("%(size)s kB") % {"size": format_decimal(max(round(size / 1024), 1), locale=language)}
    return _("%(size)s MB") % {"size": format_decimal(round(size / MEGABYTE, 1), locale=language)}
