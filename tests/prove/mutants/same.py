"""Checks whose absence nobody could notice, because another wall stands behind each: by the beginning of their name.

Every one of them stays in the code. What stands here is looked at by hand; everything else must be noticed by a test.
"""

FOUND = "its network was found through `visible_to` before, and whoever sees a network sees this of it"
OWN = "only rows of the reader's own account are asked for"
COLLEAGUES = "only practitioners come here, and they see all offices and each other"

SAME: dict[str, str] = {
    "network/pages/account.py reads all:": OWN,
    "network/pages/sessions.py reads all:": OWN,
    "network/views/sign_in.py reads all: Membership.": OWN,
    "network/pages/network.py reads all: ContactPoint.": FOUND,
    "network/pages/network.py reads all: Visit.": FOUND,
    "network/pages/contact_points.py reads all: ContactPoint.": FOUND,
    "network/pages/contact_points.py reads all: Membership.": COLLEAGUES,
    "network/pages/contact_points.py reads all: Authority.": COLLEAGUES,
    "forum/pages/new_topic.py reads all: Authority.": COLLEAGUES,
    "network/forms/nominations.py reads all: Authority.": COLLEAGUES,
    "network/views/contact_points.py reads all: ContactPoint.": FOUND,
    "forum/views/topics.py reads all: Post.objects.visible_to(reader)": "only posts of a topic that was found before",
    "network/fresh.py _page_before: always": "says only to which page one comes back",
    "network/pages/nominations.py reads all: Approval.": "whoever sees a nomination sees who approved it",
    "network/pages/nominations.py reads all: Invitation.": "whoever sees a nomination sees its invitation",
}


def is_same(name: str) -> bool:
    """Whether the mutant NAME changes nothing that anybody could notice."""
    return any(name.startswith(beginning) for beginning in SAME)
