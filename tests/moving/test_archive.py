"""What stands in an archive, what never does, and that it comes back as it was."""

import hashlib
import io
import json
import re
import zipfile

import pytest
from django.apps import apps

from forum.actions import say_helped, take_back_helped
from forum.models import Attachment, Helped, ModerationAct, Post, Quote, Topic, Vote
from moving.actions.importing import import_network
from moving.arriving.container import NotAccepted
from moving.arriving.fields import LINES
from moving.leaving.archive import write_archive
from network.models import Member, Network
from network.readers import as_system
from tests.access.readings import noted
from tests.moving.conftest import NOTE, bytes_of, exported
from tests.personas import contact_point

pytestmark = pytest.mark.django_db
SYSTEM = as_system("a test brings a network in")


def rows_in(file) -> list[dict]:
    with zipfile.ZipFile(file) as archive:
        return [json.loads(line) for line in archive.read("network.jsonl").splitlines()]


def written(reader, network) -> io.BytesIO:
    file = io.BytesIO()
    write_archive(reader, network, file, lambda done: None)
    return file


def of(rows, kind):
    return [row for row in rows if row["kind"] == kind]


def test_it_holds_what_the_coordinator_may_see(cora, ocean, full):
    rows = rows_in(written(cora.membership, ocean))
    assert [row["title"] for row in of(rows, "topic")] == ["A statement is missing", "A green note"]
    posts = {row["id"]: row for row in of(rows, "post")}
    assert posts[full.posts["deep"].public_id]["body"] == "Deeper, and corrected."
    assert [row["body"] for row in of(rows, "version")] == ["Deeper."]
    assert [row["name"] for row in of(rows, "file")] == ["n.txt", "r.png"]
    assert of(rows, "poll")[0]["votes"][0]["choice"] == 1
    hidden, erased = posts[full.posts["hidden"].public_id], posts[full.posts["erased"].public_id]
    assert (hidden["body"], bool(hidden["hidden_at"])) == ("To be hidden.", True)
    assert (erased["body"], bool(erased["erased_at"])) == ("", True)
    assert {row["act"] for row in of(rows, "act")} == {"hidden", "erased"}


def test_a_hidden_post_is_not_in_what_is_written_for_who_may_not_read_it(chloe, cora, ocean, full):
    for reader, holds in ((cora, True), (chloe, False)):
        posts = {row["id"] for row in of(rows_in(written(reader.membership, ocean)), "post")}
        assert full.posts["answer"].public_id in posts
        assert (full.posts["hidden"].public_id in posts) is holds, reader


def test_all_of_it_is_read_as_the_coordinator_but_the_names_of_bodies_offices_and_those_mentioned(cora, ocean, full):
    with noted() as readings:
        written(cora.membership, ocean)
    assert readings.members() == {cora.membership.pk}
    assert {one.rsplit(" ", 1)[1] for one in readings.as_system()} == {"Authority", "Body", "Membership"}


def test_red_and_amber_strict_never_leave_and_leave_no_gap(cora, ocean, full):
    file = written(cora.membership, ocean)
    with zipfile.ZipFile(file) as archive:
        everything = archive.read("network.jsonl").decode()
    for words in ("Red title", "Red words.", "Strict", "For few inside.", "Elsewhere", "12AB34567"):
        assert words not in everything, words
    for thing in (full.topics["red"], full.topics["strict"], full.posts["narrow"]):
        assert thing.public_id not in everything
    posts = [row for row in of(rows_in(file), "post") if row["topic"] == full.topics["question"].public_id]
    assert [row["seq"] for row in posts] == list(range(1, len(posts) + 1))


def test_it_holds_no_name_no_address_and_no_public_id_of_a_person(cora, ocean, full, ana, chloe, henri):
    with zipfile.ZipFile(written(cora.membership, ocean)) as archive:
        everything = archive.read("network.jsonl").decode()
    for persona in (ana, chloe, cora, henri):
        for secret in (persona.member.name, persona.member.email, persona.membership.public_id):
            assert secret not in everything, secret
    assert "Thank you, @Legal officer (France)." in everything


