"""The pages of the forum, with as many rows as one likes."""

from django.http import QueryDict

from forum.cursors import thread_cursor
from forum.pages.arrivals import ArrivalsPage
from forum.pages.forum import ForumPage
from forum.pages.heads import ForumHead, TopicHead
from forum.pages.new_topic import NewTopicPage
from forum.pages.topic import TopicPage
from network.models import Authority, Body
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make
from tests.personas import authority, contact_point, membership


def strangers(ocean, rows):
    """Return ROWS contact points of as many States."""
    first = Body.objects.count()
    made = []
    for number in range(first, first + rows):
        office = authority(f"X{number:03}", f"State {number}", f"Office {number}")
        made.append(membership(f"stranger-{number}", office))
        contact_point(made[-1], ocean)
    return made


def the_forum(ocean):
    return ocean.forums.first() or make.forum(ocean)


@screen(ForumPage)
def one_forum(people, ocean, rows):
    forum = the_forum(ocean)
    for stranger in strangers(ocean, rows):
        make.topic(forum, stranger, requested=[stranger.authority.body])
    ana = who(people, "ana")
    return lambda: ForumPage.load(ana, ForumHead.find(ana, forum.public_id), QueryDict(""))


@screen(TopicPage)
def one_topic(people, ocean, rows):
    topic = _topic(people, ocean, rows)
    ana = who(people, "ana")
    return lambda: TopicPage.load(ana, TopicHead.find(ana, topic.public_id), thread_cursor(QueryDict("")))


@screen(ArrivalsPage)
def arrivals(people, ocean, rows):
    topic = _topic(people, ocean, rows)
    ana = who(people, "ana")
    return lambda: ArrivalsPage.load(ana, TopicHead.find(ana, topic.public_id), 0)


def _topic(people, ocean, rows):
    topic = make.topic(the_forum(ocean), who(people, "ana"))
    for stranger in strangers(ocean, rows):
        make.post(topic, stranger)
    return topic


@screen(NewTopicPage)
def new_topic(people, ocean, rows):
    forum = the_forum(ocean)
    strangers(ocean, rows)
    assert Authority.objects.count() >= rows
    ana = who(people, "ana")
    return lambda: NewTopicPage.load(ana, ForumHead.find(ana, forum.public_id), "question")
