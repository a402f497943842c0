"""How the forum's pages are loaded with few rows and with many."""

from django.http import QueryDict
from django.utils import timezone

from forum.actions import set_status
from forum.cursors import ThreadCursor
from forum.models import Bookmark, Follow, Post
from forum.pages.across import AcrossPage
from forum.pages.arrivals import ArrivalsPage
from forum.pages.bookmarks import BookmarkPage, BookmarksPage
from forum.pages.change_forum import ChangeForumPage
from forum.pages.course import CoursePage
from forum.pages.following import FollowPage, FollowsPage
from forum.pages.forum import ForumPage
from forum.pages.heads import ForumHead, TopicHead
from forum.pages.new_topic import NewTopicPage
from forum.pages.printed import PrintPage
from forum.pages.readers import ReadersPage
from forum.pages.topic import TopicPage
from forum.querysets.naming import put_names
from network.models import Membership
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make


def place(ocean, rows):
    return make.forum(ocean, f"rows-{rows}")


@screen(TopicPage)
def topic(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    return lambda: TopicPage.load(reader, TopicHead.find(reader, made.public_id), ThreadCursor())


@screen(ArrivalsPage)
def arrivals(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    return lambda: ArrivalsPage.load(reader, TopicHead.find(reader, made.public_id), 0)


@screen(ForumPage)
def forum(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    for number in range(rows):
        make.topic(made, who(people, "ana"), title=f"Row {number}")
    return lambda: ForumPage.load(reader, ForumHead.find(reader, made.public_id), QueryDict())


@screen(NewTopicPage)
def new_topic(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    return lambda: NewTopicPage.load(reader, ForumHead.find(reader, made.public_id), "question")


@screen(ChangeForumPage)
def change_forum(people, ocean, rows):
    reader, made = who(people, "cora"), place(ocean, rows)
    for number in range(rows):
        make.forum(ocean, f"other-{rows}-{number}")
    return lambda: ChangeForumPage.load(reader, made)


@screen(ReadersPage)
def readers(people, ocean, rows):
    author = who(people, "ana")
    made = make.topic(place(ocean, rows), author, posts=1)
    put_names(made, author.pk, Membership.objects.order_by("pk").values_list("pk", flat=True)[: min(rows, 10)])
    return lambda: ReadersPage.load(author, TopicHead.find(author, made.public_id))


@screen(PrintPage)
def printed(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    return lambda: PrintPage.load(reader, TopicHead.find(reader, made.public_id))


@screen(BookmarksPage)
def bookmarks(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    for post in Post.objects.filter(topic=made):
        Bookmark.objects.create(membership=reader, post=post, at=timezone.now())
    return lambda: BookmarksPage.load(reader)


@screen(BookmarkPage)
def bookmark(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=1)
    post = Post.objects.select_related("topic__network").get(topic=made)
    return lambda: BookmarkPage.load(reader, post)


@screen(FollowsPage)
def follows(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    Follow.objects.create(membership=reader, forum=made, level="watch")
    for number in range(rows):
        topic = make.topic(made, who(people, "ana"), title=f"Row {number}")
        Follow.objects.create(membership=reader, topic=topic, level="follow")
    return lambda: FollowsPage.load(reader)


@screen(FollowPage)
def follow(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    return lambda: FollowPage.load(reader, made, name=made.name, back="/")


@screen(CoursePage)
def course(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=1)
    for _number in range(rows):
        set_status(actor=who(people, "ana"), topic=made, status="waiting", waiting_body=reader.authority.body)
        set_status(actor=who(people, "ana"), topic=made, status="open")
    return lambda: CoursePage.load(reader, TopicHead.find(reader, made.public_id))


@screen(AcrossPage)
def across(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    for number in range(rows):
        make.topic(made, who(people, "ana"), title=f"Row {number}")
    return lambda: AcrossPage.load(reader, QueryDict())
