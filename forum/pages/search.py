"""The page of a search: what was asked, twenty hits with a piece of their text, and where one may look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from forum.addresses import post_address, topic_address
from forum.models import Topic
from forum.names import Words, words
from forum.search.finding import NOTHING, Found, Hit, find
from forum.search.query import OPERATORS, Query, parse
from forum.search.scope import Place, Scope, scope_of
from forum.search.snippets import marked, snippet
from network.models import Membership
from network.names import in_language
from network.page import Page

NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
NEWEST = "newest"


@dataclass(frozen=True)
class SearchPage(Page):
    """`place` is the public id of the network or forum that was chosen, "" for all; `order` "newest" or ""."""

    template: ClassVar[str] = "forum/search.html"
    # Where the reader may look, the newest thousand, what of them he may see; and names, when they are not kept.
    queries: ClassVar[int] = 4

    text: str
    query: Query
    scope: Scope
    found: Found
    words: Words
    place: str = ""
    order: str = ""
    after: int = 0

    @classmethod
    def load(cls, reader: Membership, asked: Mapping[str, str]) -> Self:
        text = asked.get("q", "")
        query = parse(text)
        scope = scope_of(reader, query.operators)
        order = NEWEST if asked.get("order") == NEWEST else ""
        after = int(asked["after"]) if NUMBER.fullmatch(asked.get("after", "")) else 0
        places = {place.public_id: place for place in (*scope.networks, *scope.forums)}
        place = places.get(asked.get("in", ""))
        found = NOTHING
        if not query.is_too_long:
            token = place.token if place else ""
            found = find(reader, query, scope, place=token, by_date=order == NEWEST, after=after)
        people = words({hit.values["author_id"] for hit in found.hits}).shown_to(reader, inside=False)
        chosen = place.public_id if place else ""
        return cls(text, query, scope, found, people, chosen, order, after)

    @property
    def problems(self) -> list[str]:
        """What was not understood, in sentences."""
        if self.query.is_too_long:
            return [_("This is too long for a search: ask for at most twenty-four words, in five hundred characters.")]
        return self.found.problems

    @property
    def operators(self) -> str:
        """The operators that there are."""
        return " ".join(f"{name}:" for name in OPERATORS)

    @property
    def has_asked(self) -> bool:
        return bool(self.text.strip())

    @property
    def count(self) -> str:
        """How many were found, in words; of more than a thousand nobody learns how many there are."""
        if self.found.more:
            return _("1,000+ results")
        count = self.found.count
        return ngettext("%(count)d result", "%(count)d results", count) % {"count": count}

    @property
    def later(self) -> str:
        """The query of the address of the next page, "" where there is none."""
        return self.address(after=str(self.found.last)) if self.found.has_later else ""

    def address(self, **changes: str) -> str:
        asked = {"q": self.text, "in": self.place, "order": self.order, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def places(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What one may choose to look in: label, and (public id, name) of each."""

        def named(places: list[Place]) -> list[tuple[str, str]]:
            return [(place.public_id, in_language(place.names)) for place in places]

        return [(_("Networks"), named(self.scope.networks)), (_("Forums"), named(self.scope.forums))]

    def link(self, hit: Hit) -> str:
        return topic_address(hit.values["topic_public_id"]) if hit.is_topic else post_address(self._post(hit))

    def _post(self, hit: Hit) -> str:
        return str(hit.values["post_public_id"])

    def title(self, hit: Hit) -> Markup:
        return marked(hit.values["title"], self.query.sought)

    def file(self, hit: Hit) -> Markup:
        return marked(hit.values["file"], self.query.sought)

    def snippet(self, hit: Hit) -> Markup:
        return snippet(hit.values["body"], self.query.sought)

    def network(self, hit: Hit) -> str:
        return in_language(hit.values["network_names"])

    def status(self, hit: Hit) -> str:
        return str(Topic.Status(hit.values["status"]).label)

    def author(self, hit: Hit) -> str:
        person: Any = self.words.people.get(hit.values["author_id"])
        return person.line() if person else ""
