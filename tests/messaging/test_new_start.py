"""Who lost everything begins anew: asked by himself, agreed to by two officials, 72 hours later, seen by everybody."""

import dataclasses
import os
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from home.actions.forgetting import forget_former
from home.own_data.parts import messages
from jobs.worker import Worker
from live.models import OutboxEvent
from messaging.access import can_agree_to_key_reset
from messaging.actions.resets import agree_to_key_reset, ask_key_reset, settle_key_resets, stop_key_reset
from messaging.models import KeyEntry, KeyReset
from messaging.schedules import settle_new_starts
from network.conflicts import Conflict
from network.guard import Refused, can
from network.models import AuditEntry, AuditText, Authority, Membership, Session
from network.readers import as_system
from network.signals import mail_wanted
from notices.models import Notice
from tests.messaging.browsers import SealedBrowser, refused
from tests.messaging.writing import Keys, b64, h
from tests.personas import long_ago, sign_in

pytestmark = pytest.mark.django_db

Status = KeyReset.Status
CLOCK = as_system("the clock of a test")
HOURS = 72


@pytest.fixture
def mails():
    found = []

    def note(kind, address, language, path, **_more):
        found.append((kind, address, path))

    mail_wanted.connect(note, weak=False)
    yield found
    mail_wanted.disconnect(note)


def asked(who) -> KeyReset:
    return ask_key_reset(actor=who.membership, reason="The house burned down.")


def agreed(reset: KeyReset, *officials) -> KeyReset:
    for official in officials:
        reset = agree_to_key_reset(actor=official.membership, reset=reset, reason="Called back.")
    return reset


def after(hours: float):
    return timezone.now() + timedelta(hours=hours)


def ready(who, *officials) -> KeyReset:
    """Return a new start of WHO's that is in effect, as if three days had passed."""
    reset = agreed(asked(who), *officials)
    KeyReset.objects.filter(pk=reset.pk).update(effective_at=timezone.now() - timedelta(seconds=1))
    settle_new_starts.call()
    reset.refresh_from_db()
    assert reset.status == Status.READY
    return reset


def anew(browser: SealedBrowser, *, reason: int = 2, version: int = 2, **changed):
    """Have BROWSER register other keys, which the ones before do not sign."""
    before = KeyEntry.objects.filter(identity__wire=browser.keys.identity.hex()).order_by("-gen").first()
    keys = dataclasses.replace(Keys(browser.keys.identity), gen=before.gen + 1)
    entry = keys.entry(prev=bytes.fromhex(before.digest), reason=reason, **changed)
    answer = browser.post("entries", entry=b64(entry), blob=b64(keys.blob(version)))
    return answer, keys, entry


def test_two_officials_and_72_hours_and_then_new_keys_stand_in_the_log(ana_at, ana, sam, sara):
    reset = agreed(asked(ana), sam, sara)
    assert reset.effective_at - reset.second_at == timedelta(hours=HOURS)
    with time_machine.travel(after(HOURS + 0.1), tick=False):
        settle_new_starts.call()
        ana_at.client.cookies["session"] = sign_in(ana.membership)
        assert ana_at.get("me").json()["reset"] == "may"
        answer, _keys, _entry = anew(ana_at)
        assert answer.status_code == 201, answer.content
        assert ana_at.get("me").json()["reset"] == "none"
    entries = list(KeyEntry.objects.filter(identity__wire=ana_at.keys.identity.hex()).order_by("gen"))
    assert [(entry.gen, entry.reason) for entry in entries] == [(0, 0), (1, 2)]
    reset.refresh_from_db()
    assert reset.status == Status.DONE
    assert set(AuditEntry.objects.filter(act__startswith="key_reset").values_list("act", flat=True)) == {
        "key_reset_asked",
        "key_reset_agreed",
        "key_reset_confirmed",
        "key_reset_in_effect",
        "key_reset_done",
    }


def test_that_somebody_else_has_left_stops_nobody_s_new_start(ana_at, ana, chloe_at, chloe, sam):
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    assert can(can_agree_to_key_reset, sam.membership, asked(ana))


def test_neither_a_colleague_nor_another_office_stands_for_a_member_who_has_left(ana_at, ana, ben, sam, sara, france):
    reset = agreed(asked(ana), sam)
    Membership.objects.create(member=ana.member, authority=france, function={"en": "Counsel"}, since=long_ago())
    assert can(can_agree_to_key_reset, sara.membership, reset)
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="has ended"):
        agreed(reset, sara)


