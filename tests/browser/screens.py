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
# Lists of the demonstration whose first topic is the one with a poll, with a file, with a changed post.
POLLED = "/topics/?kind=announcement&language=en"
MOVING = "/topics/?kind=announcement&language=fr"
NOTED = "/topics/?view=mine&kind=practice_note"

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
    # Discussions that get a problem solved.
    Screen("topics", "ana", "/topics/"),
    Screen("topic-with-poll", "ana", POLLED, TOPIC),
    Screen("poll", "ana", POLLED, rf"{TOPIC} > /polls/{ID}/"),
    Screen("topic-with-file", "cora", MOVING, TOPIC),
    Screen("file-code", "cora", MOVING, rf"{TOPIC} > /files/{ID}/code/"),
    Screen("readers", "ana", POLLED, rf"{TOPIC} > {TOPIC}readers/"),
    Screen("readers-named", "ben", "/topics/?view=mine&kind=consultation", rf"{TOPIC} > {TOPIC}readers/"),
    Screen("readers-coordinator", "cora", MOVING, rf"{TOPIC} > {TOPIC}readers/"),
    Screen("course", "ana", "/topics/?status=solved", rf"{TOPIC} > {TOPIC}course/"),
    Screen("post-code", "cora", POLLED, rf"{TOPIC} > /posts/{ID}/code/"),
    Screen("post-code-coordinator", "cora", MOVING, rf"{TOPIC} > /posts/{ID}/code/"),
    Screen("edit", "cora", POLLED, rf"{TOPIC} > /posts/{ID}/edit/"),
    Screen("history", "denis", NOTED, rf"{TOPIC} > /posts/{ID}/history/"),
    Screen("bookmark", "ana", "/bookmarks/", rf"/posts/{ID}/bookmark/"),
    Screen("report-form", "ana", POLLED, rf"{TOPIC} > /posts/{ID}/report/"),
    Screen("erase-form", "cora", POLLED, rf"{TOPIC} > /posts/{ID}/erase/"),
    Screen("reports", "cora", "/reports/"),
    Screen("reports-secretariat", "sam", "/reports/"),
    Screen("report", "cora", "/reports/", rf"/reports/{ID}/"),
    Screen("erasure", "cora", "/reports/", rf"/erasures/{ID}/"),
    Screen("hold", "sam", "/reports/", rf"/holds/{ID}/"),
    Screen("network-reports", "cora", "/", rf"{NETWORK} > {NETWORK}reports/"),
    Screen("log", "ana", "/", rf"{NETWORK} > {NETWORK}log/"),
    Screen("network-offers", "cora", "/", rf"{NETWORK} > {NETWORK}offers/"),
    Screen("offer-decide", "cora", "/", rf"{NETWORK} > {NETWORK}offers/ > /offers/{ID}/decide/"),
    Screen("offers", "ana", "/", rf"{TOPIC}offers/"),
    Screen("ask", "issa", "/networks/", rf"{NETWORK}ask/"),
    Screen("hide-form", "cora", POLLED, rf"{TOPIC} > /posts/{ID}/hide/"),
    Screen("move", "cora", POLLED, rf"{TOPIC} > {TOPIC}move/"),
    Screen("split", "cora", POLLED, rf"{TOPIC} > {TOPIC}split/"),
    Screen("merge", "cora", POLLED, rf"{TOPIC} > {TOPIC}merge/"),
    Screen("pace", "cora", POLLED, rf"{TOPIC} > {TOPIC}pace/"),
    Screen("lock", "cora", POLLED, rf"{TOPIC} > {TOPIC}lock/"),
    Screen("pin", "cora", MOVING, rf"{TOPIC} > {TOPIC}pin/"),
    Screen("hold-form", "cora", POLLED, rf"{TOPIC} > {TOPIC}hold/"),
    Screen("example", "ana", "/", rf"{NETWORK} > {FORUM} > {FORUM}new/ > {FORUM}example/"),
    Screen("drafts", "ana", "/drafts/"),
    Screen("own-data", "ana", "/my-data/"),
    # Sealed messages as who has not set them up sees them; opened ones are in SEALED.
    Screen("sealed-not-set-up", "ana", "/messages/"),
    Screen("sealed-start-not-set-up", "ana", "/messages/new/"),
    Screen("sealed-set-up", "ana", "/messages/set-up/"),
    Screen("sealed-keys-not-set-up", "ana", "/messages/my-keys/"),
]


def first_link(site: Site, person: str | None, path: str, pattern: str) -> str:
    """Return the first address on the page at PATH that matches PATTERN whole."""
    found = links(site, person, path, pattern)
    if not found:
        raise LookupError(f"no link like {pattern} on {path} for {person or 'a visitor'}")
    return found[0]


def links(site: Site, person: str | None, path: str, pattern: str) -> list[str]:
    """Return the addresses on the page at PATH that match PATTERN whole, each once, in their order."""
    request = urllib.request.Request(site.url + path)
    if person:
        request.add_header("Cookie", f"session={site.keys[person]}")
    with urllib.request.urlopen(request, timeout=10) as answer:
        page = answer.read().decode()
    found = re.findall(rf'href="({pattern})(?:\?[^"]*)?(?:#[^"]*)?"', page)
    return list(dict.fromkeys(found))
