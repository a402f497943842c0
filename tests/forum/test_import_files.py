"""The files of an archive's mails: kept under the rules for files, refused by name, and never twice."""

import io
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from forum.actions.arrivals.files import keep_files
from forum.arriving import archive as arriving
from forum.arriving.letters import letter_of
from forum.models import Attachment, Post
from network.guard import Refused
from tests.factories import forum as make
from tests.forum.test_import import bring, mail, mbox
from writing.files import examiner, scanner, store
from writing.files.limits import AT_ONCE
from writing.models import StoredFile


@pytest.fixture(autouse=True)
def somewhere(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def place(ocean):
    return make.forum(ocean, "archive")


def png(size=8) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (size, size), "red").save(made, "PNG")
    return made.getvalue()


def with_files(key, *files, **fields):
    message = EmailMessage()
    message["Message-ID"], message["From"], message["Subject"] = key, "ana@example.org", "With files"
    message["Date"] = "Mon, 01 Mar 2010 12:00:00 +0000"
    message.set_content("See the files.")
    for name, kind, content in files:
        maintype, _slash, subtype = kind.partition("/")
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message.as_bytes()


NOTE = ("note.txt", "application/octet-stream", b"A note, in plain text.")
PROGRAM = ("setup.exe", "application/octet-stream", b"MZ\x90\x00")
LIAR = ("paper.pdf", "application/pdf", b"MZ\x90\x00 no paper at all")


def stored_bytes(place) -> int:
    return sum(1 for path in store.folder().glob("*/*") if path.is_file())


def test_files_are_kept_with_their_post_and_read_through_its_rule(ana, dara, place):
    report = bring(place, with_files("<1@x>", NOTE, ("red.png", "image/png", png())))
    post = Post.objects.get()
    kept = list(Attachment.objects.filter(post=post).order_by("position").select_related("file"))
    assert [one.name for one in kept] == ["note.txt", "red.png"]
    assert post.holds == "f"
    assert (report.enclosures, report.kept, report.refused) == (2, 2, {})
    assert {one.file.owner_id for one in kept} == {post.author_id}
    assert store.place(kept[0].file.stored).read_bytes() == NOTE[2]
    page = ana.client.get(post.topic.get_absolute_url()).content.decode()
    assert "note.txt" in page
    address = f"/files/{kept[0].public_id}/"
    assert address in page
    assert b"".join(ana.client.get(address).streaming_content) == NOTE[2]
    assert dara.client.get(address).status_code == 404


def test_what_is_refused_is_named_and_leaves_nothing(place, tmp_path, capsys):
    file = tmp_path / "list.mbox"
    file.write_bytes(mbox(with_files("<1@x>", NOTE, PROGRAM, LIAR)).getvalue())
    call_command("import_mbox", "--forum", place.public_id, str(file))
    said = capsys.readouterr().out
    assert "of a mail of 2010-03-01: setup.exe: Files of this kind are not accepted" in said
    assert "of a mail of 2010-03-01: paper.pdf: What is in this file is not what its name says" in said
    assert "3 files came with them, 1 kept" in said
    assert [one.name for one in StoredFile.objects.all()] == ["note.txt"]
    assert stored_bytes(place) == 1


def test_twice_the_same_keeps_no_file_twice(place):
    mails = [with_files("<1@x>", NOTE), with_files("<2@x>", NOTE)]
    bring(place, *mails)
    before = list(StoredFile.objects.order_by("pk").values_list("pk", "stored"))
    again = bring(place, *mails)
    assert (again.new, again.enclosures) == (0, 0)
    assert list(StoredFile.objects.order_by("pk").values_list("pk", "stored")) == before
    assert stored_bytes(place) == 2


def test_a_dry_run_looks_at_files_and_keeps_none(place):
    report = bring(place, with_files("<1@x>", NOTE, PROGRAM, LIAR), is_dry=True)
    assert (report.enclosures, report.kept, dict(report.refused)) == (3, 1, {"kind": 1, "mismatch": 1})
    assert not StoredFile.objects.exists()
    assert stored_bytes(place) == 0


