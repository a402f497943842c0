"""The data files reach the database once, and a second time changes nothing."""

import pytest
from django.core.management import call_command

from network.actions.reference import load_reference
from network.guard import Refused
from network.models import AuditEntry, Body, Network, NetworkState
from network.readers import as_system
from network.reference import load_bodies, load_networks

SYSTEM = as_system("a test")


@pytest.fixture
def loaded(db):
    return load_reference(actor=SYSTEM)


def test_every_body_and_every_network_of_the_files_is_there(loaded):
    assert Body.objects.count() == len(load_bodies())
    assert set(Network.objects.values_list("key", flat=True)) == {record.key for record in load_networks()}


def test_a_second_loading_changes_nothing_and_records_nothing(loaded):
    entries = AuditEntry.objects.count()
    again = load_reference(actor=SYSTEM)
    assert (again.made, again.changed, AuditEntry.objects.count()) == (0, 0, entries)


def test_territories_and_successions_point_to_their_bodies(loaded):
    named = {record.key: record.parent for record in load_bodies() if record.parent}
    stored = dict(Body.objects.exclude(parent=None).values_list("key", "parent__key"))
    assert stored == named


def test_the_networks_with_member_states_have_exactly_those(loaded):
    for record in load_networks():
        states = NetworkState.objects.filter(network__key=record.key).values_list("body__key", flat=True)
        assert sorted(states) == sorted(record.members)


def test_what_somebody_changed_is_brought_back_and_recorded(loaded):
    Network.objects.filter(key="sahel").update(purpose={"en": "Something else"})
    assert load_reference(actor=SYSTEM).changed == 1
    assert Network.objects.get(key="sahel").purpose["en"] != "Something else"
    assert AuditEntry.objects.order_by("-seq").first().act == "network_changed"


def test_a_state_that_the_file_no_longer_names_leaves_and_keeps_its_history(loaded):
    network = Network.objects.get(key="sahel")
    stray = NetworkState.objects.create(
        network=network, body=Body.objects.get(key="FR"), since=network.states.first().since
    )
    load_reference(actor=SYSTEM)
    stray.refresh_from_db()
    assert stray.until is not None


def test_no_person_loads_reference_data(sam):
    with pytest.raises(Refused):
        load_reference(actor=sam.membership)


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_reference")
    assert f"{len(load_bodies()) + len(load_networks())} made, " in capsys.readouterr().out
