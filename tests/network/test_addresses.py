"""A new address: confirmed there, told to the old one and the manager, effective a day later."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from network.actions.addresses import cancel_email_change
from network.actions.due import run_due
from network.models import AuditEntry, EmailChange, Membership
from tests.network.test_factors import stale

NEW = "ana.new@authority.example"


def ask(persona, email: str = NEW):
    return persona.client.post("/account/address/", {"email": email})


def path_in(mails, kind: str = "email_confirm") -> str:
    return next(path for sort, _address, path in mails if sort == kind)


def confirm(browser, path: str):
    browser.get(path)
    return browser.post("/arrival/")


def later(hours: float):
    return time_machine.travel(timezone.now() + timezone.timedelta(hours=hours), tick=False)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note what is asked of the database inside, without values and names of savepoints."""
    made: list[str] = []

    def note(execute, sql, params, many, context):
        made.append(re.split("VALUES| WHERE | SET |SAVEPOINT", sql)[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield made


def test_the_link_goes_to_the_new_address_and_word_to_the_old(ana, mails):
    assert ask(ana).status_code == 302
    assert [(kind, address) for kind, address, _path in mails] == [
        ("email_confirm", NEW),
        ("email_changed", "ana@authority.example"),
    ]


def test_the_new_address_counts_a_day_after_it_was_confirmed(ana, anonymous, mails):
    ask(ana)
    assert confirm(anonymous, path_in(mails)).status_code == 200
    with later(23.9):
        run_due()
        ana.member.refresh_from_db()
        assert ana.member.email == "ana@authority.example"
    with later(24.1):
        run_due()
        ana.member.refresh_from_db()
        assert ana.member.email == NEW


def test_the_change_is_an_act_of_the_clock_that_concerns_the_member(ana, ben, anonymous, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    with later(24.1):
        run_due()
    entry = AuditEntry.objects.get(act="email_changed")
    assert (entry.actor, entry.subject_kind, entry.subject_id) == (None, "network.member", ana.member.public_id)
    assert entry.authority == ana.membership.authority


def test_an_address_that_was_taken_meanwhile_is_cancelled_by_the_clock(ana, ben, anonymous, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    ben.member.email = NEW
    ben.member.save()
    with later(24.1):
        run_due()
    entry = AuditEntry.objects.get(act="email_change_cancelled")
    assert (entry.actor, entry.subject_id) == (None, ana.member.public_id)


def test_the_manager_of_the_authority_is_told(ana, ben, anonymous, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    assert ("email_changed", ben.member.email, "/") in mails


def test_an_address_that_was_not_confirmed_never_counts(ana, mails):
    ask(ana)
    with later(48):
        run_due()
    ana.member.refresh_from_db()
    assert ana.member.email == "ana@authority.example"


def test_the_member_can_stop_it_during_the_day(ana, anonymous, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    change = EmailChange.objects.get()
    assert change.public_id in ana.client.get("/account/").content.decode()
    ana.client.post(f"/account/address/{change.public_id}/keep/")
    assert change.public_id not in ana.client.get("/account/").content.decode()
    with later(25):
        run_due()
    ana.member.refresh_from_db()
    assert ana.member.email == "ana@authority.example"


def test_nobody_else_can_stop_it(ana, ben, mails):
    ask(ana)
    change = EmailChange.objects.get()
    assert ben.client.post(f"/account/address/{change.public_id}/keep/").status_code == 404


def test_a_link_confirms_once_and_for_a_day(ana, anonymous, mails):
    ask(ana)
    with later(24.1):
        assert confirm(anonymous, path_in(mails)).status_code == 410
    confirm(anonymous, path_in(mails))
    assert confirm(anonymous, path_in(mails)).status_code == 410


def test_a_second_wish_makes_the_first_link_worthless(ana, anonymous, mails):
    ask(ana)
    first = path_in(mails)
    ask(ana, "other@authority.example")
    assert confirm(anonymous, first).status_code == 410


def test_an_address_of_somebody_else_gets_the_same_answer_and_nothing_comes_of_it(ana, ben, mails):
    taken, free = ask(ana, ben.member.email), ask(ana, NEW)
    assert taken.headers["Location"] == free.headers["Location"]
    assert [address for kind, address, _path in mails if kind == "email_confirm"] == [NEW]


def test_a_taken_address_and_a_free_one_run_the_same_statements(ana, ben):
    made = []
    for email in (ben.member.email, NEW):
        ask(ana, "warm.up@authority.example")
        with statements() as asked:
            ask(ana, email)
        made.append(asked)
    assert made[0] == made[1]


def test_an_address_taken_in_the_meantime_is_left_alone(ana, ben, anonymous, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    ben.member.email = NEW
    ben.member.save()
    with later(25):
        run_due()
    ana.member.refresh_from_db()
    assert ana.member.email == "ana@authority.example"
    assert EmailChange.objects.get().cancelled_at


def test_it_needs_a_fresh_proof(ana):
    stale(ana)
    ask(ana)
    assert not EmailChange.objects.exists()


@pytest.mark.parametrize("odd", ["", "no address", "a@b\x00.example", "ana@authority.example", "\u202eana@x.example"])
def test_what_is_no_new_address_is_refused(ana, odd):
    assert ask(ana, odd).status_code == 422


def test_the_token_is_kept_as_a_hash_only(ana, mails):
    ask(ana)
    token = path_in(mails).split("/")[2]
    assert token not in str(EmailChange.objects.values().get())


def test_the_record_names_the_membership_through_which_it_was_stopped(ana, anonymous, france, mails):
    ask(ana)
    confirm(anonymous, path_in(mails))
    second = Membership.objects.create(member=ana.member, authority=france, since=timezone.now())
    cancel_email_change(actor=second, change=EmailChange.objects.get())
    assert AuditEntry.objects.get(act="email_change_cancelled").actor == second
