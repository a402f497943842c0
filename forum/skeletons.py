"""What stands in the composer before somebody types: the headings of a good topic of each kind, in his language."""

from django.utils.translation import gettext as _

from forum.models import Topic

Kind = Topic.Kind


def skeleton(kind: str) -> str:
    """Return the headings for a topic of KIND, each with room below; Markdown."""
    return "\n\n\n".join(f"**{heading}**" for heading in headings()[Kind(kind)]) + "\n"


def is_skeleton(text: str) -> bool:
    """Whether TEXT is nothing but the headings of some kind: nobody has typed anything."""
    plain = " ".join(text.split())
    return any(plain == " ".join(skeleton(kind).split()) for kind in Kind.values)


def headings() -> dict[Kind, list[str]]:
    """Return by kind what a good topic says, in the reader's language."""
    return {
        Kind.QUESTION: [
            _("What was asked, and for which measure"),
            _("On which legal basis"),
            _("What came back"),
            _("What was tried"),
            _("What I need to know"),
        ],
        Kind.CONSULTATION: [
            _("What is planned, or likely to be refused"),
            _("On which legal basis"),
            _("The difficulty"),
            _("What could be changed or added"),
            _("What I ask the other side to say"),
        ],
        Kind.PRACTICE_NOTE: [
            _("What this is useful for, and since when it is so"),
            _("The steps, and the time that each takes"),
            _("What often goes wrong"),
            _("Where the rule can be read"),
        ],
        Kind.ANNOUNCEMENT: [
            _("What changes or takes place, and when"),
            _("Whom it concerns"),
            _("What you have to do, and by when"),
        ],
    }
