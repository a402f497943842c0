"""Archives of mailing lists: threads as they were, authors by address or as former correspondents, nothing twice."""

import io
import re
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.actions.arrivals import import_archive
from forum.arriving.archive import Report, read_archive
from forum.arriving.charsets import header_text, text_of
from forum.arriving.letters import letter_of
from forum.arriving.markup import divided, markdown_of
from forum.arriving.mbox import message_at, places
from forum.arriving.threads import NONE, parents, roots
from forum.models import Arrival, Post, Topic
from network.guard import Refused
from network.models import AuditEntry, Member
from network.readers import as_system
from tests.factories import forum as make
from writing.markdown import render

SYSTEM = as_system("a test brings in an archive")


@pytest.fixture
def place(ocean):
    return make.forum(ocean, "archive")


def mail(
    key="", *, answers="", references="", subject="A question", sender="ana@example.org", text="Words.", day=1, **heads
):
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["Date"] = datetime(2010, 3, day, 12, tzinfo=UTC)
    for name, value in {"Message-ID": key, "In-Reply-To": answers, "References": references, **heads}.items():
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def mbox(*mails: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(b"From a@b Mon Mar  1 12:00:00 2010\n" + one.rstrip(b"\n") + b"\n\n" for one in mails))


def bring(place, *mails, **options):
    return import_archive(actor=SYSTEM, forum=place, archive=mbox(*mails), **options)


def test_threads_are_as_in_references_and_in_reply_to(ana, place):
    report = bring(
        place,
        mail("<1@x>"),
        mail("<2@x>", answers="<1@x>", references="<1@x>", day=2),
        mail("<3@x>", references="<1@x> <2@x>", day=3),
        mail("<4@x>", answers="<2@x>", day=4),
        mail("<5@x>", subject="Re: A question", day=5),
    )
    found = {post.seq: post for post in Post.objects.filter(topic__forum=place, topic__posts_count=4)}
    assert (report.new, report.topics) == (5, 2)
    assert [found[seq].parent_id for seq in (1, 2, 3, 4)] == [None, None, found[2].pk, found[2].pk]
    assert Topic.objects.filter(forum=place).count() == 2


def test_twice_the_same_changes_nothing_and_a_grown_archive_joins(ana, place):
    mails = [mail("<1@x>"), mail("<2@x>", answers="<1@x>", day=2), mail("", text="Without a name", day=3)]
    bring(place, *mails)
    before = list(Post.objects.order_by("pk").values_list("pk", "seq", "path", "html"))
    again = bring(place, *mails)
    assert (again.new, again.known) == (0, 3)
    assert list(Post.objects.order_by("pk").values_list("pk", "seq", "path", "html")) == before
    grown = bring(place, *mails, mail("<4@x>", references="<1@x> <2@x>", day=4))
    topic = Topic.objects.get(posts_count=3)
    assert (grown.new, grown.topics, topic.last_seq) == (1, 0, 3)
    assert Post.objects.get(topic=topic, seq=3).parent == Post.objects.get(topic=topic, seq=2)


def test_a_dry_run_reports_and_writes_nothing(place):
    report = bring(place, mail("<1@x>"), mail("<2@x>", answers="<1@x>", day=2), is_dry=True)
    assert (report.messages, report.new, report.topics) == (2, 2, 1)
    assert not Post.objects.exists()
    assert not Arrival.objects.exists()


def test_a_member_is_found_by_address_and_others_leave_none(ana, place):
    Member.objects.filter(pk=ana.member.pk).update(email="ana@example.org")
    bring(place, mail("<1@x>", sender="Ana <ANA@example.org>"), mail("<2@x>", sender="Secret Person <who@else.net>"))
    authors = {post.author.member.email for post in Post.objects.all()}
    assert "ana@example.org" in authors
    assert not any("who" in one or "else" in one for one in authors)
    former = Post.objects.exclude(author=ana.membership).get().author
    assert (former.is_current(), former.member.name) == (False, "")
    page = ana.client.get(Post.objects.get(author=former).topic.get_absolute_url()).content.decode()
    assert "Former correspondent" in page
    assert "Secret Person" not in page


def test_a_former_correspondent_is_one_person_in_all_portions_and_all_imports(place):
    first = [mail(f"<{number}@x>", sender=f"p{number}@else.net") for number in range(3)]
    bring(place, *first)
    bring(place, *first, mail("<9@x>", sender="P1@else.net"), mail("<10@x>", sender="new@else.net"))
    assert Member.objects.filter(email__endswith="@former.invalid").count() == 4
    authors = list(Post.objects.order_by("pk").values_list("author_id", flat=True))
    assert authors[3] == authors[1]
    assert len(set(authors)) == 4


