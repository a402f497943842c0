"""Texts as they leave: a mention, which holds the name that somebody typed, becomes function and State."""

from collections.abc import Iterable

from network.models import Authority, Membership
from network.names import in_language
from network.readers import as_system
from writing.mentions import MENTION, may_mention

SYSTEM = as_system("says who is mentioned as pages do: by function and State")
UNKNOWN = "@[…]"


class Mentioned:
    """Who is mentioned in some texts, found by two statements for all of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [match for text in texts if may_mention(text) for match in MENTION.finditer(text)]
        members = {match[3] for match in found if match[2] == "member"}
        offices = {match[3] for match in found if match[2] == "authority"}
        self.members: dict[str, Membership] = {}
        self.offices: dict[str, Authority] = {}
        if members:
            rows = Membership.objects.visible_to(SYSTEM).filter(public_id__in=members)
            self.members = {one.public_id: one for one in rows.select_related("authority__body")}
        if offices:
            self.offices = {
                one.public_id: one for one in Authority.objects.visible_to(SYSTEM).filter(public_id__in=offices)
            }

    def without_names(self, text: str, language: str) -> str:
        """Return TEXT with whoever is mentioned as plain words in LANGUAGE."""
        if not may_mention(text):
            return text
        return MENTION.sub(lambda match: self._words(match[2], match[3], language), text)

    def _words(self, kind: str, public_id: str, language: str) -> str:
        if kind == "authority":
            office = self.offices.get(public_id)
            return f"@{in_language(office.names, language)}" if office else UNKNOWN
        member = self.members.get(public_id)
        if member is None:
            return UNKNOWN
        function = in_language(member.function, language)
        return f"@{function} ({in_language(member.authority.body.names, language)})"
