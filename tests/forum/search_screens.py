"""How the pages of the search are loaded with few rows and with many."""

from forum.pages.search import SearchPage
from forum.pages.similar import SimilarPage
from forum.search.index import reindex_topic
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make


def rows_in(people, ocean, rows):
    made = make.forum(ocean, f"found-{rows}")
    for number in range(rows):
        reindex_topic(make.topic(made, who(people, "ana"), title=f"Extradition {number}", posts=2).pk)
    return made


@screen(SearchPage)
def search(people, ocean, rows):
    reader = who(people, "chloe")
    rows_in(people, ocean, rows)
    return lambda: SearchPage.load(reader, {"q": "extradition"})


@screen(SimilarPage)
def similar(people, ocean, rows):
    reader, made = who(people, "chloe"), rows_in(people, ocean, rows)
    return lambda: SimilarPage.load(reader, made, "An extradition")
