"""How the forum's pages are loaded with few rows and with many."""

from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from forum.actions import set_status
from forum.cursors import ThreadCursor
from forum.models import Bookmark, Follow, Offer, Poll, PollChoice, Post, Vote
from forum.pages.across import AcrossPage
from forum.pages.arranging import MovePage, SplitPage
from forum.pages.arrivals import ArrivalsPage
from forum.pages.asking import AskPage
from forum.pages.bookmarks import BookmarkPage, BookmarksPage
from forum.pages.change_forum import ChangeForumPage
from forum.pages.course import CoursePage
from forum.pages.examples import ExamplePage
from forum.pages.following import FollowPage, FollowsPage
from forum.pages.forum import ForumPage
from forum.pages.heads import ForumHead, TopicHead
from forum.pages.line import StandingLine
from forum.pages.new_topic import NewTopicPage
from forum.pages.offers import DecidePage, NetworkOffersPage, OffersPage
from forum.pages.polls import PollPage
from forum.pages.printed import PrintPage
from forum.pages.readers import ReadersPage
from forum.pages.topic import TopicPage
from forum.querysets.naming import put_names
from network.models import Membership, Network
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make
from tests.forum import order_screens, search_screens  # noqa: F401 - register their screens
from tests.personas import membership


def place(ocean, rows):
    return make.forum(ocean, f"rows-{rows}")


@screen(TopicPage)
def topic(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    return lambda: TopicPage.load(reader, TopicHead.find(reader, made.public_id), ThreadCursor())


@screen(StandingLine)
def standing_line(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=rows)
    set_status(actor=who(people, "ana"), topic=made, status="waiting", waiting_body=reader.authority.body)
    return lambda: StandingLine.load(reader, TopicHead.find(reader, made.public_id))


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


def offered(people, ocean, rows, *, status="offered"):
    """ROWS topics of another network, offered to Ana's; return the last offer."""
    dara, now = who(people, "dara"), timezone.now()
    other = Network.objects.exclude(pk=ocean.pk).first()
    there, here = make.forum(other, f"offered-{rows}"), make.forum(ocean, f"brought-{rows}")
    for number in range(rows):
        offer = Offer.objects.create(
            topic=make.topic(there, dara, title=f"Offered {number}"),
            network=ocean,
            forum=here,
            status=status,
            proposed_by=dara,
            proposed_at=now,
            consented_at=now,
        )
    return offer


@screen(OffersPage)
def offers(people, ocean, rows):
    """What stands is at most one a network; what is over may be many."""
    author, now = who(people, "ana"), timezone.now()
    made = make.topic(place(ocean, rows), author)
    other = Network.objects.exclude(pk=ocean.pk).first()
    for status in ["offered", *["withdrawn"] * rows]:
        Offer.objects.create(
            topic=made, network=other, status=status, proposed_by=author, proposed_at=now, consented_at=now
        )
    return lambda: OffersPage.load(author, TopicHead.find(author, made.public_id))


@screen(NetworkOffersPage)
def network_offers(people, ocean, rows):
    offered(people, ocean, rows)
    return lambda: NetworkOffersPage.load(who(people, "cora"), ocean)


@screen(DecidePage)
def decide(people, ocean, rows):
    offer = Offer.objects.select_related("network", "topic__network").get(pk=offered(people, ocean, rows).pk)
    return lambda: DecidePage.load(who(people, "cora"), offer)


@screen(AskPage)
def ask(people, ocean, rows):
    return lambda: AskPage.load(who(people, "dara"), ocean)


@screen(PollPage)
def poll(people, ocean, rows):
    reader = who(people, "chloe")
    made = make.topic(place(ocean, rows), who(people, "ana"), posts=1)
    until = timezone.now() + timedelta(days=1)
    one = Poll.objects.create(
        post=Post.objects.select_related("topic").get(topic=made), question="When?", voter="member", until=until
    )
    choice = PollChoice.objects.create(poll=one, position=0, label="Now")
    for number in range(rows):
        voter = membership(f"voter-{rows}-{number}", reader.authority)
        Vote.objects.create(poll=one, choice=choice, membership=voter, at=timezone.now())
    return lambda: PollPage.load(reader, one)


@screen(AcrossPage)
def across(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    for number in range(rows):
        make.topic(made, who(people, "ana"), title=f"Row {number}")
    return lambda: AcrossPage.load(reader, QueryDict())


@screen(MovePage)
def move(people, ocean, rows):
    made = make.topic(place(ocean, rows), who(people, "ana"))
    for number in range(rows):
        make.forum(ocean, f"target-{rows}-{number}")
    return lambda: MovePage.load(who(people, "cora"), made)


@screen(SplitPage)
def split(people, ocean, rows):
    reader, made = who(people, "cora"), make.topic(place(ocean, rows), who(people, "ana"), posts=rows + 1)
    return lambda: SplitPage.load(reader, TopicHead.find(reader, made.public_id), 1)


@screen(ExamplePage)
def example(people, ocean, rows):
    reader, made = who(people, "chloe"), place(ocean, rows)
    return lambda: ExamplePage.load(reader, made.public_id, "question")