def test_who_is_only_a_guest_by_now_begins_nothing_anew(ana_at, ana, sam):
    reset = asked(ana)
    later = timezone.now() + timedelta(days=7)
    Membership.objects.filter(pk=ana.membership.pk).update(role=Membership.Role.GUEST, until=later)
    with pytest.raises(Refused, match="has ended"):
        agreed(reset, sam)


@pytest.mark.parametrize("hours", [0, HOURS - 0.1])
def test_before_72_hours_nothing_begins(ana_at, ana, sam, sara, hours):
    agreed(asked(ana), sam, sara)
    with time_machine.travel(after(hours), tick=False):
        settle_new_starts.call()
        ana_at.client.cookies["session"] = sign_in(ana.membership)
        assert ana_at.get("me").json()["reset"] == "asked"
        assert refused(anew(ana_at)[0]) == (403, "reason")
    assert KeyEntry.objects.count() == 1


@pytest.mark.parametrize("reason", [2, 3])
def test_without_leave_no_keys_are_taken_that_the_ones_before_do_not_sign(ana_at, ana, sam, reason):
    assert refused(anew(ana_at, reason=reason)[0]) == (403, "reason")
    agreed(asked(ana), sam)
    assert refused(anew(ana_at, reason=reason)[0]) == (403, "reason")


def test_keys_declared_stolen_need_the_same_leave(ana_at, ana, sam, sara):
    ready(ana, sam, sara)
    assert anew(ana_at, reason=3)[0].status_code == 201


def test_the_leave_is_for_one_member_and_for_one_time(ana_at, chloe_at, ana, sam, sara):
    ready(ana, sam, sara)
    assert refused(anew(chloe_at)[0]) == (403, "reason")
    assert anew(ana_at)[0].status_code == 201
    assert refused(anew(ana_at, version=3)[0]) == (403, "reason")


def test_a_second_factor_is_shown_just_before(ana_at, ana, sam, sara):
    ready(ana, sam, sara)
    Session.objects.filter(membership=ana.membership).update(factor_at=timezone.now() - timedelta(minutes=6))
    assert refused(anew(ana_at)[0]) == (403, "second-factor")
    assert KeyEntry.objects.count() == 1
    assert "/second-factor/" in ana.client.get("/messages/set-up/").headers.get("Location", "")


def test_setting_up_for_the_first_time_asks_for_nothing_more(ana):
    assert ana.client.get("/messages/set-up/").status_code == 200
    Session.objects.filter(membership=ana.membership).update(factor_at=timezone.now() - timedelta(minutes=6))
    assert ana.client.get("/messages/set-up/").status_code == 200


def test_the_same_entry_again_is_answered_as_the_first_was(ana_at, ana, sam, sara):
    ready(ana, sam, sara)
    answer, keys, entry = anew(ana_at)
    again = ana_at.post("entries", entry=b64(entry), blob=b64(keys.blob(2)))
    assert (again.status_code, again.json()["index"]) == (200, answer.json()["index"])
    assert KeyEntry.objects.count() == 2


def test_the_sealed_keys_go_on_from_the_version_before(ana_at, ana, sam, sara):
    ready(ana, sam, sara)
    assert refused(anew(ana_at, version=1)[0]) == (409, "blob-version")
    assert KeyReset.objects.get().status == Status.READY


def test_one_official_does_not_agree_twice(ana_at, ana, sam):
    reset = agreed(asked(ana), sam)
    with pytest.raises(Refused, match="A second official must agree"):
        agreed(reset, sam)
    other = Authority.objects.create(
        body=sam.membership.authority.body, kind="central", names={"en": "Second office"}, since=long_ago()
    )
    twin = Membership.objects.create(
        member=sam.member, authority=other, role="secretariat", duty_membership=True, since=long_ago()
    )
    with pytest.raises(Refused, match="A second official must agree"):
        agree_to_key_reset(actor=twin, reset=reset, reason="As somebody else.")
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyReset.objects.filter(pk=reset.pk).update(
            second_by=sam.membership, effective_at=timezone.now(), status=Status.AGREED
        )


def test_nobody_agrees_to_his_own(sam, sara):
    SealedBrowser(sam).register()
    reset = asked(sam)
    with pytest.raises(Refused, match="Two other officials"):
        agreed(reset, sam)
    agreed(reset, sara)
    with pytest.raises(Refused, match="Two other officials"):
        agreed(KeyReset.objects.get(), sam)


