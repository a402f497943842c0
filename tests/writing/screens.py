"""How the pages of what is being written are loaded with few rows and with many."""

from datetime import timedelta

from django.utils import timezone

from forum.models import PostVersion
from forum.pages.editing import EditPage
from forum.pages.history import HistoryPage
from forum.pages.mentions import MentionsPage
from network.models import PublicNetwork
from tests.access.screens import screen
from tests.access.things import who
from tests.factories import forum as make
from tests.personas import membership
from writing.models import Draft
from writing.pages.drafts import DraftsPage
from writing.places import place_named


def begun(people, ocean, rows):
    """A post of Ana's that was changed ROWS times."""
    made = make.topic(make.forum(ocean, f"written-{rows}"), who(people, "ana"), posts=2)
    post = made.posts.get(seq=2)
    now = timezone.now()
    for number in range(1, rows + 1):
        PostVersion.objects.create(post=post, number=number, body=f"{number}", written_at=now, replaced_at=now)
    return post


@screen(DraftsPage)
def drafts(people, ocean, rows):
    reader = who(people, "ana")
    for number in range(rows):
        post = make.topic(make.forum(ocean, f"draft-{rows}-{number}"), reader).posts.get()
        for place, thing in (("reply", post.topic), ("topic", post.topic.forum), ("edit", post)):
            Draft.objects.create(
                membership=reader,
                place=f"{place}:{thing.public_id}",
                label=thing._meta.label,
                thing_id=thing.pk,
                fields={"body": "Words"},
                saved_at=timezone.now(),
            )
    other = PublicNetwork.objects.exclude(pk=ocean.pk).first()
    Draft.objects.get_or_create(
        membership=reader,
        place=f"ask:{other.public_id}",
        defaults={
            "label": "network.PublicNetwork",
            "thing_id": other.pk,
            "fields": {},
            # The newest: the list is cut behind a hundred.
            "saved_at": timezone.now() + timedelta(days=1),
        },
    )
    return lambda: DraftsPage.load(reader)


@screen(HistoryPage)
def history(people, ocean, rows):
    post = begun(people, ocean, rows)
    return lambda: HistoryPage.load(who(people, "chloe"), post)


@screen(EditPage)
def edit(people, ocean, rows):
    post = begun(people, ocean, rows)
    return lambda: EditPage.load(who(people, "ana"), post)


@screen(MentionsPage)
def mentions(people, ocean, rows):
    reader = who(people, "chloe")
    topic = begun(people, ocean, rows).topic
    for number in range(rows):
        membership(f"other-{rows}-{number}", reader.authority)
    return lambda: MentionsPage.load(reader, place_named("reply"), topic, "legal")
