"""The page on which one chooses which mails one gets."""

from notices.pages import MailPage
from tests.access.screens import screen
from tests.access.things import who
from tests.notices.things import preferences


@screen(MailPage)
def mail(people, ocean, rows):
    if rows == 2:
        preferences(people, ocean)
    return lambda: MailPage.load(who(people, "ana"))