@pytest.mark.parametrize("name", ["ana", "ben", "chloe", "cora", "tess", "hugo", "gita", "otto"])
def test_only_officials_who_manage_membership_agree(request, ana_at, ana, name):
    reset = asked(ana)
    with pytest.raises(Refused):
        agreed(reset, request.getfixturevalue(name))


def test_the_member_stops_it_at_each_step(ana_at, ana, sam, sara):
    for officials in ((), (sam,), (sam, sara)):
        reset = agreed(asked(ana), *officials)
        stop_key_reset(actor=ana.membership, reset=reset)
        KeyReset.objects.filter(pk=reset.pk).update(effective_at=long_ago(1))
        settle_new_starts.call()
        assert refused(anew(ana_at)[0]) == (403, "reason")
    stop_key_reset(actor=ana.membership, reset=ready(ana, sam, sara))
    assert refused(anew(ana_at)[0]) == (403, "reason")
    with pytest.raises(Refused):
        stop_key_reset(actor=ana.membership, reset=KeyReset.objects.order_by("-pk").first())
    assert ana_at.get("me").json()["reset"] == "none"


def test_an_official_stops_it_and_a_stranger_does_not(ana_at, ana, ben, chloe, sam):
    reset = asked(ana)
    for stranger in (ben, chloe):
        with pytest.raises(Refused):
            stop_key_reset(actor=stranger.membership, reset=reset)
    stop_key_reset(actor=sam.membership, reset=reset)
    with pytest.raises(Refused, match="decided already"):
        agreed(KeyReset.objects.get(), sam)


def test_one_is_under_way_at_a_time(ana_at, ana):
    asked(ana)
    with pytest.raises(Conflict):
        asked(ana)


def test_who_has_no_keys_has_nothing_to_lose(ana):
    with pytest.raises(Refused, match="not set up"):
        asked(ana)


@pytest.mark.parametrize("steps", [1, 2])
def test_it_comes_to_nothing_when_an_official_leaves_before_it_is_in_effect(ana_at, ana, sam, sara, steps):
    reset = agreed(asked(ana), *(sam, sara)[:steps])
    Membership.objects.filter(pk=sam.membership.pk).update(until=timezone.now() - timedelta(minutes=1))
    if steps == 1:
        assert not can(can_agree_to_key_reset, sara.membership, KeyReset.objects.get())
    settle_key_resets(actor=CLOCK, now=after(HOURS + 1))
    reset.refresh_from_db()
    assert reset.status == Status.VOID
    assert refused(anew(ana_at)[0]) == (403, "reason")


def test_an_ended_membership_begins_nothing(ana_at, ana, sam, sara):
    reset = agreed(asked(ana), sam)
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="has ended"):
        agreed(reset, sara)
    settle_new_starts.call()
    reset.refresh_from_db()
    assert reset.status == Status.VOID
    with pytest.raises(Refused):
        ask_key_reset(actor=Membership.objects.get(pk=ana.membership.pk), reason="Again.")


def test_leave_that_is_not_used_lapses(ana_at, ana, sam, sara):
    reset = ready(ana, sam, sara)
    KeyReset.objects.filter(pk=reset.pk).update(effective_at=timezone.now() - timedelta(days=14, seconds=1))
    assert refused(anew(ana_at)[0]) == (403, "reason")
    settle_new_starts.call()
    reset.refresh_from_db()
    assert reset.status == Status.LAPSED


def test_the_member_hears_of_each_step_at_once_by_mail_and_notice(ana_at, ana, sam, sara, mails):
    reset = asked(ana)
    told = ("key_reset", ana.member.email, "/messages/begin-anew/")
    assert mails == [told]
    Worker().drain()
    assert Notice.objects.filter(membership=ana.membership, label="messaging.KeyReset").exists()
    agreed(reset, sam, sara)
    settle_key_resets(actor=CLOCK, now=after(HOURS + 1))
    assert mails == [told] * 4
    assert "new start of your sealed messages" in ana.client.get("/notices/").content.decode()


def test_what_was_typed_stands_in_no_mail_and_in_the_record_apart(ana_at, ana, sam, mails):
    agreed(asked(ana), sam)
    assert not any("burned" in part for mail in mails for part in mail)
    assert AuditEntry.objects.filter(act="key_reset_agreed", text__words="Called back.").exists()


