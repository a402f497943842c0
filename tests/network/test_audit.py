"""The record of acts: append-only, whole or known not to be, and each reader sees the part that concerns him."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from network import audit
from network.acts import act_in_words, name_acts
from network.models import AuditEntry, AuditText, Session
from network.readers import as_system

SYSTEM = as_system("a test")


def record(act="membership_ended", **fields):
    with transaction.atomic():
        return audit.record(act, **{"actor": SYSTEM, "duty": "membership", **fields})


@pytest.fixture
def chain(ana, mauritius, ocean):
    return [record(subject=ana.membership, authority=mauritius, words=f"Reason {number}") for number in range(5)]


def verify(capsys, **options):
    """Return (exit status, what was said) of the command."""
    try:
        call_command("audit", "verify", **options)
        status = 0
    except SystemExit as stop:
        status = stop.code
    said = capsys.readouterr()
    return status, said.out + said.err


def test_a_record_that_is_whole_is_told_with_count_number_and_hash(chain, capsys):
    status, said = verify(capsys)
    assert status == 0
    assert f"Entries: 5. Last number: 5. Last hash: {chain[-1].hash}." in said


def test_an_empty_record_is_whole(db, capsys):
    assert verify(capsys)[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        {"act": "something_else"},
        {"at": timezone.now() - timedelta(days=9)},
        {"actor": None, "subject_id": "x"},
        {"duty": "content"},
        {"authority": None},
        {"commitment": "0" * 64},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_row_is_found(change, chain, capsys):
    AuditEntry.objects.filter(seq=3).update(**change)
    status, said = verify(capsys)
    assert status == 1
    assert "Entry 3" in said


def test_a_changed_row_whose_hash_was_made_to_fit_is_found_by_the_next(chain, capsys):
    entry = AuditEntry.objects.get(seq=3)
    entry.act = "forged"
    entry.hash = audit.hash_of(entry)
    entry.save()
    assert "Entry 4 does not follow" in verify(capsys)[1]


def test_a_missing_row_is_found(chain, capsys):
    AuditEntry.objects.filter(seq=2).delete()
    status, said = verify(capsys)
    assert (status, "Entry 2 missing" in said) == (1, True)


def test_reordered_rows_are_found(chain, capsys):
    AuditEntry.objects.filter(seq=2).update(seq=99)
    AuditEntry.objects.filter(seq=3).update(seq=2)
    AuditEntry.objects.filter(seq=99).update(seq=3)
    assert verify(capsys)[0] == 1


def test_a_record_cut_off_at_its_end_is_found_by_what_was_written_down(chain, capsys):
    seq, digest = chain[-1].seq, chain[-1].hash
    AuditEntry.objects.filter(seq=5).delete()
    assert verify(capsys)[0] == 0
    assert verify(capsys, last_seq=seq, last_hash=digest)[0] == 1


def test_another_hash_than_was_written_down_is_found(chain, capsys):
    assert verify(capsys, last_seq=3, last_hash="0" * 64)[0] == 1
    assert verify(capsys, last_seq=3, last_hash=chain[2].hash)[0] == 0


def test_changed_words_are_found_and_erased_words_leave_the_record_whole(chain, capsys):
    AuditText.objects.filter(entry__seq=4).update(words="Other words")
    assert "Entry 4 has other words" in verify(capsys)[1]
    AuditText.objects.filter(entry__seq=4).delete()
    assert verify(capsys)[0] == 0


def test_an_act_outside_a_transaction_is_not_recorded(ana, transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("x", actor=SYSTEM, subject=ana.membership, duty="membership")


# Who reads what.


@pytest.fixture
def entries(ana, chloe, mauritius, france, ocean, sahel):
    """One act for each kind of reader: its words name it."""
    record("a", subject=ana.membership, authority=mauritius, words="of-mauritius")
    record("b", subject=chloe.membership, authority=france, words="of-france")
    record("c", subject=ocean, network=ocean, duty="content", words="of-ocean")
    record("d", subject=sahel, network=sahel, duty="content", words="of-sahel")
    record("e", subject=ana.membership, duty="technical", words="of-technique")


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("sam", {"of-mauritius", "of-france", "of-ocean", "of-sahel", "of-technique"}),
        ("tess", {"of-technique"}),
        ("ben", {"of-mauritius"}),
        ("cora", {"of-ocean"}),
    ],
)
def test_each_reader_sees_the_part_that_concerns_him(who, seen, request, entries):
    page = request.getfixturevalue(who).client.get("/record/").content.decode()
    words = {"of-mauritius", "of-france", "of-ocean", "of-sahel", "of-technique"}
    assert {word for word in words if word in page} == seen


@pytest.mark.parametrize("who", ["ana", "henri", "dara", "hugo", "gita", "otto"])
def test_for_everybody_else_there_is_no_record(who, request, entries):
    client = request.getfixturevalue(who).client
    assert (client.get("/record/").status_code, client.get("/record/export/").status_code) == (404, 404)


def test_only_who_sees_all_acts_sees_their_numbers(ben, sam, entries):
    assert ">Number<" in sam.client.get("/record/").content.decode()
    assert ">Number<" not in ben.client.get("/record/").content.decode()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("act=membership_ended", {"of-now"}),
        ("authority={mauritius}", {"of-now"}),
        ("network={ocean}", {"of-old"}),
        ("since={today}", {"of-now"}),
        ("until={yesterday}", {"of-old"}),
        ("since=nonsense", {"of-now", "of-old"}),
        ("act=invented", {"of-now", "of-old"}),
        ("until=9999-12-31", {"of-now", "of-old"}),
        ("authority=%00", {"of-now", "of-old"}),
    ],
)
def test_the_filters_narrow_the_record(query, seen, sam, ana, mauritius, ocean):
    old = record("visit_ended", subject=ocean, network=ocean, duty="content", words="of-old")
    AuditEntry.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=3))
    record("membership_ended", subject=ana.membership, authority=mauritius, words="of-now")
    today = timezone.now().date()
    address = query.format(
        mauritius=mauritius.public_id, ocean=ocean.public_id, today=today, yesterday=today - timedelta(days=1)
    )
    page = sam.client.get(f"/record/?{address}")
    assert page.status_code == 200
    assert {word for word in ("of-old", "of-now") if word in page.content.decode()} == seen


def test_the_record_pages_by_key_and_keeps_the_filter(sam, ana, mauritius):
    import re

    for number in range(120):
        record(subject=ana.membership, authority=mauritius, words=f"word-{number:03}")
    found = []
    address = "/record/?act=membership_ended"
    while address:
        page = sam.client.get(address).content.decode()
        found += re.findall(r"word-\d\d\d", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older[1].replace("&amp;", "&") if older else ""
        assert not address or "act=membership_ended" in address
    assert found == [f"word-{number:03}" for number in reversed(range(120))]


# The export.


def test_the_export_holds_what_the_reader_may_see_and_is_itself_recorded(ben, entries):
    answer = ben.client.get("/record/export/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [row[8] for row in rows[1:]] == ["of-mauritius", ""]
    assert AuditEntry.objects.order_by("-seq").first().act == "audit_exported"


def test_the_export_needs_a_fresh_second_factor(ben, entries):
    ben.client.get("/networks/")
    Session.objects.update(factor_at=timezone.now() - timedelta(minutes=6))
    assert ben.client.get("/record/export/").status_code == 302
    assert not AuditEntry.objects.filter(act="audit_exported").exists()


def test_the_export_follows_the_filter(sam, entries):
    answer = sam.client.get("/record/export/?act=visit_started")
    assert len(answer.content.decode().splitlines()) == 1


def test_an_innocent_cell_of_the_export_is_as_it_was(ben, ana, mauritius):
    record(subject=ana.membership, authority=mauritius, words="A-1, +2 = 3")
    assert "A-1, +2 = 3" in ben.client.get("/record/export/").content.decode().splitlines()[1]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠A1"])
def test_no_cell_of_the_export_is_a_formula(cell, ben, ana, mauritius):
    record(subject=ana.membership, authority=mauritius, words=cell)
    rows = list(csv.reader(io.StringIO(ben.client.get("/record/export/").content.decode("utf-8-sig"))))
    assert rows[1][8] == "'" + cell


# The words.


def test_an_act_has_one_name_and_an_unnamed_one_shows_its_own():
    assert str(act_in_words("membership_ended")) == "Membership ended"
    assert act_in_words("never_named") == "never_named"
    with pytest.raises(RuntimeError):
        name_acts({"membership_ended": "Twice"})


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30", "9999-12-31"])
def test_the_first_and_the_last_days_there_are_filter_nothing_or_nothing_is_found(ben, day):
    for name in ("since", "until"):
        assert ben.client.get(f"/record/?{name}={day}").status_code == 200


def test_a_role_is_written_as_a_word_and_a_reason_as_it_was_typed(sam, ana, mauritius):
    record("contact_point_admitted", subject=ana.membership, authority=mauritius, words="contact_point")
    record("membership_ended", subject=ana.membership, authority=mauritius, words="contact_point")
    page = sam.client.get("/record/").content.decode()
    assert '<small dir="auto">contact point</small>' in page
    assert '<small dir="auto">contact_point</small>' in page