def test_more_files_than_a_post_takes_are_named(place):
    report = bring(place, with_files("<1@x>", *[(f"{number}.txt", *NOTE[1:]) for number in range(12)]))
    assert (report.kept, dict(report.refused)) == (10, {"many": 2})
    assert Attachment.objects.count() == 10


def test_a_scanner_that_does_not_answer_stops_the_import_and_the_next_brings_the_rest(
    place, settings, tmp_path, monkeypatch
):
    file = tmp_path / "list.mbox"
    file.write_bytes(mbox(mail("<0@x>"), with_files("<1@x>", NOTE)).getvalue())
    settings.CLAMD = f"unix:{tmp_path / 'nobody'}"
    monkeypatch.setattr(arriving, "AT_ONCE", 1)
    with pytest.raises(CommandError, match="start the same import again"):
        call_command("import_mbox", "--forum", place.public_id, str(file))
    assert Post.objects.count() == 1
    assert stored_bytes(place) == 0
    monkeypatch.setattr(scanner, "is_clean", lambda content: True)
    call_command("import_mbox", "--forum", place.public_id, str(file))
    assert Post.objects.count() == 2
    assert StoredFile.objects.get().scanned_at is not None


def test_a_batch_is_bounded_by_bytes_too(place, monkeypatch):
    index = arriving.read_archive(mbox(*[mail(f"<{n}@x>", text="x" * 500) for n in range(6)]), arriving.Report(), print)
    monkeypatch.setattr(arriving, "AT_ONCE_BYTES", 2 * index.places[0].length)
    sizes = [sum(map(len, batch)) for batch in arriving.batches(arriving.threads_of(index), index)]
    assert sizes == [2, 2, 2]


def test_the_words_of_a_page_are_kept_where_the_list_put_a_text_beside_it():
    message = EmailMessage()
    message.set_content("<p>The words themselves.</p>", subtype="html")
    message.make_mixed()
    message.attach(footer := EmailMessage())
    footer.set_content("The list's own last line.")
    text = letter_of(message.as_bytes()).text
    assert "The words themselves." in text
    assert "The list's own last line." in text


def test_a_page_beside_its_plain_text_is_taken_once_with_the_files_in_it():
    message = EmailMessage()
    message.set_content("Plain words.")
    message.add_alternative("<p>Plain words.</p><img src='cid:1'>", subtype="html")
    message.get_payload()[1].add_related(png(), "image", "png", cid="<1>")
    letter = letter_of(message.as_bytes())
    assert letter.text.strip() == "Plain words."
    assert [one.name for one in letter.enclosures] == ["attachment.png"]


def test_an_empty_plain_text_gives_way_to_the_page():
    message = EmailMessage()
    message.set_content("\n")
    message.add_alternative("<p>All is here.</p>", subtype="html")
    assert letter_of(message.as_bytes()).text == "All is here."


def test_a_line_longer_than_a_piece_begins_no_message():
    from forum.arriving.mbox import PIECE, places

    line = b"x" * (PIECE - 1) + b"\n" + b"y" * PIECE + b"From a@b Mon Mar  1 12:00:00 2010\n"
    raw = b"From a@b Mon Mar  1 12:00:00 2010\nSubject: x\n\n" + line
    assert len(list(places(io.BytesIO(raw)))) == 1


def test_files_of_an_archive_begin_no_python_each(place, monkeypatch):
    begun = []
    popen = examiner.subprocess.Popen
    monkeypatch.setattr(examiner.subprocess, "Popen", lambda *a, **k: begun.append(1) or popen(*a, **k))
    # More than one transaction: what has loaded the readers stays for the whole archive.
    monkeypatch.setattr(arriving, "AT_ONCE", 2)
    report = bring(place, *(with_files(f"<{number}@x>", NOTE, LIAR) for number in range(6)))
    assert (report.kept, report.refused) == (6, {"mismatch": 6})
    assert len(begun) <= AT_ONCE


def test_nobody_but_the_operator_has_an_archive_looked_at_even_one_without_files(sam):
    with pytest.raises(Refused):
        keep_files(actor=sam.membership, letters=[letter_of(with_files("<1@x>"))])
