"""My desk, with as many rows as one likes."""

from itertools import count

from home.pages import DeskPage, OwnDataPage
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make
from tests.personas import contact_point, network

_number = count()


@screen(DeskPage)
def desk(people, ocean, rows):
    ana, chloe = who(people, "ana"), who(people, "chloe")
    for _ in range(rows):
        other = network(f"n-{next(_number)}", "Another")
        contact_point(ana, other)
        make.topic(make.forum(other), chloe, requested=[ana.authority.body])
    return lambda: DeskPage.load(ana)


@screen(OwnDataPage)
def own_data(people, ocean, rows):
    return lambda: OwnDataPage.load(who(people, "ana"))
