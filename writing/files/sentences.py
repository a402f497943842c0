"""Why a file was not taken, in words for the person who sent it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from writing.files.inside import faults
from writing.files.kinds import ACCEPTED
from writing.files.limits import LARGEST, MEGABYTE, MOST, MOST_BEGUN, QUOTA

# Faults that are found outside of the process which looks into a file.
LARGE, MANY, FULL, BEGUN, FORM = "large", "many", "full", "begun", "form"
CHANGED, VIRUS, UNSCANNED, GONE = "changed", "virus", "unscanned", "gone"


def sentence(fault: str, name: str = "") -> str:
    """Return what is wrong and how to mend it; NAME stands before it where there is one."""
    said = _said(fault)
    return _("%(name)s: %(sentence)s") % {"name": name, "sentence": said} if name else said


def _said(fault: str) -> str:
    megabytes = {"most": LARGEST // MEGABYTE}
    words = {
        faults.EMPTY: _("This file is empty."),
        faults.KIND: _("Files of this kind are not accepted. These are: %(kinds)s.") % {"kinds": ACCEPTED},
        faults.MISMATCH: _("What is in this file is not what its name says. Save it again under its own kind."),
        faults.DAMAGED: _("This file is damaged, or not complete. Open and save it again, then choose it once more."),
        faults.MACROS: _("This file holds macros, programs or links that start them. Save it without them, or as PDF."),
        faults.LOCKED: _("This file is locked with a password and cannot be checked. Save it without the password."),
        faults.CROWDED: _("Unpacked, this file is far too large. Save it in parts, or as PDF."),
        faults.PIXELS: _(
            "This image has too many pixels. Make it smaller: 20 million are accepted, 10 million in WebP."
        ),
        faults.MOVING: _("This image moves or holds several images. Save one of them."),
        faults.CONTROLS: _("This is no plain text: it holds signs that no text has. Save it as plain text (UTF-8)."),
        faults.COSTLY: _("Checking this file takes too long. Make it smaller or simpler, or save it as PDF."),
        LARGE: _("This file is larger than %(most)d MB. Make it smaller, or send it in parts.") % megabytes,
        FORM: _("Together these files are too large for one form. Send the largest in a post of its own."),
        FULL: _(
            "Your %(most)d MB for files are used up. Remove files that you no longer need, or ask your coordinator."
        )
        % {"most": QUOTA // MEGABYTE},
        MANY: ngettext(
            "A post takes at most %(most)d file. This one was left out.",
            "A post takes at most %(most)d files. This one was left out.",
            MOST,
        )
        % {"most": MOST},
        BEGUN: ngettext(
            "You have begun %(most)d file and not finished it. Finish or remove it first.",
            "You have begun %(most)d files and not finished them. Finish or remove some first.",
            MOST_BEGUN,
        )
        % {"most": MOST_BEGUN},
        CHANGED: _("This file changed on its way. Choose it once more."),
        VIRUS: _("The virus scanner found something in this file. It was not kept; tell your own security officer."),
        UNSCANNED: _("The virus scanner does not answer. Try again in a few minutes."),
        GONE: _("This file is no longer kept here. Choose it once more."),
    }
    return words.get(fault, words[faults.DAMAGED])