def test_statements_do_not_grow_with_the_correspondents(place, django_assert_max_num_queries):
    bring(place, mail("<0@x>", sender="a@else.net"))
    with CaptureQueriesContext(connection) as few:
        bring(place, *(mail(f"<{number}@few>", sender=f"f{number}@else.net") for number in range(2)))
    with django_assert_max_num_queries(len(few)):
        bring(place, *(mail(f"<{number}@many>", sender=f"m{number}@else.net") for number in range(20)))


def test_orphans_are_kept_and_loops_are_opened(place):
    report = bring(
        place,
        mail("<1@x>", answers="<nowhere@x>"),
        mail("<2@x>", answers="<3@x>"),
        mail("<3@x>", answers="<2@x>"),
        mail("<4@x>", answers="<4@x>"),
    )
    assert (report.new, report.orphans) == (4, 2)
    assert Post.objects.count() == 4


def test_a_long_quotation_at_the_end_is_folded_and_nothing_is_lost(place):
    quoted = "\n".join(f"> line {number}" for number in range(10))
    bring(place, mail("<1@x>", text=f"My answer.\n\nOn Monday, somebody wrote:\n{quoted}\n"))
    post = Post.objects.get()
    main, _separator, folded = post.html.partition("<details")
    assert "My answer." in main
    assert "line 3" in folded
    assert "line 9" in folded
    assert "line 3" not in main


def test_a_mail_longer_than_a_post_goes_on_below(place):
    text = "\n".join(f"Line {number} of a very long mail." for number in range(3_000))
    bring(place, mail("<1@x>", text=text))
    together = " ".join(Post.objects.order_by("seq").values_list("body", flat=True))
    assert Post.objects.count() > 1
    assert all(f"Line {number} of" in together for number in (0, 1_500, 2_999))


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: [network] AW: Freezing order", "Freezing order"),
        ("回复：冻结令", "冻结令"),
        ("Re:", "…"),
        ("", "…"),
        ("Re: ", "…"),
        ("x" * 300, "x" * 200),
        ("Turned \u202earound\u0081now", "Turned around now"),
        ("Marks a" + "\u0320" * 50, "Marks a" + "\u0320" * 30),
    ],
)
def test_a_title_is_the_subject_without_what_programs_put_before_it(place, subject, title):
    bring(place, mail("<1@x>", subject=subject))
    assert Topic.objects.get().title == title


@pytest.mark.parametrize("mails", [[mail("<1@x>")], []], ids=["one mail", "none"])
def test_only_the_operator_imports(cora, place, mails):
    with pytest.raises(Refused, match="operator of the installation"):
        import_archive(actor=cora.membership, forum=place, archive=mbox(*mails))


def test_a_deep_thread_and_one_of_many_portions_come_whole(place):
    mails = [mail("<0@x>")]
    mails += [mail(f"<{number}@x>", answers=f"<{number - 1}@x>", day=1) for number in range(1, 900)]
    report = bring(place, *mails)
    topic = Topic.objects.get()
    assert (report.new, topic.posts_count, topic.last_seq) == (900, 900, 900)
    assert Post.objects.filter(topic=topic).values("seq").distinct().count() == 900


@pytest.mark.parametrize("date", [b"", b"Date: yesterday\n", b"Date: Fri, 1 Jan 2999 00:00:00 +0000\n"])
def test_a_mail_without_a_date_that_can_be_has_that_of_its_envelope(place, date):
    report = bring(place, re.sub(rb"(?m)^Date: .*\n", date, mail("<1@x>", day=20)))
    assert Post.objects.get().created_at == datetime(2010, 3, 1, 12, tzinfo=UTC)
    assert report.faults["no_date"] == 1


def test_a_mail_has_its_own_date_and_not_that_of_its_envelope(place):
    bring(place, mail("<1@x>", day=20), mail("<2@x>", answers="<1@x>", day=24))
    dates = [datetime(2010, 3, day, 12, tzinfo=UTC) for day in (20, 24)]
    assert list(Post.objects.order_by("seq").values_list("created_at", flat=True)) == dates
    topic = Topic.objects.get()
    assert [topic.created_at, topic.last_post_at] == dates


def test_an_import_stands_in_the_audit_once_and_not_where_it_changed_nothing(place, monkeypatch):
    monkeypatch.setattr("forum.arriving.archive.AT_ONCE", 2)
    mails = [mail(f"<{number}@x>", day=1 + number) for number in range(5)]
    entries = AuditEntry.objects.filter(act="archive_imported")
    bring(place, *mails, is_dry=True)
    assert entries.count() == 0
    for _twice in range(2):
        bring(place, *mails)
        assert entries.count() == 1


