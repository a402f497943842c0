"""Who hears of a thing, asked without a socket: not who saw another thing of the same number, nor another's session."""

import json

from live.admission import admitted, ended
from live.cursors import after_number
from live.events import saw
from live.models import OutboxEvent
from live.outbox import newest, number
from live.welcome import welcome_to
from network.guard import audience_of
from network.models import Membership, Session
from network.sealing import token_hash
from tests.live.events import NetworkChanged
from tests.live.heard import handshake
from tests.personas import membership, sign_in


def guest_of(persona):
    return admitted(handshake(sign_in(persona.membership)))


def told_to(guest, seq, upto):
    """Return the marks of what GUEST missed between the two numbers."""
    welcome = welcome_to(guest, after_number(seq, guest.public_id), upto)
    assert welcome is not None
    frames = [json.loads(frame) for frame in welcome.frames]
    return [frame["ids"]["mark"] for frame in frames if frame["kind"] == NetworkChanged.kind]


def happened(thing, mark):
    label = thing._meta.label
    OutboxEvent.objects.create(kind=NetworkChanged.kind, label=label, thing_id=thing.pk, ids={"mark": mark})
    number()


def test_who_saw_a_thing_is_its_audience(ana, dara, ocean):
    assert saw(ocean) == set(audience_of(ocean).values_list("pk", flat=True)) == {ana.membership.pk}
    assert dara.membership.pk not in saw(ocean)


def test_a_socket_ends_when_its_session_acts_through_another_membership(ana, france):
    key = sign_in(ana.membership)
    guest = admitted(handshake(key))
    assert ended([guest]) == set()
    other = membership("second-of-ana", france)
    other.member = ana.member
    other.save()
    Session.objects.filter(key_hash=token_hash(key)).update(membership=other)
    assert ended([guest]) == {guest}


def test_what_was_missed_is_of_the_thing_itself_and_not_of_another_kind_with_its_number(ana, france, ocean, sahel):
    """Two tables count from one each: who sees a row of the one does not hear of the same row of the other."""
    Membership.objects.filter(pk=sahel.pk).exclude(pk=ana.membership.pk).delete()
    twin = Membership.objects.filter(pk=sahel.pk).first() or membership("twin", france, id=sahel.pk)
    guest, start = guest_of(ana), newest()
    happened(twin, "membership")
    happened(sahel, "network")
    assert told_to(guest, start, newest()) == ["membership"]


def test_what_comes_after_the_greeting_is_not_told_by_it(ana, ocean):
    guest, start = guest_of(ana), newest()
    happened(ocean, "before")
    upto = newest()
    happened(ocean, "after")
    assert told_to(guest, start, upto) == ["before"]
