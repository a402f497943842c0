"""Every screen there is: who looks at it, and how it is reached from another by its link."""

import re
import urllib.request
from dataclasses import dataclass

from tests.browser.site import Site

ID = r"[A-Za-z0-9_-]{22}"


@dataclass(frozen=True)
class Screen:
    """NAME as PERSON sees it (None: a visitor): at PATH, or behind the first link on PATH that matches LINK."""

    name: str
    person: str | None
    path: str
    link: str = ""

    def address(self, site: Site) -> str:
        if not self.link:
            return self.path
        page = self.path
        for step in self.link.split(" > "):
            page = first_link(site, self.person, page, step)
        return page


NETWORK = rf"/networks/{ID}/"
FORUM = rf"/forums/{ID}/"
TOPIC = rf"/topics/{ID}/"

SCREENS = [
    Screen("sign-in", None, "/sign-in/"),
    Screen("forgotten", None, "/forgotten/"),
    Screen("networks-public", None, "/networks/"),
    Screen("about", None, "/about/counterpart/"),
    Screen("promises", None, "/about/promises/"),
    Screen("writing", None, "/about/writing/"),
    Screen("desk", "ana", "/"),
    Screen("desk-coordinator", "cora", "/"),
    Screen("desk-secretariat", "sam", "/"),
    Screen("networks", "ana", "/networks/"),
    Screen("network", "ana", "/", NETWORK),
    Screen("network-coordinator", "cora", "/", NETWORK),
    Screen("members", "ana", "/", rf"{NETWORK} > {NETWORK}members/"),
    Screen("members-coordinator", "cora", "/", rf"{NETWORK} > {NETWORK}members/"),
    Screen("network-about", "ana", "/", rf"{NETWORK} > {NETWORK}about/"),
    Screen("admit", "cora", "/", rf"{NETWORK} > {NETWORK}admit/"),
    Screen("exports", "cora", "/", rf"{NETWORK} > {NETWORK}exports/"),
    Screen("visit", "sam", "/networks/", rf"{NETWORK}visit/"),
    Screen("nominate", "ben", "/nominations/new/"),
    Screen("nominate-office", "sam", "/nominations/new-authority/"),
    Screen("search", "ana", "/search/"),
    Screen("search-hits", "ana", "/search/?q=evidence"),
    Screen("forum", "ana", "/", rf"{NETWORK} > {FORUM}"),
    Screen("topic", "ana", "/", rf"{NETWORK} > {FORUM} > {TOPIC}"),
    Screen("topic-coordinator", "cora", "/", rf"{NETWORK} > {FORUM} > {TOPIC}"),
    Screen("print", "ana", "/", rf"{NETWORK} > {FORUM} > {TOPIC} > {TOPIC}print/"),
    Screen("follow", "ana", "/", rf"{NETWORK} > {NETWORK}follow/"),
    Screen("follows", "ana", "/follows/"),
    Screen("bookmarks", "ana", "/bookmarks/"),
    Screen("notices", "ana", "/notices/"),
    Screen("mail", "ana", "/account/mail/"),
    Screen("new-topic", "ana", "/", rf"{NETWORK} > {FORUM} > {FORUM}new/"),
    Screen("profile", "ana", "/", rf"{NETWORK} > {NETWORK}members/ > /members/{ID}/"),
    Screen("authority", "ana", "/", rf"{NETWORK} > {NETWORK}members/ > /members/{ID}/ > /authorities/{ID}/"),
    Screen("account", "ana", "/account/"),
    Screen("sessions", "ana", "/sessions/"),
    Screen("nominations-manager", "ben", "/nominations/"),
    Screen("nominations-secretariat", "sam", "/nominations/"),
    Screen("audit", "sam", "/record/"),
    Screen("refusal", "ana", "/nowhere/"),
]


def first_link(site: Site, person: str | None, path: str, pattern: str) -> str:
    """Return the first address on the page at PATH that matches PATTERN whole."""
    request = urllib.request.Request(site.url + path)
    if person:
        request.add_header("Cookie", f"session={site.keys[person]}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        page = answer.read().decode()
    found = re.search(rf'href="({pattern})(?:\?[^"]*)?(?:#[^"]*)?"', page)
    if found is None:
        raise LookupError(f"no link like {pattern} on {path} for {person or 'a visitor'}")
    return found.group(1)