def test_the_same_person_is_called_otherwise_in_the_archive_of_another_network(cora, ocean, sahel, full, ana):
    contact_point(cora.membership, sahel, "coordinator")
    here = {row["id"] for row in of(rows_in(written(cora.membership, ocean)), "author")}
    there = {row["id"] for row in of(rows_in(written(cora.membership, sahel)), "author")}
    assert here
    assert there
    assert not here & there


def test_the_page_that_describes_it_names_each_field_of_each_line(settings):
    table = {}
    for line in (settings.BASE_DIR / "docs" / "network-archive.md").read_text().splitlines():
        if line.startswith("| `") and line.count("|") == 3:
            kind, fields = (part.strip() for part in line.strip("|").split("|"))
            table[kind.strip("`")] = set(re.findall(r"`([a-z0-9_]+)`", fields))
    assert table.keys() >= LINES.keys()
    for kind, fields in LINES.items():
        assert set(fields) - table[kind] == set(), kind


def test_each_file_is_in_it_with_its_hash_and_the_manifest_counts_all(cora, ocean, full):
    file = written(cora.membership, ocean)
    with zipfile.ZipFile(file) as archive:
        lines = archive.read("network.jsonl")
        manifest = json.loads(archive.read("manifest.json"))
        for row in of(rows_in(file), "file"):
            content = archive.read(f"files/{row['id']}")
            assert (len(content), hashlib.sha256(content).hexdigest()) == (row["size"], row["sha256"])
    assert manifest["sha256"] == hashlib.sha256(lines).hexdigest()
    assert manifest["lines"] == len(lines.splitlines())


def emptied():
    """Take away all that was written, so that the installation is another one. Keys are checked at the end alone."""
    for label in ("moving", "forum", "writing", "notices", "live"):
        for model in apps.get_app_config(label).get_models():
            model._base_manager.all()._raw_delete("default")


def comparable(file) -> dict[str, list]:
    """Return the rows of an archive by kind, in an order of their own; where they were made says nothing."""
    found: dict[str, list] = {}
    for row in rows_in(file):
        found.setdefault(row["kind"], []).append(json.dumps(row, sort_keys=True))
    return {kind: sorted(rows) for kind, rows in found.items()}


def test_what_left_and_came_in_elsewhere_leaves_the_same(cora, cyril, ocean, full, settings, tmp_path):
    file = written(cora.membership, ocean)
    before = comparable(file)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    assert not Topic.objects.exists()
    report = import_network(actor=SYSTEM, network=ocean, file=file)
    assert (report.topics, report.files, dict(report.refused)) == (2, 2, {})
    after = comparable(written(cora.membership, ocean))
    assert after == before


def test_what_came_in_is_read_as_it_was(cora, ana, ocean, full, settings, tmp_path):
    file = written(cora.membership, ocean)
    html = {post.public_id: post.html for post in Post.objects.exclude(topic__code__in=["RED", "AMBER+STRICT"])}
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file)
    topic = Topic.objects.get(title="A statement is missing")
    assert (topic.code, topic.posts_count, topic.accepted_count) == ("AMBER", 8, 1)
    assert topic.requested.count() == 1
    deep = Post.objects.get(public_id=full.posts["deep"].public_id)
    assert deep.parent.public_id == full.posts["thanks"].public_id
    assert deep.html == html[deep.public_id]
    page = ana.client.get(topic.get_absolute_url()).content.decode()
    for words in (
        "<strong>opening</strong>",
        "An answer with a file.",
        "@Legal officer (France)",
        "n.txt",
        "Which day?",
    ):
        assert words in page, words
    for words in ("To be hidden.", "Chloe Example", "Passport"):
        assert words not in page, words
    assert "To be hidden." in cora.client.get(topic.get_absolute_url()).content.decode()
    assert Quote.objects.get().quoted.public_id == full.posts["answer"].public_id
    kept = Attachment.objects.get(name="n.txt")
    assert b"".join(ana.client.get(f"/files/{kept.public_id}/").streaming_content) == NOTE
    assert Vote.objects.get().choice.label == "Friday"
    assert Vote.objects.get().poll.zone == "Indian/Mauritius"


