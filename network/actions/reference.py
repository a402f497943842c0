"""Brings the bodies and networks of `network/data/` into the database, as often as one likes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from network import audit
from network.access import can_load_reference
from network.guard import require
from network.models import Body, Network, NetworkState
from network.readers import System
from network.reference import BodyRecord, NetworkRecord, body_names, load_bodies, load_networks

BODY_FIELDS = (
    "kind",
    "alpha2",
    "alpha3",
    "numeric",
    "since",
    "until",
    "names",
    "footnote",
    "source",
    "parent_id",
    "succeeded_by_id",
)


@dataclass(frozen=True)
class Loaded:
    """How many rows were made, and how many were changed."""

    made: int
    changed: int


@transaction.atomic
def load_reference(*, actor: System) -> Loaded:
    """The system reads the data files; what is there already is brought up to date, and nothing is ever removed.

    A State that a file no longer names as part of a network leaves it today. Each network that is new or changed is
    recorded. A wrong file raises ReferenceDataError before anything is written.
    """
    require(can_load_reference, actor)
    bodies = load_bodies()
    networks = load_networks(bodies=bodies)
    body_ids, first = _load_bodies(bodies)
    second = _load_networks(actor, networks, body_ids)
    return Loaded(first.made + second.made, first.changed + second.changed)


def _load_bodies(records: tuple[BodyRecord, ...]) -> tuple[dict[str, int], Loaded]:
    known = {body.key: body for body in Body.objects.all()}
    missing = [record for record in records if record.key not in known]
    made = [Body(key=record.key, **_plain_fields(record)) for record in missing]
    Body.objects.bulk_create(made)
    known |= {body.key: body for body in made}
    changed = []
    for record in records:
        body = known[record.key]
        wanted = _plain_fields(record) | {
            "parent_id": known[record.parent].pk if record.parent else None,
            "succeeded_by_id": known[record.succeeded_by].pk if record.succeeded_by else None,
        }
        if _assign(body, wanted):
            changed.append(body)
    Body.objects.bulk_update(changed, BODY_FIELDS, batch_size=100)
    fresh = {body.key for body in made}
    return {key: body.pk for key, body in known.items()}, Loaded(
        len(made), sum(body.key not in fresh for body in changed)
    )


def _plain_fields(record: BodyRecord) -> dict[str, Any]:
    return {
        "kind": record.kind,
        "alpha2": record.alpha2 or "",
        "alpha3": record.alpha3 or "",
        "numeric": record.numeric or "",
        "since": record.since,
        "until": record.until,
        "names": body_names(record),
        "footnote": dict(record.footnote),
        "source": record.source,
    }


def _load_networks(actor: System, records: tuple[NetworkRecord, ...], body_ids: dict[str, int]) -> Loaded:
    known = {network.key: network for network in Network.objects.all()}
    made = changed = 0
    for record in records:
        network = known.get(record.key)
        wanted = _network_fields(record)
        if network is None:
            network = Network.objects.create(key=record.key, **wanted)
            audit.record("network_made", actor=actor, subject=network, duty="content", network=network)
            made += 1
        elif _assign(network, wanted):
            network.save(update_fields=list(wanted))
            audit.record("network_changed", actor=actor, subject=network, duty="content", network=network)
            changed += 1
    networks = {network.key: network for network in Network.objects.all()}
    changed += _load_states(records, networks, body_ids)
    return Loaded(made, changed)


def _network_fields(record: NetworkRecord) -> dict[str, Any]:
    return {
        "names": dict(record.names),
        "abbreviation": record.abbreviation,
        "kind": record.kind,
        "status": record.status,
        "since": record.since,
        "languages": list(record.languages),
        "link_only": record.link_only,
        "external_url": record.external_url or "",
        "purpose": dict(record.purpose),
        "charter": dict(record.charter),
        "facts": [{"fact": fact.fact, "source": fact.source} for fact in record.facts],
    }


def _load_states(records: tuple[NetworkRecord, ...], networks: dict[str, Network], body_ids: dict[str, int]) -> int:
    now = timezone.now()
    there = {
        (state.network_id, state.body_id): state
        for state in NetworkState.objects.filter(until=None, network__key__in=[record.key for record in records])
    }
    wanted: dict[tuple[int, int], NetworkState] = {}
    for record in records:
        network = networks[record.key]
        since = datetime(record.since, 1, 1, tzinfo=UTC) if record.since else now
        source = "; ".join(dict.fromkeys(fact.source for fact in record.facts))
        for key in record.members:
            wanted[network.pk, body_ids[key]] = NetworkState(
                network=network, body_id=body_ids[key], since=since, source=source
            )
    new = [state for pair, state in wanted.items() if pair not in there]
    NetworkState.objects.bulk_create(new)
    gone = [state.pk for pair, state in there.items() if pair not in wanted]
    NetworkState.objects.filter(pk__in=gone).update(until=now)
    return len(new) + len(gone)


def _assign(row: Any, wanted: dict[str, Any]) -> bool:
    """Set the fields of ROW that differ; return whether any did."""
    different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
