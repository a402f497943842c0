"""A coordinator admits and ends in the own network, and nowhere else; the secretariat names coordinators."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from network.actions.contact_points import admit, change_role, end_contact_point
from network.conflicts import Conflict
from network.guard import Refused
from network.models import AuditEntry, Authority, ContactPoint, Network, Session
from tests.personas import Persona, membership, sign_in

URL = "/networks/{}/admit/"


def place_of(persona, where):
    return ContactPoint.objects.current().filter(membership=persona.membership, network=where).first()


def test_a_coordinator_admits_an_officer_of_any_authority_and_it_is_recorded(cora, dara, ocean):
    place = admit(actor=cora.membership, network=ocean, membership=dara.membership, role="contact_point")
    assert ocean in Network.objects.visible_to(dara.membership)
    entry = AuditEntry.objects.order_by("-seq").first()
    assert (entry.act, entry.subject_id, entry.actor, entry.duty) == (
        "contact_point_admitted",
        place.public_id,
        cora.membership,
        "membership",
    )


@pytest.mark.parametrize("who", ["ana", "henri", "ben", "dara", "hugo", "tess"])
def test_nobody_but_the_coordinator_and_the_membership_officers_admits(who, request, noor, ocean):
    actor = request.getfixturevalue(who).membership
    with pytest.raises(Refused):
        admit(actor=actor, network=ocean, membership=noor.membership, role="contact_point")
    assert place_of(noor, ocean) is None


def test_a_coordinator_does_not_admit_to_another_network(cora, noor, sahel):
    with pytest.raises(Refused):
        admit(actor=cora.membership, network=sahel, membership=noor.membership, role="contact_point")


@pytest.mark.parametrize("who", ["gita", "otto", "eve"])
def test_guests_observers_and_those_who_have_left_get_no_place(who, request, cora, sahel, ocean):
    candidate = request.getfixturevalue(who).membership
    ContactPoint.objects.filter(membership=candidate).delete()
    with pytest.raises(Refused):
        admit(actor=cora.membership, network=ocean, membership=candidate, role="contact_point")


def test_an_officer_of_the_secretariat_does_not_let_himself_into_a_network(sam, ocean):
    with pytest.raises(Refused):
        admit(actor=sam.membership, network=ocean, membership=sam.membership, role="coordinator")


def test_only_the_secretariat_names_a_coordinator(cora, sam, noor, ocean):
    with pytest.raises(Refused):
        admit(actor=cora.membership, network=ocean, membership=noor.membership, role="coordinator")
    admit(actor=sam.membership, network=ocean, membership=noor.membership, role="coordinator")
    assert place_of(noor, ocean).role == "coordinator"


def test_nobody_is_admitted_to_a_network_which_works_elsewhere(cora, noor, ocean):
    ocean.link_only = True
    with pytest.raises(Refused):
        admit(actor=cora.membership, network=ocean, membership=noor.membership, role="contact_point")


def test_the_second_admission_is_told_that_the_first_was_there(cora, noor, ocean):
    admit(actor=cora.membership, network=ocean, membership=noor.membership, role="contact_point")
    with pytest.raises(Conflict):
        admit(actor=cora.membership, network=ocean, membership=noor.membership, role="helper")
    assert ContactPoint.objects.filter(membership=noor.membership).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_admit_at_the_same_moment_one_wins(cora, sam, noor, ocean):
    answers = []
    start = threading.Barrier(2)

    def act(actor):
        start.wait()
        try:
            admit(actor=actor, network=ocean, membership=noor.membership, role="contact_point")
            answers.append("admitted")
        except Conflict:
            answers.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(who.membership,)) for who in (cora, sam)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["admitted", "told"]
    assert ContactPoint.objects.filter(membership=noor.membership).count() == 1


def test_a_place_that_ended_hides_the_network_at_once_and_stays_on_record(cora, ana, ocean):
    end_contact_point(actor=cora.membership, place=place_of(ana, ocean), reason="Moved to another unit.")
    assert ocean not in Network.objects.visible_to(ana.membership)
    ended = ContactPoint.objects.get(membership=ana.membership)
    assert (ended.ended_by, ended.until <= timezone.now()) == (cora.membership, True)
    assert AuditEntry.objects.order_by("-seq").first().text.words == "Moved to another unit."


def test_the_second_who_ends_a_place_is_told_and_nothing_changes(cora, ana, ocean):
    place = place_of(ana, ocean)
    end_contact_point(actor=cora.membership, place=place)
    until = ContactPoint.objects.get(pk=place.pk).until
    with pytest.raises(Conflict):
        end_contact_point(actor=cora.membership, place=place)
    assert ContactPoint.objects.get(pk=place.pk).until == until


def test_a_coordinator_does_not_end_another_coordinators_place(cora, noor, sam, ocean):
    other = admit(actor=sam.membership, network=ocean, membership=noor.membership, role="coordinator")
    with pytest.raises(Refused):
        end_contact_point(actor=cora.membership, place=other)
    end_contact_point(actor=sam.membership, place=other)
    assert place_of(noor, ocean) is None


def test_everybody_may_give_up_the_own_place(ana, ocean):
    end_contact_point(actor=ana.membership, place=place_of(ana, ocean))
    assert place_of(ana, ocean) is None


def test_a_change_of_role_keeps_the_old_place_on_record(cora, ana, ocean):
    old = place_of(ana, ocean)
    new = change_role(actor=cora.membership, place=old, role="helper")
    old.refresh_from_db()
    assert (old.until is not None, new.role, place_of(ana, ocean)) == (True, "helper", new)


def test_a_place_of_somebody_whose_role_was_changed_a_moment_ago_is_not_changed_again(cora, ana, ocean):
    old = place_of(ana, ocean)
    change_role(actor=cora.membership, place=old, role="helper")
    with pytest.raises(Conflict):
        change_role(actor=cora.membership, place=old, role="contact_point")


# The pages.


def test_the_page_admits_an_officer_of_the_state_that_was_chosen(cora, noor, ocean):
    page = cora.client.get(URL.format(ocean.public_id) + "?state=MU")
    assert noor.membership.public_id in page.content.decode()
    answer = cora.client.post(
        URL.format(ocean.public_id) + "?state=MU",
        {"membership": noor.membership.public_id, "role": "contact_point"},
    )
    assert (answer.status_code, place_of(noor, ocean) is not None) == (302, True)


def test_whose_place_has_ended_can_be_chosen_again_and_is_listed_no_more(cora, ana, ocean):
    place = place_of(ana, ocean)
    assert place.public_id in cora.client.get(URL.format(ocean.public_id) + "?state=MU").content.decode()
    ContactPoint.objects.filter(pk=place.pk).update(until=timezone.now())
    page = cora.client.get(URL.format(ocean.public_id) + "?state=MU").content.decode()
    assert place.public_id not in page
    assert f'value="{ana.membership.public_id}"' in page


def test_a_state_whose_only_office_was_closed_is_not_offered(cora, ocean, mali):
    address = URL.format(ocean.public_id)
    assert 'value="ML"' in cora.client.get(address).content.decode()
    Authority.objects.filter(pk=mali.pk).update(until=timezone.now())
    assert 'value="ML"' not in cora.client.get(address).content.decode()


def test_naming_a_helper_asks_for_the_second_factor_again_when_it_is_old(cora, noor, ocean):
    cora.client.get("/networks/")
    Session.objects.filter(membership=cora.membership).update(factor_at=timezone.now() - timezone.timedelta(minutes=6))
    cora.client.post(
        URL.format(ocean.public_id) + "?state=MU", {"membership": noor.membership.public_id, "role": "helper"}
    )
    assert place_of(noor, ocean) is None


def test_the_page_shows_what_the_loser_of_a_race_is_told(cora, noor, ocean, monkeypatch):
    def first(**_kwargs):
        raise Conflict("Somebody else was first.")

    monkeypatch.setattr("network.views.contact_points.actions.admit", first)
    answer = cora.client.post(
        URL.format(ocean.public_id) + "?state=MU",
        {"membership": noor.membership.public_id, "role": "contact_point"},
    )
    assert answer.status_code == 409
    assert "Somebody else was first." in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ana", 403),
        ("henri", 403),
        ("cora", 200),
        ("sam", 200),
        ("dara", 404),
        ("noor", 404),
        ("tess", 404),
        ("gita", 404),
        ("otto", 404),
    ],
)
def test_who_reaches_the_page_to_admit(who, status, request, ocean):
    assert request.getfixturevalue(who).client.get(URL.format(ocean.public_id)).status_code == status


def test_an_identifier_that_was_not_on_the_page_admits_nobody(cora, noor, ana, ocean):
    answer = cora.client.post(
        URL.format(ocean.public_id) + "?state=FR", {"membership": noor.membership.public_id, "role": "contact_point"}
    )
    assert (answer.status_code, place_of(noor, ocean)) == (422, None)


def test_a_place_of_another_network_does_not_exist_under_this_one(cora, dara, ocean, sahel):
    place = place_of(dara, sahel)
    assert cora.client.get(f"/networks/{ocean.public_id}/members/{place.public_id}/end/").status_code == 404


def test_the_pages_end_a_place_and_change_a_role(cora, ana, henri, ocean):
    base = f"/networks/{ocean.public_id}/members"
    ended = cora.client.post(f"{base}/{place_of(ana, ocean).public_id}/end/", {"reason": "Has left the office"})
    changed = cora.client.post(f"{base}/{place_of(henri, ocean).public_id}/role/", {"role": "contact_point"})
    assert (ended.status_code, changed.status_code) == (302, 302)
    assert (place_of(ana, ocean), place_of(henri, ocean).role) == (None, "contact_point")


def test_a_reason_with_a_mark_that_turns_the_line_is_refused_with_a_sentence(cora, ana, ocean):
    answer = cora.client.post(
        f"/networks/{ocean.public_id}/members/{place_of(ana, ocean).public_id}/end/", {"reason": "abc\u202edef"}
    )
    assert answer.status_code == 422
    assert place_of(ana, ocean) is not None


def test_a_cookie_of_an_ended_member_opens_no_network_page(eve, ocean):
    answer = eve.client.get(URL.format(ocean.public_id))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/sign-in/")


def test_a_second_browser_of_the_same_membership_loses_the_network_too(ana, cora, ocean):
    other = Persona(ana.membership)
    assert sign_in(ana.membership)
    end_contact_point(actor=cora.membership, place=place_of(ana, ocean))
    assert other.client.get(f"/networks/{ocean.public_id}/").status_code == 404


def test_an_officer_of_a_second_membership_of_the_same_member_is_still_oneself(sam, ocean, france):
    other = membership("other", france)
    other.member = sam.member
    other.save()
    with pytest.raises(Refused):
        admit(actor=sam.membership, network=ocean, membership=other, role="coordinator")
