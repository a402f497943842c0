"""My data: all of one's own, nothing of others', fetched once, removed after seven days."""

import io
import json
import zipfile
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions as forum_actions
from forum.models import Bookmark, Flag
from home.actions import own_data as actions
from home.models import OwnData
from home.own_data import folder
from jobs.worker import Worker
from network.conflicts import Conflict
from network.guard import Refused
from network.models import Session
from network.readers import as_system
from tests.factories import forum as make
from writing.files import store
from writing.models import Draft, StoredFile

pytestmark = pytest.mark.django_db

CLOCK = as_system("a test")


@pytest.fixture(autouse=True)
def somewhere(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def test_the_account_leads_to_ones_own_data(ana):
    assert f'href="{reverse("home:own_data")}"' in ana.client.get(reverse("network:account")).content.decode()


def asked(persona) -> OwnData:
    data = actions.ask_own_data(actor=persona.membership)
    Worker().drain()
    data.refresh_from_db()
    return data


def content(data: OwnData) -> dict[str, str]:
    with zipfile.ZipFile(folder.place(data.stored)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_it_holds_what_one_wrote_and_nothing_of_others(ana, chloe, cora, ocean):
    where = make.forum(ocean)
    mine = make.topic(where, chloe.membership, title="Chloé's own question")
    theirs = make.topic(where, ana.membership, title="A title of Ana's")
    make.post(theirs, ana.membership, "Ana's secret words.")
    make.post(theirs, chloe.membership, "> Ana's secret words.\n\nMy answer to that.")
    now = timezone.now()
    Draft.objects.create(
        membership=chloe.membership,
        place="reply:x",
        label="forum.Topic",
        thing_id=mine.pk,
        fields={"body": "> Ana's secret words.\nMy draft."},
        saved_at=now,
    )
    about = theirs.posts.get(seq=2)
    Bookmark.objects.create(membership=chloe.membership, post=about, note="My note.", at=now)
    Flag.objects.create(
        post=about,
        network=ocean,
        flagged_by=chloe.membership,
        kind="other",
        words="My report.",
        at=now,
        status="dismissed",
        reason="The coordinator's words.",
    )
    found = content(asked(chloe))
    everything = "\n".join(found.values())
    for own in (
        "Chloé's own question",
        "My answer to that.",
        "My draft.",
        "My note.",
        "My report.",
        chloe.member.email,
    ):
        assert own in everything, own
    for other in ("secret words", "A title of Ana's", "The coordinator's words.", ana.member.email, "Ana Example"):
        assert other not in everything, other
    posts = [json.loads(line) for line in found["posts.jsonl"].splitlines()]
    assert [post["body"] for post in posts] == ["Body 1.", "> […]\n\nMy answer to that."]


def test_what_one_wrote_under_red_or_what_was_hidden_is_in_it_and_what_was_erased_is_not(chloe, cora, ocean):
    where = make.forum(ocean)
    red = make.topic(where, chloe.membership, posts=0, code="RED")
    make.post(red, chloe.membership, "For few.")
    topic = make.topic(where, cora.membership)
    hidden = make.post(topic, chloe.membership, "Hidden words.")
    erased = make.post(topic, chloe.membership, "Erased words.")
    forum_actions.hide_post(actor=cora.membership, post=hidden, reason="No.")
    erasure = forum_actions.ask_erasure(actor=chloe.membership, post=erased, reason="Mine.")
    forum_actions.erase_post(actor=cora.membership, erasure=erasure)
    words = content(asked(chloe))["posts.jsonl"]
    assert "For few." in words
    assert "Hidden words." in words
    assert "Erased words." not in words


def test_it_holds_ones_own_files_under_names_that_are_no_path(chloe, dara):
    now = timezone.now()
    for persona, name in ((chloe, "../../mine.txt"), (dara, "theirs.txt")):
        stored = store.new_name()
        store.place(stored).parent.mkdir(parents=True)
        store.place(stored).write_text(name)
        StoredFile.objects.create(
            owner=persona.membership, name=name, announced=1, stored=stored, status="ready", created_at=now
        )
    found = content(asked(chloe))
    own = StoredFile.objects.get(owner=chloe.membership)
    assert [name for name in found if name.startswith("files/")] == [f"files/{own.public_id}"]
    assert found[f"files/{own.public_id}"] == "../../mine.txt"


def test_it_holds_the_exports_that_one_asked_for(cora, ocean):
    from moving.actions import ask_export

    ask_export(actor=cora.membership, network=ocean, reason="A new platform.")
    lines = [json.loads(line) for line in content(asked(cora))["judging.jsonl"].splitlines()]
    assert [(line["what"], line["reason"]) for line in lines] == [("export", "A new platform.")]


def test_the_record_gives_words_only_where_they_are_ones_own(chloe, cora, ocean):
    from network.actions import contact_points
    from network.models import ContactPoint

    place = ContactPoint.objects.get(membership=chloe.membership)
    contact_points.end_contact_point(actor=cora.membership, place=place, reason="Words of the coordinator.")
    lines = [json.loads(line) for line in content(asked(chloe))["record.jsonl"].splitlines()]
    ended = next(line for line in lines if line["act"] == "contact_point_ended")
    assert (ended["by_you"], ended["words"]) == (False, "")
    assert any(line["act"] == "own_data_asked" and line["by_you"] for line in lines)


def test_it_waits_on_my_desk_and_is_fetched_once_by_its_owner(ana, chloe):
    client = chloe.client
    assert client.post(reverse("home:own_data")).status_code == 302
    Worker().drain()
    data = OwnData.objects.get()
    assert "Your data are ready" in client.get(reverse("home:desk")).content.decode()
    address = reverse("home:take_own_data", args=[data.public_id])
    assert ana.client.post(address).status_code == 404
    answer = client.post(address)
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "posts.jsonl" in archive.namelist()
    again = client.post(address)
    assert again.status_code == 302
    assert "Your data are ready" not in client.get(reverse("home:desk")).content.decode()


def test_what_another_waits_for_is_on_nobody_elses_desk(ana, chloe):
    asked(chloe)
    assert "Your data are ready" in chloe.client.get(reverse("home:desk")).content.decode()
    assert "Your data are ready" not in ana.client.get(reverse("home:desk")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_when_it_is_fetched_the_file_is_removed(chloe):
    data = asked(chloe)
    actions.take_own_data(actor=chloe.membership, data=data).close()
    assert not folder.place(data.stored).exists()


def test_asking_and_fetching_ask_for_fresh_proof(chloe):
    client = chloe.client
    old = timezone.now() - timedelta(hours=1)
    Session.objects.filter(membership=chloe.membership).update(factor_at=old)
    client.post(reverse("home:own_data"))
    assert OwnData.objects.count() == 0
    data = asked(chloe)
    here = reverse("home:own_data")
    take = reverse("home:take_own_data", args=[data.public_id])
    answer = client.post(take, headers={"Referer": f"http://testserver{here}"})
    assert answer["Location"] == f"/second-factor/?{urlencode({'next': here})}"
    data.refresh_from_db()
    assert data.ended_at is None


def test_nobody_else_takes_it_and_one_asks_once(ana, chloe):
    data = asked(chloe)
    with pytest.raises(Refused):
        actions.take_own_data(actor=ana.membership, data=data)
    with pytest.raises(Conflict):
        actions.ask_own_data(actor=chloe.membership)


def test_what_nobody_fetched_is_removed_after_seven_days(chloe):
    data = asked(chloe)
    assert actions.remove_old_data(actor=CLOCK, now=timezone.now() + timedelta(days=6)) == 0
    assert folder.place(data.stored).exists()
    assert actions.remove_old_data(actor=CLOCK, now=timezone.now() + timedelta(days=8)) == 1
    assert not folder.place(data.stored).exists()
    assert actions.remove_old_data(actor=CLOCK, now=timezone.now() + timedelta(days=8)) == 0
    asked(chloe)


def test_the_job_may_run_twice(chloe):
    data = asked(chloe)
    actions.gather(actor=CLOCK, data_id=data.pk)
    again = OwnData.objects.get()
    assert again.stored == data.stored


def test_only_the_clock_gathers_and_removes(sam, chloe):
    data = asked(chloe)
    with pytest.raises(Refused):
        actions.gather(actor=sam.membership, data_id=data.pk)
    with pytest.raises(Refused):
        actions.remove_old_data(actor=sam.membership)