def test_what_happened_to_him_is_kept_only_until_it_is_decided(ana_at, ana, sam, sara):
    reset = asked(ana)
    assert reset.reason == "The house burned down."
    stop_key_reset(actor=ana.membership, reset=reset)
    assert not KeyReset.objects.exclude(reason="").exists()
    assert not AuditText.objects.filter(words__contains="burned").exists()
    ready(ana, sam, sara)
    anew(ana_at)
    assert not KeyReset.objects.exclude(reason="").exists()


def test_it_stands_among_ones_own_data(ana_at, ana):
    asked(ana)
    found = [row for row in messages(ana.member) if row["what"] == "new_start"]
    assert [(row["reason"], row["status"]) for row in found] == [("The house burned down.", "asked")]


def test_what_officials_wrote_is_forgotten_with_a_former_member(ana_at, ana, sam, sara):
    agreed(asked(ana), sam, sara)
    assert AuditText.objects.filter(words="Called back.").count() == 2
    Membership.objects.filter(pk=ana.membership.pk).update(until=long_ago(800))
    assert forget_former(actor=CLOCK) == 1
    assert not AuditText.objects.filter(words="Called back.").exists()


def test_the_others_are_told_to_look_and_see_the_break(talk, ana_at, chloe_at, ana, sam, sara):
    ready(ana, sam, sara)
    told = OutboxEvent.objects.filter(kind="messages_keys").count()
    assert anew(ana_at)[0].status_code == 201
    assert OutboxEvent.objects.filter(kind="messages_keys").count() == told + 1
    said = chloe_at.get("keys", of=ana_at.keys.identity.hex()).json()["keys"][0]["entries"]
    assert len(said) == 2


def test_who_began_anew_goes_on_in_the_conversation_with_the_new_keys(talk, ana_at, chloe_at, ana, sam, sara):
    assert talk.send(ana_at).status_code == 201
    ready(ana, sam, sara)
    _answer, keys, _entry = anew(ana_at)
    assert refused(talk.send(ana_at)) == (409, "wrong-generation")
    ana_at.keys = keys
    assert talk.change(ana_at, [ana_at, chloe_at], 3).status_code == 201
    assert talk.send(ana_at).status_code == 201


def test_the_pages_say_what_is_lost_before_anything_is_asked(ana_at, ana):
    for address in ("/messages/begin-anew/", "/messages/begin-anew/ask/"):
        shown = ana.client.get(address).content.decode()
        assert "Nobody can open them for you again" in shown
        assert "numbers with everybody once more" in shown
    assert "Nobody can open them for you again" in ana.client.get("/messages/set-up/").content.decode()
    answer = ana.client.post("/messages/begin-anew/ask/", {"reason": "Lost."})
    assert answer.status_code == 422
    assert not KeyReset.objects.exists()
    ana.client.post("/messages/begin-anew/ask/", {"reason": "Lost.", "understood": "on"})
    assert KeyReset.objects.get().status == Status.ASKED
    shown = ana.client.get("/messages/begin-anew/").content.decode()
    assert "Stop the new start" in shown
    assert ana.client.post("/messages/begin-anew/ask/", {"reason": "x", "understood": "on"}).status_code == 409


def test_officials_agree_on_their_page_and_my_desk_leads_there(ana_at, ana, sam, sara):
    reset = asked(ana)
    for official in (sam, sara):
        assert "new start of sealed messages waits" in official.client.get("/").content.decode()
        listed = official.client.get("/messages/new-starts/").content.decode()
        address = f"/messages/new-starts/{reset.public_id}/agree/"
        assert f'href="{address}"' in listed
        assert official.client.post(address, {"reason": ""}).status_code == 422
        assert official.client.post(address, {"reason": "Called."}).status_code == 302
        assert address not in official.client.get("/messages/new-starts/").content.decode()
        assert "new start of sealed messages waits" not in official.client.get("/").content.decode()
    reset.refresh_from_db()
    assert reset.status == Status.AGREED
    assert "stop it if that was not you" in ana.client.get("/").content.decode()


def test_an_entry_that_hangs_on_nothing_is_refused_with_leave_too(ana_at, ana, sam, sara):
    ready(ana, sam, sara)
    keys = dataclasses.replace(Keys(ana_at.keys.identity), gen=1)
    entry = keys.entry(prev=h(os.urandom(8)), reason=2)
    assert refused(ana_at.post("entries", entry=b64(entry), blob=b64(keys.blob(2)))) == (409, "previous")
