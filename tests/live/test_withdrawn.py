"""While sockets are open something is erased, hidden, raised, or a name or place is taken: who loses hears no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum import actions
from forum.models import Attachment, Post, Topic
from network.models import ContactPoint, Visit
from tests.factories import forum as make
from tests.live.conftest import in_thread
from tests.personas import contact_point
from writing.models import StoredFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def topic(ana, ocean):
    return make.topic(make.forum(ocean), ana.membership)


@pytest.fixture
def post(topic, chloe):
    return make.post(topic, chloe.membership, "Words about a person.")


def part(who, post) -> tuple[int, str]:
    """What the door to which a bell sends a browser answers about POST."""
    answer = who.client.get(f"/topics/{post.topic.public_id}/posts/{post.seq}/")
    return answer.status_code, answer.content.decode()


def attached(post, name: str) -> Attachment:
    now = timezone.now()
    kept = {"announced": 1, "stored": "x", "created_at": now, "attached": True}
    file = StoredFile.objects.create(owner=post.author, name=name, **kept)
    Post.objects.filter(pk=post.pk).update(holds="f")
    return Attachment.objects.create(post=post, position=1, file=file, name=name, at=now)


async def test_what_is_erased_is_rung_for_and_the_door_gives_the_empty_place(ana, ben, chloe, cora, post, connect):
    reading = await connect(ben)
    assert "Words about a person." in (await in_thread(part, ben, post))[1]
    erasure = await in_thread(actions.ask_erasure, actor=chloe.membership, post=post, reason="A name.")
    await in_thread(actions.erase_post, actor=cora.membership, erasure=erasure)
    frame = (await reading.until("post_erased"))[-1]
    assert frame["ids"]["post"] == post.public_id
    assert "Words" not in str(frame)
    status, words = await in_thread(part, ben, post)
    assert (status, "Words about a person." in words) == (200, False)


async def test_what_is_hidden_is_gone_for_readers_and_rung_for_its_author(ben, chloe, cora, post, connect):
    losing, writing = await connect(ben), await connect(chloe)
    await in_thread(actions.hide_post, actor=cora.membership, post=post, reason="It names a person.")
    assert (await losing.until("gone"))[-1]["ids"]["post"] == post.public_id
    assert "gone" not in [frame["kind"] for frame in await writing.until("post_hidden")]
    assert "Words about a person." not in (await in_thread(part, ben, post))[1]


@pytest.mark.parametrize("act", ["erase", "hide", "show", "raise"])
async def test_a_post_that_quotes_it_is_put_in_anew_where_it_is_open(ana, ben, chloe, cora, post, connect, act):
    words = f"> /posts/{post.public_id}/\n> Words about a person.\n\nAgreed."
    quoting = await in_thread(actions.add_post, author=ana.membership, topic=post.topic, body=words)
    if act == "show":
        await in_thread(actions.hide_post, actor=cora.membership, post=post, reason="It names a person.")
    else:
        assert "Words about a person." in (await in_thread(part, ben, quoting))[1]
    reading = await connect(ben)
    if act == "erase":
        erasure = await in_thread(actions.ask_erasure, actor=chloe.membership, post=post, reason="A name.")
        await in_thread(actions.erase_post, actor=cora.membership, erasure=erasure)
    elif act == "raise":
        await in_thread(actions.set_post_code, actor=chloe.membership, post=post, code="RED")
    else:
        done = actions.hide_post if act == "hide" else actions.show_post
        await in_thread(done, actor=cora.membership, post=post, reason="It names a person.")
    frame = (await reading.until("post_changed"))[-1]
    assert frame["ids"]["post"] == quoting.public_id
    assert ("Words about a person." in (await in_thread(part, ben, quoting))[1]) == (act == "show")


async def test_a_raised_post_is_gone_and_its_door_is_shut(ana, chloe, post, connect):
    losing = await connect(ana)
    await in_thread(actions.set_post_code, actor=chloe.membership, post=post, code="RED")
    assert (await losing.until("gone"))[-1]["ids"]["post"] == post.public_id
    status, words = await in_thread(part, ana, post)
    assert (status, "Words about a person." in words) == (404, False)


async def test_whose_name_is_taken_off_loses_the_topic(ana, chloe, ocean, connect):
    def named() -> Topic:
        return actions.add_topic(
            author=ana.membership,
            forum=make.forum(ocean),
            kind="practice_note",
            title="For two",
            body="Between us.",
            code="RED",
            members=[chloe.membership],
        )

    topic = await in_thread(named)
    losing = await connect(chloe)
    taken = {"members": [chloe.membership], "authorities": []}
    await in_thread(actions.unname_on_topic, actor=ana.membership, topic=topic, **taken)
    assert (await losing.until("gone"))[-1]["ids"]["topic"] == topic.public_id


async def test_whose_place_has_ended_hears_of_nothing_new_and_is_let_in_nowhere(
    ana, chloe, ocean, sahel, post, connect
):
    await in_thread(contact_point, chloe.membership, sahel)
    losing, keeping = await connect(chloe), await connect(ana)
    places = ContactPoint.objects.filter(membership=chloe.membership, network=ocean)
    await in_thread(places.update, until=timezone.now())
    await in_thread(actions.add_post, author=ana.membership, topic=post.topic, body="Only for the network.")
    await keeping.until("post_added")
    assert await losing.said_nothing_before(sahel)
    assert (await in_thread(part, chloe, post))[0] == 404


async def test_a_visit_that_is_over_hears_of_nothing_new(ana, sam, ocean, topic, connect):
    now = timezone.now()
    visit = await in_thread(
        Visit.objects.create,
        network=ocean,
        membership=sam.membership,
        reason="A report",
        since=now,
        until=now + timedelta(hours=2),
    )
    visiting, keeping = await connect(sam), await connect(ana)
    await in_thread(actions.add_post, author=ana.membership, topic=topic, body="During the visit.")
    await visiting.until("post_added")
    await keeping.until("post_added")
    await in_thread(Visit.objects.filter(pk=visit.pk).update, until=timezone.now())
    post = await in_thread(actions.add_post, author=ana.membership, topic=topic, body="After the visit.")
    await keeping.until("post_added")
    assert await in_thread(lambda: Post.objects.visible_to(sam.membership).filter(pk=post.pk).exists()) is False
    assert (await in_thread(part, sam, post))[0] == 404


async def test_the_code_of_a_file_is_raised_and_the_open_page_fetches_the_post_without_it(ana, chloe, topic, connect):
    post = await in_thread(make.post, topic, chloe.membership, "See the file.")
    attachment = await in_thread(attached, post, "annex.pdf")
    reading = await connect(ana)
    assert "annex.pdf" in (await in_thread(part, ana, post))[1]
    await in_thread(actions.set_file_code, actor=chloe.membership, attachment=attachment, code="RED")
    assert (await reading.until("post_changed"))[-1]["ids"]["post"] == post.public_id
    assert "annex.pdf" not in (await in_thread(part, ana, post))[1]
