"""What the doors of keys and of the log give, each in a fixed number of statements."""

from typing import Any

from messaging.access import identity_of
from messaging.keeping import origin, server_key
from messaging.models import Blob, Identity, KeyEntry, KeyLog, KeyReset, Leaf
from messaging.packing import packed
from messaging.pages.people import standing_behind
from messaging.pages.resets import own_reset
from messaging.querysets.log import checkpoint_of
from messaging.times import milliseconds
from network.models import Membership
from network.sealing import keyed_hash

MOST_LEAVES = 20_000
RESETS: dict[str, str] = {KeyReset.Status.ASKED: "asked", KeyReset.Status.AGREED: "asked", KeyReset.Status.READY: "may"}


def log_from(reader: Membership, log: KeyLog, start: int) -> dict[str, Any]:
    """Return the log of keys from leaf START on, with a checkpoint over all of it."""
    leaves = Leaf.objects.visible_to(reader).filter(index__gte=start, index__lt=log.size).order_by("index")
    found = [bytes(raw) for raw in leaves.values_list("raw", flat=True)[:MOST_LEAVES]]
    return {
        "origin": origin(),
        "server_key": packed(server_key()),
        "salt": packed(log.salt),
        "size": log.size,
        "leaves": packed(b"".join(found)),
        "checkpoint": checkpoint_of(log),
        "more": start + len(found) < log.size,
    }


def own_keys(reader: Membership, session: str) -> dict[str, Any]:
    """Return what READER's browser asks first; SESSION is the public id of his session, of which a sign is given."""
    identity = identity_of(reader)
    kept = Blob.objects.visible_to(reader).first() if identity else None
    under_way = own_reset(reader, identity) if identity else None
    return {
        # A browser forgets what it kept under another one.
        "session": keyed_hash("messages/session", session),
        "identity": identity.wire if identity else None,
        "gen": identity.gen if identity and identity.gen >= 0 else None,
        "entries": _entries(reader, [identity])[identity.pk] if identity else [],
        "blob_version": kept.version if kept else None,
        "time": milliseconds(),
        "reset": RESETS.get(under_way.status, "none") if under_way else "none",
    }


def keys_of(reader: Membership, wires: list[str]) -> list[dict[str, Any]] | None:
    """Return the keys of the identities WIRES and who stands behind them; None when one is not to be seen."""
    found = {one.wire: one for one in Identity.objects.visible_to(reader).filter(wire__in=wires)}
    if set(wires) - set(found):
        return None
    entries, behind = _entries(reader, list(found.values())), standing_behind(reader, found.values())
    return [
        {"identity": wire, "entries": entries[one.pk], "who": behind[one.pk][0], "ended": behind[one.pk][1]}
        for wire in dict.fromkeys(wires)
        for one in [found[wire]]
    ]


def _entries(reader: Membership, identities: list[Identity]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {one.pk: [] for one in identities}
    rows = KeyEntry.objects.visible_to(reader).filter(identity__in=list(found)).order_by("identity", "gen")
    for identity, raw, index in rows.values_list("identity_id", "raw", "index"):
        found[identity].append({"entry": packed(raw), "index": index})
    return found