def test_how_far_it_is_is_told_of_what_is_read_and_of_each_portion_that_is_written(place, monkeypatch):
    told = []
    read_archive(mbox(*[mail(f"<{number}@x>") for number in range(2_000)]), Report(), lambda *far: told.append(far))
    assert told == [("read", 1_000), ("read", 2_000)]
    told.clear()
    monkeypatch.setattr("forum.arriving.archive.AT_ONCE", 2)
    mails = [mail(f"<{number}@x>", day=1 + number) for number in range(5)]
    bring(place, *mails, progress=lambda *far: told.append(far))
    assert told == [("written", 2), ("written", 4), ("written", 5)]


def test_the_command_says_what_it_did(place, tmp_path, capsys):
    file = tmp_path / "list.mbox"
    file.write_bytes(mbox(mail("<1@x>")).getvalue())
    call_command("import_mbox", f"--forum={place.public_id}", str(file), "--dry-run")  # it may begin with a hyphen
    assert "1 would be brought" in capsys.readouterr().out
    assert not Post.objects.exists()
    call_command("import_mbox", f"--forum={place.public_id}", str(file))
    said = capsys.readouterr()
    assert "1 brought" in said.out
    assert "written 1" in said.err
    with pytest.raises(CommandError):
        call_command("import_mbox", "--forum", "unknown", str(file))
    with pytest.raises(CommandError):
        call_command("import_mbox", f"--forum={place.public_id}", str(tmp_path / "none"))


def test_from_in_a_text_begins_no_message():
    text = b"From a@b Mon Mar  1 12:00:00 2010\nSubject: x\n\nHello\n\nFrom here on it is easy.\n\n>From me\n"
    found = list(places(io.BytesIO(text)))
    assert len(found) == 1
    assert message_at(io.BytesIO(text), found[0][0]).endswith(b"\n\nFrom me\n")


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"caf\xc3\xa9", "us-ascii", "cafÃ©"),
        (b"caf\xc3\xa9", "", "café"),
        (b"\xcf\xf0\xe8\xe2\xe5\xf2", "windows-1251", "Привет"),
        ("你好".encode("gb2312"), "gb2312", "你好"),
        ("مرحبا".encode("cp1256"), "windows-1256", "مرحبا"),
        (b"x\xff\xfe", "no-such-charset", "xÿþ"),
        (b"aGVsbG8=", "base64", "aGVsbG8="),
        (b"a\x00b\x07c", "utf-8", "abc"),
    ],
)
def test_bytes_are_read_by_what_they_say_and_what_they_are(raw, charset, text):
    assert text_of(raw, charset) == text


def test_encoded_words_are_opened_and_broken_ones_survive():
    assert header_text("=?utf-8?q?caf=C3=A9?= =?iso-8859-1?b?6Q==?=") == "caféé"
    assert header_text("=?utf-8?b?broken") == "=?utf-8?b?broken"
    assert header_text("=?nonsense?q?=E9?=") == "é"


def test_html_alone_becomes_text():
    raw = mail("<1@x>")
    message = raw.replace(b'text/plain; charset="utf-8"', b'text/html; charset="utf-8"').replace(
        b"Words.", b"<p>One</p><script>alert(1)</script><p>Two &amp; three</p>"
    )
    assert letter_of(message).text.split() == ["One", "Two", "&", "three"]


def test_no_sign_of_a_mail_is_read_as_markup():
    text = (
        "# not a head\n* not a list\n1. nor this\n    nor code\n<b>nor html</b> [nor](https://x.example) _nor_ `this`"
    )
    html = render(markdown_of(text)).html
    assert not any(tag in html for tag in ("<h", "<li", "<pre", "<b>", "<a ", "<em", "<code"))
    assert "&lt;b&gt;nor html&lt;/b&gt;" in html


@given(st.lists(st.tuples(st.integers(0, 12), st.lists(st.integers(0, 14), max_size=4)), max_size=25))
@settings(max_examples=300, deadline=None)
def test_threads_never_loop_and_every_parent_was_named(drawn):
    keys = [str(key) for key, _answers in drawn]
    answers = [[str(one) for one in asked] for _key, asked in drawn]
    found = parents(keys, answers)
    for number, parent in enumerate(found):
        assert parent == NONE or keys[parent] in answers[number]
        steps = 0
        while parent != NONE:
            parent, steps = found[parent], steps + 1
            assert steps <= len(keys)
    assert all(found[first] == NONE for first in roots(found))


@given(st.binary(max_size=2_000))
@settings(max_examples=400, deadline=None)
def test_no_bytes_break_the_reader(raw):
    letter = letter_of(raw)
    main, folded = divided(letter.text)
    render(markdown_of(main)[:20_000])
    render(markdown_of(folded)[:20_000])
    for place, _envelope in places(io.BytesIO(raw)):
        message_at(io.BytesIO(raw), place)