def test_authors_become_former_correspondents_of_their_office_and_nobody_speaks_for_them(
    cora, ben, ocean, full, settings, tmp_path, mauritius
):
    file = written(cora.membership, ocean)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file)
    author = Post.objects.get(public_id=full.posts["answer"].public_id).author
    assert (author.is_current(), author.member.name, author.function) == (False, "", {"en": "Legal officer"})
    assert (author.authority.body.key, author.authority.is_current()) == ("FR", False)
    opening = Topic.objects.get(title="A statement is missing").author
    # The manager of the office of today is not the manager of the one in the archive.
    assert opening.authority.names == mauritius.names
    assert opening.authority_id != ben.membership.authority_id


def test_how_many_a_post_helped_comes_with_it_and_nobody_is_said_to_have_said_so(
    cora, ana, ben, ocean, full, settings, tmp_path
):
    answer = full.posts["answer"]
    for who in (ana, ben):
        say_helped(actor=who.membership, post=answer)
    file = written(cora.membership, ocean)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file)
    came = Post.objects.get(public_id=answer.public_id)
    assert came.helped == 2
    assert not Helped.objects.exists()
    # Whom it helps from now on is counted beside them, and takes back his own word alone.
    say_helped(actor=ana.membership, post=came)
    assert Post.objects.get(pk=came.pk).helped == 3
    for _twice in range(2):
        take_back_helped(actor=ana.membership, post=came)
    assert Post.objects.get(pk=came.pk).helped == 2


def test_an_author_whom_the_operator_names_is_that_member(cora, chloe, ocean, full, settings, tmp_path):
    file = written(cora.membership, ocean)
    mine = next(row["author"] for row in of(rows_in(file), "post") if row["id"] == full.posts["answer"].public_id)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file, named={mine: chloe.membership})
    assert Post.objects.get(public_id=full.posts["answer"].public_id).author == chloe.membership


def test_twice_the_same_changes_nothing(cora, ocean, full, settings, tmp_path):
    file = written(cora.membership, ocean)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file)

    def state():
        models = (Topic, Post, Quote, Attachment, ModerationAct, Member, Vote)
        files = sorted(str(path) for path in (tmp_path / "elsewhere").rglob("*") if path.is_file())
        return [list(model.objects.order_by("pk").values_list()) for model in models], files

    before = state()
    again = import_network(actor=SYSTEM, network=ocean, file=file)
    assert (again.topics, again.known) == (0, 2)
    assert state() == before


def test_where_it_came_from_it_changes_nothing_and_elsewhere_it_is_refused(cora, ocean, sahel, full):
    file = written(cora.membership, ocean)
    report = import_network(actor=SYSTEM, network=ocean, file=file)
    assert (report.topics, report.known) == (0, 2)
    with pytest.raises(NotAccepted, match="stands elsewhere in this installation"):
        import_network(actor=SYSTEM, network=sahel, file=file)


def test_a_dry_run_says_all_and_writes_nothing(cora, ocean, full, settings, tmp_path):
    file = written(cora.membership, ocean)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    report = import_network(actor=SYSTEM, network=ocean, file=file, is_dry=True)
    assert (report.topics, report.counts["post"], report.files) == (2, 10, 2)
    assert sum(report.posts_of.values()) == 10
    assert not Topic.objects.exists()
    assert not Member.objects.filter(email__endswith="@former.invalid").exists()
    assert not [path for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()]


def test_nothing_is_wider_than_it_was(cora, ocean, full, settings, tmp_path):
    type(full.place).objects.filter(pk=full.place.pk).update(for_observers=True, takes_offers=True)
    file = written(cora.membership, ocean)
    emptied()
    settings.FILES = tmp_path / "elsewhere"
    import_network(actor=SYSTEM, network=ocean, file=file)
    place = type(full.place).objects.get()
    assert (place.for_observers, place.takes_offers) == (False, False)
    assert dict(Topic.objects.values_list("title", "code")) == {
        "A statement is missing": "AMBER",
        "A green note": "GREEN",
    }


def test_an_export_of_two_officials_is_the_same_file(cora, cyril, ocean, full):
    assert comparable(bytes_of(exported(cora, cyril, ocean))) == comparable(written(cora.membership, ocean))
    assert Network.objects.get(pk=ocean.pk).names == ocean.names
