"""Archives made to do harm, or damaged: each is refused in a sentence, and nothing is written."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from forum.models import Attachment, Forum, Poll, Post, Topic
from moving.actions.importing import import_network
from moving.arriving.container import MOST_PARTS, NotAccepted
from moving.form import LONGEST_LINE
from network.guard import Refused
from network.models import Authority, Member
from network.readers import as_system
from writing.files import store
from writing.models import StoredFile

pytestmark = pytest.mark.django_db
SYSTEM = as_system("a test brings a network in")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
NAMES = {"en": "A name"}
NOTE = b"A note."


@pytest.fixture(autouse=True)
def somewhere(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def ident(letter: str) -> str:
    return letter * 22


def network(**fields):
    return {"kind": "network", "key": "other", "names": NAMES, "languages": ["en"], "states": ["FR"], **fields}


def author(**fields):
    office = {"names": NAMES, "type": "central", "body": "FR"}
    return {"kind": "author", "id": "a" * 32, "function": NAMES, "authority": office, **fields}


def forum(**fields):
    given = {"kind": "forum", "id": ident("f"), "key": "requests", "names": NAMES, "purpose": {}, "position": 0}
    return {**given, "created_at": AT, "closed_at": None, "retention_years": 10, **fields}


def topic(**fields):
    given = dict.fromkeys(
        ("asked_by", "stands_since", "waiting_body", "waiting_since", "waiting_until", "requesting", "deadline")
    )
    given |= dict.fromkeys(("waiting_zone", "cooperation", "legal_basis", "stage"), "")
    given |= {"deadline_zone": "", "deadline_reason": "", "pinned_at": None, "locked_at": None, "slow_seconds": 0}
    given |= {"kind": "topic", "id": ident("t"), "forum": ident("f"), "type": "practice_note", "title": "A title"}
    given |= {"language": "en", "code": "AMBER", "author": "a" * 32, "created_at": AT, "status": "open"}
    return {**given, "waiting_author": False, "requested": [], **fields}


def post(**fields):
    given = dict.fromkeys(("parent", "edited_at", "hidden_at", "erased_at", "accepted_at", "accepted_by"))
    given |= {"kind": "post", "id": ident("p"), "topic": ident("t"), "seq": 1, "author": "a" * 32, "language": "en"}
    return {**given, "created_at": AT, "code": "", "body": "Words.", "version": 1, "helped": 0, "quotes": [], **fields}


def file(**fields):
    digest = hashlib.sha256(NOTE).hexdigest()
    given = {"kind": "file", "id": ident("x"), "post": ident("p"), "position": 0, "name": "n.txt", "code": "", "at": AT}
    return {**given, "size": len(NOTE), "sha256": digest, **fields}


GOOD = (network(), author(), forum(), topic(), post(), file())


FILES = ((f"files/{ident('x')}", NOTE),)


def packed(*rows, files=FILES, lines=None, manifest=None, method=zipfile.ZIP_DEFLATED):
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows) if lines is None else lines
    counts: dict[str, int] = {}
    for row in rows:
        counts[str(row["kind"])] = counts.get(str(row["kind"]), 0) + 1
    said = {"format": "counterpart-network", "version": 1, "made_at": AT, "lines": len(lines.splitlines())}
    said |= {"sha256": hashlib.sha256(lines).hexdigest(), "counts": counts, **(manifest or {})}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
        archive.writestr("network.jsonl", lines)
        archive.writestr("manifest.json", json.dumps(said))
    return made


def bring(ocean, made):
    return import_network(actor=SYSTEM, network=ocean, file=made)


def changed(number, **fields):
    rows = list(GOOD)
    rows[number] = {**rows[number], **fields}
    return packed(*rows)


def nothing_was_written():
    left = [model.__name__ for model in (Forum, Topic, Post, Attachment, StoredFile) if model.objects.exists()]
    if Member.objects.filter(email__endswith="@former.invalid").exists():
        left.append("Member")
    return left == [] and not [path for path in store.folder().rglob("*") if path.is_file()]


def refused(ocean, made, words):
    with pytest.raises(NotAccepted, match=words):
        bring(ocean, made)
    return nothing_was_written()


def test_the_good_one_comes_in(ocean, france):
    report = bring(ocean, packed(*GOOD))
    assert (report.topics, report.posts, report.files) == (1, 1, 1)
    assert Attachment.objects.get().name == "n.txt"


@pytest.mark.parametrize("said", [{}, {"zone": ""}, {"zone": "Africa/Nairobi"}])
def test_a_poll_whose_writer_did_not_know_of_zones_comes_in(ocean, france, said):
    poll = {"kind": "poll", "post": ident("p"), "question": "Which?", "voter": "member", "many": False, "until": AT}
    bring(ocean, packed(*GOOD, {**poll, "choices": ["a", "b"], "votes": [], **said}))
    assert Poll.objects.get().zone == said.get("zone", "")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../etc/cron.d/x", "has no place in it"),
        ("/etc/passwd", "has no place in it"),
        ("files/../x", "has no place in it"),
        ("files/" + ident("y"), "that no line names"),
    ],
)
def test_a_part_with_another_name_is_refused(ocean, france, name, words):
    assert refused(ocean, packed(*GOOD, files=[(f"files/{ident('x')}", NOTE), (name, b"x")]), words)


def test_a_part_that_comes_twice_is_refused(ocean, france):
    part = (f"files/{ident('x')}", NOTE)
    with pytest.warns(UserWarning, match="Duplicate name"):
        made = packed(*GOOD, files=[part, part])
    assert refused(ocean, made, "twice")


def test_a_file_that_unpacks_to_gigabytes_is_refused_by_what_it_says(ocean, france):
    size = 300 * 1024 * 1024
    made = packed(*GOOD[:5], file(size=size), files=[(f"files/{ident('x')}", b"\0" * size)])
    assert len(made.getvalue()) < 2_000_000
    assert refused(ocean, made, "larger than a file may be")


def test_a_file_that_lies_about_its_size_is_refused(ocean, france):
    made = packed(*GOOD[:5], file(size=len(NOTE)), files=[(f"files/{ident('x')}", b"\0" * 1000)])
    assert refused(ocean, made, "another size")


def test_a_line_of_a_gigabyte_is_never_in_memory(ocean, france):
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("network.jsonl", "w", force_zip64=True) as lines:
            for _ in range(1024):
                lines.write(b" " * (1 << 20))
        archive.writestr("manifest.json", json.dumps({"format": "counterpart-network", "version": 1}))
    assert refused(ocean, made, "Line 1 is longer than 8 MB")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


def test_more_parts_than_memory_is_for_are_refused_before_they_are_read(ocean, france):
    made = packed(*GOOD)
    raw = bytearray(made.getvalue())
    end = raw.rfind(b"PK\x05\x06")
    large = b"PK\x06\x06" + b"\0" * 28 + (MOST_PARTS + 1).to_bytes(8, "little") + b"\0" * 16
    locator = b"PK\x06\x07" + b"\0" * 4 + end.to_bytes(8, "little") + b"\0" * 4
    assert refused(ocean, io.BytesIO(bytes(raw[:end]) + large + locator + bytes(raw[end:])), "more than 200,000 parts")


def test_a_file_with_another_hash_is_refused(ocean, france):
    assert refused(ocean, packed(*GOOD, files=[(f"files/{ident('x')}", b"A lie!!")]), "SHA-256 differs")


def test_a_file_that_is_missing_is_refused(ocean, france):
    assert refused(ocean, packed(*GOOD, files=[]), "is not in the archive")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([*GOOD[:4], post(parent=ident("p"))], "answers a post that no line before"),
        ([*GOOD[:4], post(parent=ident("q")), post(id=ident("q"), seq=2, parent=ident("p"))], "answers a post that no"),
        ([*GOOD[:4], post(), post(seq=2)], "a second time"),
        ([*GOOD, topic()], "a second time"),
        ([*GOOD, {"kind": "spell", "id": 1}], "unknown kind"),
        ([*GOOD, {"kind": ["post"]}], "unknown kind"),
        ([*GOOD[:4], post(seq=2)], "out of order"),
        ([*GOOD[:4], post(topic=ident("z"))], "does not stand behind its topic"),
        ([*GOOD[:4], post(author="b" * 32)], "of whom no line before it tells"),
        ([*GOOD[:4], post(erased_at=AT)], "is erased and has words"),
        ([*GOOD[:4], post(html="<script>")], "strange fields"),
        ([*GOOD[:4], {key: value for key, value in post().items() if key != "body"}], "lacks"),
        ([*GOOD[:4], post(body="x" * 200_000)], "no text of at most"),
        ([*GOOD[:4], post(body="\0")], "signs that no text has"),
        ([*GOOD[:4], post(body="\ud800")], "signs that no text has"),
        ([*GOOD[:4], post(code="RED")], "code is none of"),
        ([*GOOD[:3], topic(code="RED"), post()], "code is none of"),
        ([*GOOD[:3], topic(code="AMBER+STRICT"), post()], "code is none of"),
        ([*GOOD[:3], topic(forum=ident("g")), post()], "a forum that no line before"),
        ([*GOOD[:3], topic(status="waiting"), post()], "waits on nobody"),
        ([*GOOD[:3], topic(deadline_zone="Moon/Base"), post()], "deadline_zone is none of"),
        ([*GOOD[:3], topic(created_at="yesterday"), post()], "is no time"),
        ([*GOOD[:3], topic(created_at="9999-01-01T00:00:00.000000Z"), post()], "no time that can be"),
        ([*GOOD[:3], topic(slow_seconds=10**30), post()], "no whole number"),
        ([network(), author(id="../x")], "is no author"),
        ([network(), network()], "no single line of the network"),
        ([author(), network()], "which comes first"),
        ([network(), topic()], "a forum that no line before"),
        ([*GOOD, forum(id=ident("g"))], "behind lines that it must precede"),
        ([*GOOD[:5], file(post=ident("z"))], "does not stand behind its post"),
    ],
)
def test_lines_that_are_not_as_they_must_be_are_refused(ocean, france, rows, words):
    assert refused(ocean, packed(*rows), words)


@pytest.mark.parametrize(
    "line", [b"[" * 200_000 + b"\n", b"{\n", b"[1]\n", b"\xff\xfe\n", b'{"kind": NaN}\n', b'{"kind": 1e999}\n']
)
def test_what_is_no_object_of_json_is_refused(ocean, france, line):
    assert refused(ocean, packed(*GOOD, lines=line), "Line 1")


def test_lines_that_the_manifest_does_not_tell_of_are_refused(ocean, france):
    assert refused(ocean, packed(*GOOD, manifest={"sha256": "0" * 64}), "some were changed")
    assert refused(ocean, packed(*GOOD, manifest={"counts": {"post": 2}}), "counts other lines")
    assert refused(ocean, packed(*GOOD, manifest={"version": 2}), "version 2; version 1 is read here")
    assert refused(ocean, packed(*GOOD, manifest={"format": "x"}), "another format")


def test_a_body_that_is_not_known_here_is_named(ocean, france):
    office = {"names": NAMES, "type": "central", "body": "XX"}
    assert refused(ocean, packed(network(), author(authority=office), *GOOD[2:]), "not known here: XX")


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_half_an_archive_is_refused(ocean, france, part):
    whole = packed(*GOOD).getvalue()
    assert refused(ocean, io.BytesIO(whole[: int(len(whole) * part)]), "no archive of a network")


def test_no_changed_byte_does_harm(ocean, france):
    """Whatever byte is turned: it is refused, or what was checked comes in."""
    whole = packed(*GOOD).getvalue()
    for place in range(0, len(whole), 7):
        turned = bytearray(whole)
        turned[place] ^= 0xFF
        try:
            import_network(actor=SYSTEM, network=ocean, file=io.BytesIO(bytes(turned)), is_dry=True)
        except NotAccepted:
            continue
    assert nothing_was_written()


def test_what_no_file_may_be_stays_out_and_is_named(ocean, france, tmp_path, capsys):
    path = tmp_path / "network.zip"
    path.write_bytes(packed(*GOOD[:5], file(name="setup.exe")).getvalue())
    call_command("import_network", "--network", ocean.key, str(path))
    said = capsys.readouterr().out
    assert "not kept: setup.exe: Files of this kind are not accepted" in said
    assert Post.objects.exists()
    assert not Attachment.objects.exists()


def test_html_is_never_taken_and_made_anew(ocean, france):
    bring(ocean, packed(*GOOD[:4], post(body="<script>alert(1)</script> [x](javascript:alert(1)) **bold**"), files=[]))
    html = Post.objects.get().html
    assert "<script" not in html
    assert "href" not in html
    assert "<strong>bold</strong>" in html


def test_text_that_is_too_much_for_one_rendering_is_shown_all_the_same(ocean, france):
    table = "|" * 100 + "\n" + "|-" * 99 + "|\n" + "|\n" * 20_000
    bring(ocean, packed(*GOOD[:4], post(body=table), post(id=ident("q"), seq=2, body="word " * 19_000), files=[]))
    assert Post.objects.count() == 2
    assert all(post.html for post in Post.objects.all())


def test_an_authority_of_today_is_not_given_what_an_archive_says(ocean, france):
    office = {"names": france.names, "type": france.kind, "body": "FR"}
    bring(ocean, packed(network(), author(authority=office), *GOOD[2:]))
    author_of = Post.objects.get().author
    assert author_of.authority_id != france.pk
    assert Authority.objects.get(pk=author_of.authority_id).is_current() is False


def test_the_command_says_what_is_wrong_and_that_nothing_was_written(ocean, france, tmp_path, capsys):
    path = tmp_path / "network.zip"
    path.write_bytes(b"no archive")
    with pytest.raises(CommandError, match=r"no archive of a network.* Nothing was written"):
        call_command("import_network", "--network", ocean.key, str(path))
    with pytest.raises(CommandError, match="no network"):
        call_command("import_network", "--network", "nowhere", str(path))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_network", "--network", ocean.key, str(tmp_path / "none"))
    path.write_bytes(packed(*GOOD).getvalue())
    call_command("import_network", "--network", ocean.key, "--dry-run", str(path))
    assert "1 topics would be brought" in capsys.readouterr().out
    names = tmp_path / "authors.csv"
    names.write_text("a" * 32 + ",nobody@authority.example\n")
    with pytest.raises(CommandError, match="No officer of an authority has the address"):
        call_command("import_network", "--network", ocean.key, "--authors", str(names), str(path))


def test_no_person_brings_a_network_in(cora, sam, ocean, france):
    for persona in (cora, sam):
        with pytest.raises(Refused):
            import_network(actor=persona.membership, network=ocean, file=packed(*GOOD))
        # Nor looks whether an archive would be taken; of its forums none stands before the refusal.
        with pytest.raises(Refused):
            import_network(actor=persona.membership, network=ocean, file=packed(*GOOD[:5], files=()), is_dry=True)
    assert not Forum.objects.exists()
    assert LONGEST_LINE < 100_000_000
