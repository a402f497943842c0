"""The screens of sealed messages that ask the database: the others are frames."""

from messaging.pages.screens import StartPage
from tests.access.screens import screen
from tests.access.things import who


@screen(StartPage)
def start(people, ocean, rows):
    return lambda: StartPage.load(who(people, "ana"), to=who(people, "chloe").public_id)
