"""The page with an invented example of a good topic, for forums whose coordinator has not chosen a real one."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from forum.models import Topic
from forum.pages.heads import ForumHead
from forum.skeletons import headings
from network.models import Membership
from network.page import Page

Kind = Topic.Kind


@dataclass(frozen=True)
class ExamplePage(Page):
    """`parts` are the headings of the kind, each with its paragraph; `why` says what makes it good."""

    template: ClassVar[str] = "forum/example.html"
    # The forum alone.
    queries: ClassVar[int] = 1

    forum: ForumHead
    kind: str
    title: str
    parts: list[tuple[str, str]]
    why: list[str]

    @classmethod
    def load(cls, reader: Membership, forum_id: str, kind: str) -> Self:
        title, texts, why = _examples()[Kind(kind)]
        return cls(
            forum=ForumHead.find(reader, forum_id),
            kind=kind,
            title=title,
            parts=list(zip(headings()[Kind(kind)], texts, strict=True)),
            why=why,
        )


def _examples() -> dict[Kind, tuple[str, list[str], list[str]]]:
    return {
        Kind.QUESTION: (
            _("Request for bank records returned: what is a sufficient description of the offence?"),
            [
                _(
                    "In March we asked State B for the records of one account over six months, in a fraud case. "
                    "The request went from central authority to central authority, with a translation."
                ),
                _("Organized Crime Convention, article 18, paragraphs 3 (f) and 15. There is no bilateral treaty."),
                _(
                    "After nine weeks it was returned with one sentence: “The facts do not allow dual criminality "
                    "to be assessed.” Nothing was said about which element is missing."
                ),
                _(
                    "We sent the text of our provision and a longer summary. We telephoned twice; the desk officer "
                    "could not say more."
                ),
                _(
                    "Which elements of the offence does State B expect in the summary, and is a statement by the "
                    "prosecutor enough? The order of our court ends on 30 June, hence the deadline."
                ),
            ],
            [
                _("The title says what is stuck, not only the subject."),
                _("Whoever answers knows the measure, the legal basis and the sentence that is the difficulty."),
                _("One question is asked, and it can be answered."),
                _("Nobody can be recognized: no names, no numbers, no place."),
            ],
        ),
        Kind.CONSULTATION: (
            _("Before we send it: hearing by video link of a witness who may refuse to answer"),
            [
                _(
                    "We plan a request to hear one witness in State C by video link before our trial court, on one "
                    "of two days in October."
                ),
                _("Organized Crime Convention, article 18, paragraph 18, and our code of procedure."),
                _(
                    "Under our law a relative may refuse to answer. We do not know whether the law of State C lets "
                    "the judge there tell the witness so in our name."
                ),
                _(
                    "We could ask for a hearing by the judge there with our questions instead, and send the "
                    "instruction of rights in writing."
                ),
                _("Would a request in this form be executed, and which of the two ways is quicker?"),
            ],
            [
                _("It is asked before the request is sent, while it can still be changed."),
                _("It says what could be given up, so that the other side can propose something."),
                _("The answer decides which request is written."),
            ],
        ),
        Kind.PRACTICE_NOTE: (
            _("Freezing an account in State D: what the first page must say"),
            [
                _("For requests to freeze accounts, under the law that is in force since January."),
                _(
                    "1. A telephone call to the duty desk, the same day. 2. The request by secure mail: two working "
                    "days. 3. The original by courier: within twenty days, else the freeze ends."
                ),
                _("The sum is missing, or it stands only in the annex: then the court cannot decide."),
                _("Act on cooperation in criminal matters, sections 40 to 44; published in the official gazette."),
            ],
            [
                _("The steps stand in their order, each with its time."),
                _("It names the mistake that costs the most."),
                _("It says since when it is so, so that a reader in two years knows what to check."),
            ],
        ),
        Kind.ANNOUNCEMENT: (
            _("New address for requests from 1 May"),
            [
                _("From 1 May our central authority has a new postal address; telephone and secure mail stay."),
                _("All offices that send us requests by post or courier."),
                _("Change the address in your records. What arrives at the old one is forwarded until 31 July."),
            ],
            [
                _("The day stands in the title."),
                _("It says what stays as it is, too."),
            ],
        ),
    }
