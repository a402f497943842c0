"""An export takes two officials, fresh proof and their offices; it is fetched by one, and goes."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum import actions as forum_actions
from forum.models import Attachment, ModerationAct, Post
from forum.querysets.naming import put_names
from jobs.worker import Worker
from moving import actions
from moving.access import can_see_exports, can_take_back_export
from moving.form import folder
from moving.models import NetworkExport
from network.conflicts import Conflict
from network.guard import Refused, audience_of, can
from network.models import AuditEntry, ContactPoint, Membership, Session, Visit
from network.readers import as_system
from notices.models import Notice
from tests.moving.conftest import exported
from tests.personas import contact_point

pytestmark = pytest.mark.django_db
CLOCK = as_system("a test")
WHY = "A new platform."


def asked(cora, ocean) -> NetworkExport:
    return actions.ask_export(actor=cora.membership, network=ocean, reason=WHY)


def visit(who, network, hours=5):
    now = timezone.now()
    return Visit.objects.create(
        network=network, membership=who.membership, reason="An export", since=now, until=now + timedelta(hours=hours)
    )


def test_a_coordinator_asks_and_another_approves_on_the_pages(cora, cyril, ana, ocean, full):
    client = cora.client
    assert reverse("moving:exports", args=[ocean.public_id]) in client.get(ocean_page(ocean)).content.decode()
    client.post(reverse("moving:exports", args=[ocean.public_id]), {"reason": WHY})
    export = NetworkExport.objects.get()
    address = reverse("moving:export", args=[export.public_id])
    desk = cyril.client.get(reverse("home:desk")).content.decode()
    assert "An export waits for your decision" in desk
    assert address in desk
    assert address not in client.get(reverse("home:desk")).content.decode()
    cyril.client.post(address, {"decision": "approve"})
    assert "0 of 0 topics are written" in client.get(address).content.decode()
    Worker().drain()
    assert "The export is ready" in client.get(reverse("home:desk")).content.decode()
    answer = client.post(reverse("moving:fetch", args=[export.public_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="network-archive.zip"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "network.jsonl" in archive.namelist()
    again = client.post(reverse("moving:fetch", args=[export.public_id]))
    assert again.status_code == 200
    log = ana.client.get(reverse("forum:log", args=[ocean.public_id])).content.decode()
    for words in ("export of the network asked for", "export of the network approved", WHY):
        assert words in log
    acts = set(AuditEntry.objects.filter(network=ocean).values_list("act", flat=True))
    assert {"export_asked", "export_approved", "export_written", "export_fetched"} <= acts


def test_the_log_says_as_what_each_official_asked_and_decided(ana, cora, cyril, sam, ocean):
    visit(sam, ocean)
    actions.decline_export(actor=sam.membership, export=asked(cora, ocean), reason="Not yet.")
    actions.approve_export(actor=cyril.membership, export=asked(cora, ocean))
    said = ModerationAct.objects.visible_to(ana.membership).order_by("pk").values_list("actor__member", "role")
    roles = {cora.member.pk: "coordinator", cyril.member.pk: "coordinator", sam.member.pk: "secretariat"}
    assert [actor for actor, _role in said] == [cora.member.pk, sam.member.pk, cora.member.pk, cyril.member.pk]
    assert all(role == roles[actor] for actor, role in said)


def ocean_page(network):
    return reverse("network:network", args=[network.public_id])


def test_every_step_asks_for_fresh_proof(cora, cyril, ocean, full):
    ready = exported(cora, cyril, ocean)
    waiting = actions.ask_export(actor=cyril.membership, network=ocean, reason=WHY)
    clients = cora.client, cyril.client
    Session.objects.update(factor_at=timezone.now() - timedelta(minutes=6))
    clients[0].post(reverse("moving:exports", args=[ocean.public_id]), {"reason": WHY})
    assert NetworkExport.objects.count() == 2
    clients[0].post(reverse("moving:export", args=[waiting.public_id]), {"decision": "approve"})
    waiting.refresh_from_db()
    assert waiting.status == "asked"
    answer = clients[0].post(reverse("moving:fetch", args=[ready.public_id]))
    assert "Content-Disposition" not in answer
    assert not AuditEntry.objects.filter(act="export_fetched").exists()


def test_nobody_approves_his_own_not_from_another_membership_either(cora, ocean, mauritius):
    export = asked(cora, ocean)
    with pytest.raises(Refused):
        actions.approve_export(actor=cora.membership, export=export)
    other = Membership.objects.create(
        member=cora.member, authority=mauritius, function={"en": "Counsel"}, since=timezone.now() - timedelta(days=1)
    )
    ContactPoint.objects.create(
        network=ocean, membership=other, role="coordinator", since=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(Refused):
        actions.approve_export(actor=other, export=export)
    assert client_status(cora, export) == 403


def client_status(persona, export):
    return persona.client.post(reverse("moving:export", args=[export.public_id]), {"decision": "approve"}).status_code


@pytest.mark.parametrize("who", ["ana", "ben", "henri", "dara", "sam", "tess", "hugo"])
def test_others_do_not_approve(request, who, cora, ocean):
    export = asked(cora, ocean)
    persona = request.getfixturevalue(who)
    with pytest.raises(Refused):
        actions.approve_export(actor=persona.membership, export=export)
    with pytest.raises(Refused):
        actions.decline_export(actor=persona.membership, export=export, reason="No.")
    assert persona.membership not in audience_of(export)
    assert client_status(persona, export) == 404


@pytest.mark.parametrize("who", ["ana", "henri", "sam", "dara"])
def test_who_is_no_coordinator_asks_for_none(request, who, ocean):
    with pytest.raises(Refused):
        actions.ask_export(actor=request.getfixturevalue(who).membership, network=ocean, reason=WHY)


def test_the_secretariat_decides_during_a_visit_alone_and_its_end_undoes_nothing(cora, sam, ocean, full):
    export = asked(cora, ocean)
    assert client_status(sam, export) == 404
    looking = visit(sam, ocean)
    assert client_status(sam, export) == 302
    Visit.objects.filter(pk=looking.pk).update(until=timezone.now())
    Worker().drain()
    export.refresh_from_db()
    assert export.status == "ready"
    assert ModerationAct.objects.get(act="exported").role == "secretariat"
    actions.fetch_export(actor=cora.membership, export=export).close()


def test_a_place_or_visit_that_is_over_and_the_visit_of_another_show_no_export(cora, cyril, sam, sara, ocean):
    export = asked(cora, ocean)
    looking = visit(sam, ocean)
    assert {cyril.membership, sam.membership} <= set(audience_of(export))
    assert can(can_see_exports, sam.membership, ocean)
    assert not can(can_see_exports, sara.membership, ocean)
    assert sara.membership not in audience_of(export)
    Visit.objects.filter(pk=looking.pk).update(until=timezone.now())
    ContactPoint.objects.filter(membership=cyril.membership).update(until=timezone.now())
    for who in (cyril, sam):
        assert who.membership not in audience_of(export)
        assert not NetworkExport.objects.visible_to(who.membership).exists()
        assert not can(can_see_exports, who.membership, ocean)


def test_without_the_duty_of_content_a_visit_begun_before_shows_no_export(cora, sam, ocean):
    asked(cora, ocean)
    visit(sam, ocean)
    Membership.objects.filter(pk=sam.membership.pk).update(duty_content=False)
    someone = Membership.objects.get(pk=sam.membership.pk)
    assert not can(can_see_exports, someone, ocean)
    assert not NetworkExport.objects.visible_to(someone).exists()


def test_an_observer_with_a_coordinator_s_place_by_mistake_hears_of_no_export(cora, otto, ocean):
    contact_point(otto.membership, ocean, "coordinator")
    export = asked(cora, ocean)
    assert otto.membership not in audience_of(export)
    assert not NetworkExport.objects.visible_to(otto.membership).exists()


def test_who_coordinates_no_longer_takes_nothing_back(cora, ocean):
    export = asked(cora, ocean)
    assert can(can_take_back_export, cora.membership, export)
    ContactPoint.objects.filter(membership=cora.membership).update(role="contact_point")
    assert not can(can_take_back_export, cora.membership, export)


def test_a_visitor_of_the_secretariat_asks_for_none_and_is_told_what_he_decides(cora, sam, ocean):
    address = reverse("moving:exports", args=[ocean.public_id])
    looking = visit(sam, ocean)
    with pytest.raises(Refused):
        actions.ask_export(actor=sam.membership, network=ocean, reason=WHY)
    assert address in sam.client.get(ocean_page(ocean)).content.decode()
    export = asked(cora, ocean)
    page = sam.client.get(address).content.decode()
    assert "During your visit you decide, as the second official" in page
    assert reverse("moving:export", args=[export.public_id]) in page
    assert sam.client.post(address, {"reason": WHY}).status_code == 403
    Visit.objects.filter(pk=looking.pk).update(until=timezone.now())
    assert sam.client.get(address).status_code == 404


def test_declining_takes_a_reason_and_ends_it(cora, cyril, ocean):
    export = asked(cora, ocean)
    address = reverse("moving:export", args=[export.public_id])
    assert cyril.client.post(address, {"decision": "decline"}).status_code == 422
    cyril.client.post(address, {"decision": "decline", "reason": "Not now."})
    export.refresh_from_db()
    assert (export.status, export.answer) == ("declined", "Not now.")
    assert "Not now." in cora.client.get(address).content.decode()
    with pytest.raises(Conflict):
        actions.approve_export(actor=cyril.membership, export=export)
    Worker().drain()
    assert Notice.objects.filter(membership=cora.membership, kind="export_decided").exists()


def test_it_is_taken_back_by_who_asked_while_nobody_has_decided(cora, cyril, ocean):
    export = asked(cora, ocean)
    with pytest.raises(Conflict):
        asked(cora, ocean)
    with pytest.raises(Refused):
        actions.take_back_export(actor=cyril.membership, export=export)
    actions.take_back_export(actor=cora.membership, export=export)
    with pytest.raises(Conflict):
        actions.approve_export(actor=cyril.membership, export=export)
    asked(cora, ocean)


def left(persona, network):
    ContactPoint.objects.filter(membership=persona.membership, network=network).update(until=timezone.now())


@pytest.mark.parametrize("who", ["cora", "cyril"])
def test_if_one_of_the_two_leaves_before_it_is_written_it_stops(request, who, cora, cyril, ocean, full):
    export = asked(cora, ocean)
    actions.approve_export(actor=cyril.membership, export=export)
    left(request.getfixturevalue(who), ocean)
    Worker().drain()
    export.refresh_from_db()
    assert (export.status, export.fault, export.stored) == ("stopped", "role", "")
    assert files() == []


@pytest.mark.parametrize("who", ["cora", "cyril"])
def test_if_one_leaves_while_it_is_written_it_stops(request, who, cora, cyril, ocean, full, monkeypatch):
    from moving.leaving import rows

    persona = request.getfixturevalue(who)
    acts = rows._acts

    def leaving(*given):
        left(persona, ocean)
        return acts(*given)

    monkeypatch.setattr(rows, "_acts", leaving)
    export = exported(cora, cyril, ocean)
    assert (export.status, export.fault) == ("stopped", "role")
    assert files() == []


@pytest.mark.parametrize("who", ["cora", "cyril"])
def test_if_one_leaves_later_it_is_not_fetched_and_goes(request, who, cora, cyril, ocean, full):
    export = exported(cora, cyril, ocean)
    Membership.objects.filter(pk=request.getfixturevalue(who).membership.pk).update(until=timezone.now())
    asker = Membership.objects.get(pk=cora.membership.pk)
    with pytest.raises(Refused):
        actions.fetch_export(actor=asker, export=export)
    assert actions.look_over_exports(actor=CLOCK) == 1
    assert files() == []


def files():
    return [path.name for path in folder.place("x").parent.glob("*")]


def test_only_who_asked_fetches_it(cora, cyril, sam, ana, ocean, full):
    export = exported(cora, cyril, ocean)
    visit(sam, ocean)
    for persona in (cyril, sam, ana):
        with pytest.raises(Refused):
            actions.fetch_export(actor=persona.membership, export=export)
    assert cyril.client.post(reverse("moving:fetch", args=[export.public_id])).status_code == 403
    assert ana.client.post(reverse("moving:fetch", args=[export.public_id])).status_code == 404


def hidden(full, ana, cora):
    forum_actions.hide_post(actor=cora.membership, post=full.posts["last"], reason="No.")


def narrowed(full, ana, cora):
    forum_actions.set_topic_code(actor=ana.membership, topic=full.topics["question"], code="RED")


def narrowed_post(full, ana, cora):
    post = Post.objects.select_related("topic").get(pk=full.posts["answer"].pk)
    forum_actions.set_post_code(actor=cora.membership, post=post, code="RED", reason="It is for fewer.")


def narrowed_file(full, ana, cora):
    attachment = Attachment.objects.get(post=full.posts["answer"])
    forum_actions.set_file_code(actor=attachment.post.author, attachment=attachment, code="RED")


def test_why_a_file_was_made_stricter_leaves_no_more_than_the_file(cora, cyril, ocean, full):
    attachment = Attachment.objects.get(post=full.posts["answer"])
    put_names(attachment.post.topic, attachment.post.author_id, [cora.membership.pk], [])
    forum_actions.set_file_code(actor=cora.membership, attachment=attachment, code="RED", reason="It names somebody.")
    forum_actions.lock_topic(actor=cora.membership, topic=full.topics["question"], reason="It is settled.")
    assert ModerationAct.objects.visible_to(cora.membership).filter(reason="It names somebody.").exists()
    answer = cora.client.post(reverse("moving:fetch", args=[exported(cora, cyril, ocean).public_id]))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        written = archive.read("network.jsonl").decode()
    assert "It is settled." in written
    assert "It names somebody." not in written


@pytest.mark.parametrize("withdraw", [hidden, narrowed, narrowed_post, narrowed_file])
def test_when_something_in_it_is_withdrawn_it_is_not_fetched_and_goes(withdraw, cora, cyril, ana, ocean, full):
    export = exported(cora, cyril, ocean)
    withdraw(full, ana, cora)
    with pytest.raises(Conflict):
        actions.fetch_export(actor=cora.membership, export=export)
    assert actions.look_over_exports(actor=CLOCK) == 1
    export.refresh_from_db()
    assert (export.status, export.fault) == ("stopped", "withdrawn")
    assert files() == []


def test_what_is_withdrawn_while_it_is_written_stops_it(cora, cyril, ana, ocean, full, monkeypatch):
    from moving.leaving import rows

    acts = rows._acts

    def withdrawing(*given):
        narrowed(full, ana, cora)
        return acts(*given)

    monkeypatch.setattr(rows, "_acts", withdrawing)
    export = exported(cora, cyril, ocean)
    assert (export.status, export.fault) == ("stopped", "withdrawn")
    assert files() == []


def test_what_is_erased_meanwhile_is_not_in_it(cora, cyril, ana, chloe, ocean, full):
    export = asked(cora, ocean)
    erasure = forum_actions.ask_erasure(actor=chloe.membership, post=full.posts["last"], reason="Mine.")
    forum_actions.erase_post(actor=cora.membership, erasure=erasure)
    actions.approve_export(actor=cyril.membership, export=export)
    Worker().drain()
    export.refresh_from_db()
    with zipfile.ZipFile(folder.place(export.stored)) as archive:
        assert b"After that." not in archive.read("network.jsonl")


def test_after_seven_days_it_is_removed(cora, cyril, ocean, full):
    export = exported(cora, cyril, ocean)
    assert actions.look_over_exports(actor=CLOCK, now=timezone.now() + timedelta(days=6)) == 0
    assert files() == [export.stored]
    assert actions.look_over_exports(actor=CLOCK, now=timezone.now() + timedelta(days=8)) == 1
    export.refresh_from_db()
    assert (export.status, files()) == ("removed", [])
    with pytest.raises(Conflict):
        actions.fetch_export(actor=cora.membership, export=export)


def test_a_request_that_nobody_decides_lapses_and_strays_are_swept(cora, ocean):
    import os

    asked(cora, ocean)
    stray = folder.place("stray.part")
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    actions.look_over_exports(actor=CLOCK, now=timezone.now() + timedelta(days=31))
    assert NetworkExport.objects.get().status == "taken_back"
    assert files() == []


def test_the_job_may_run_twice(cora, cyril, ocean, full):
    export = exported(cora, cyril, ocean)
    actions.write_export(actor=CLOCK, export_id=export.pk)
    again = NetworkExport.objects.get()
    assert (again.stored, files()) == (export.stored, [export.stored])


def test_only_the_clock_writes_and_looks_over(cora, sam, ocean):
    export = asked(cora, ocean)
    for persona in (cora, sam):
        with pytest.raises(Refused):
            actions.write_export(actor=persona.membership, export_id=export.pk)
        with pytest.raises(Refused):
            actions.look_over_exports(actor=persona.membership)


def test_progress_is_told_topic_by_topic(cora, cyril, ocean, full, monkeypatch):
    from moving.leaving import rows

    monkeypatch.setattr(rows, "TOPICS", 1)
    export = exported(cora, cyril, ocean)
    assert (export.done, export.total) == (2, 2)
