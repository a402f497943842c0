"""A network with one of everything that leaves, and with what must not."""

import io
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from forum import actions as forum_actions
from forum.actions.polls import PollFacts
from forum.actions.topics import Facts
from forum.models import Forum, Post, Topic
from forum.querysets.naming import put_names
from jobs.worker import Worker
from moving import actions
from moving.form import folder
from moving.models import NetworkExport
from network.models import Network
from tests.factories import forum as make
from tests.personas import Persona, contact_point, membership
from writing.actions.files import receive_whole

NOTE = b"A note, in plain text."


@pytest.fixture(autouse=True)
def somewhere(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def cyril(mauritius, ocean):
    """A second coordinator."""
    who = membership("cyril", mauritius, function="Second coordinator")
    contact_point(who, ocean, "coordinator")
    return Persona(who)


@dataclass
class Full:
    """What was made, by name."""

    place: Forum
    topics: dict[str, Topic] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(made, "PNG")
    return made.getvalue()


def sent(author, name, content):
    return receive_whole(actor=author, name=name, content=io.BytesIO(content), size=len(content))


@pytest.fixture
def full(ocean, sahel, ana, chloe, cora, henri, france) -> Full:
    made = Full(make.forum(ocean, "requests", purpose={"en": "Questions."}))
    a, c, k = ana.membership, chloe.membership, cora.membership
    facts = Facts(
        cooperation="extradition",
        requesting=a.authority.body,
        requested=(france.body,),
        legal_basis="Convention, Article 18",
        deadline=timezone.now() + timedelta(days=20),
        deadline_zone="Indian/Mauritius",
        deadline_reason="A hearing.",
    )
    question = forum_actions.add_topic(
        author=a,
        forum=made.place,
        kind="question",
        title="A statement is missing",
        body="The **opening** words.",
        facts=facts,
    )

    def reply(author, body, **given):
        post = forum_actions.add_post(author=author, topic=Topic.objects.get(pk=question.pk), body=body, **given)
        return Post.objects.select_related("topic").get(pk=post.pk)

    answer = reply(c, "An answer with a file.", files=[sent(c, "n.txt", NOTE)])
    quoting = f"> /posts/{answer.public_id}/\n> An answer with a file."
    mention = f"Thank you, @[Chloe Example](member:{c.public_id}).\n\n{quoting}"
    thanks = reply(a, mention, parent=answer, files=[sent(a, "r.png", png())])
    deep = reply(c, "Deeper.", parent=thanks)
    poll = reply(
        k,
        "Which day?",
        poll=PollFacts(
            "Which day?", ("Monday", "Friday"), "member", False, timezone.now() + timedelta(days=3), "Indian/Mauritius"
        ),
    )
    forum_actions.vote(actor=a, poll=poll.poll, positions=[1])
    hidden = reply(a, "To be hidden.")
    erased = reply(a, "Passport 12AB34567.")
    narrow = reply(a, "For few inside.", code="RED")
    last = reply(c, "After that.")
    forum_actions.hide_post(actor=k, post=hidden, reason="Off the point.")
    erasure = forum_actions.ask_erasure(actor=a, post=erased, reason="Mine.")
    forum_actions.erase_post(actor=k, erasure=erasure)
    forum_actions.edit_post(actor=c, post=deep, body="Deeper, and corrected.", version=1)
    forum_actions.accept_answer(actor=a, post=answer)
    red = make.topic(made.place, a, title="Red title", code="RED", posts=0)
    # Cora is named: she reads it, and it leaves all the same not.
    put_names(red, a.pk, [a.pk, k.pk], [])
    make.post(red, a, "Red words.")
    strict = make.topic(made.place, k, title="Strict title", code="AMBER+STRICT", posts=0)
    put_names(strict, k.pk, [], [k.authority_id])
    make.post(strict, k, "Strict words.")
    green = make.topic(made.place, k, title="A green note", kind="practice_note", code="GREEN", posts=2)
    elsewhere = make.topic(make.forum(sahel), a, title="Elsewhere", code="GREEN")
    made.topics = {"question": question, "red": red, "strict": strict, "green": green, "elsewhere": elsewhere}
    made.posts = {
        "answer": answer,
        "thanks": thanks,
        "deep": deep,
        "poll": poll,
        "hidden": hidden,
        "erased": erased,
        "narrow": narrow,
        "last": last,
    }
    return made


def exported(asker, second, network: Network) -> NetworkExport:
    """Return an export that was asked for, approved and written."""
    export = actions.ask_export(actor=asker.membership, network=network, reason="A new platform.")
    actions.approve_export(actor=second.membership, export=export)
    Worker().drain()
    export.refresh_from_db()
    return export


def bytes_of(export: NetworkExport) -> io.BytesIO:
    return io.BytesIO(folder.place(export.stored).read_bytes())
