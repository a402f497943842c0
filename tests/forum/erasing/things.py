"""A text that must go, wherever it may stand; holds, and years that have passed."""

from datetime import timedelta

from django.utils import timezone

from forum import actions
from forum.models import (
    Attachment,
    Flag,
    Mention,
    Poll,
    PostVersion,
    Quote,
)
from network.readers import as_system
from tests.factories import forum as make
from writing.files import store
from writing.models import Draft, Finding, StoredFile

SECRET = "The passport is 12AB34567."
CLOCK = as_system("a test")


def asked(by, post, reason="Personal data of a witness."):
    return actions.ask_erasure(actor=by.membership, post=post, reason=reason)


def everything_about(post, ana, topic):
    """Let the words of POST stand wherever they may stand."""
    now = timezone.now()
    other = make.post(topic, ana.membership, "> /posts/x/")
    PostVersion.objects.create(post=post, number=1, body=SECRET, written_at=now, replaced_at=now)
    Quote.objects.create(post=other, place=1, quoted=post, excerpt=SECRET)
    Quote.objects.create(post=post, place=1, quoted=other, excerpt="Something.")
    Mention.objects.create(post=post, place=2, membership=ana.membership)
    poll = Poll.objects.create(post=post, question=SECRET, voter="member", until=now)
    poll.choices.create(position=1, label=SECRET)
    path = store.place("erased-test")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SECRET)
    stored = StoredFile.objects.create(
        owner=post.author, name="passport.pdf", announced=1, stored="erased-test", created_at=now, attached=True
    )
    Attachment.objects.create(post=post, position=1, file=stored, name="passport.pdf", at=now)
    Finding.objects.create(
        membership=post.author, kind="passport", decision="confirmed", label="forum.Post", thing_id=post.pk, at=now
    )
    Flag.objects.create(post=post, network=topic.network, flagged_by=ana.membership, kind="other", words=SECRET, at=now)
    quoting = {"body": f"Before.\n\n> /posts/{post.public_id}/\n> {SECRET}\n\nAfter."}
    Draft.objects.create(
        membership=ana.membership,
        place="topic:somewhere",
        label="forum.Forum",
        thing_id=1,
        fields=quoting,
        saved_at=now,
    )
    Draft.objects.create(
        membership=ana.membership,
        place=f"reply:{topic.public_id}",
        label="forum.Topic",
        thing_id=topic.pk,
        fields={"body": f"> {SECRET}\n\nMy own words."},
        saved_at=now,
    )
    Draft.objects.create(
        membership=post.author,
        place=f"edit:{post.public_id}",
        label="forum.Post",
        thing_id=post.pk,
        fields={"body": SECRET},
        saved_at=now,
    )
    return other


def held(cora, sam, topic):
    hold = actions.ask_hold(actor=cora.membership, topic=topic, reason="A court has asked for it.")
    return actions.confirm_hold(actor=sam.membership, hold=hold)


def years_ago(years: int):
    return timezone.now() - timedelta(days=366 * years)
