"""Epoch records and their wraps."""

from typing import Any

from tests.messaging.reference import conversation as talk
from tests.messaging.reference.primitives import random
from tests.messaging.reference.wire import sha256
from tests.messaging.writing_vectors.cast import BEGIN, LISTED, Person, add, ana, ben, dara


def epochs() -> tuple[bytes, bytes]:
    record, wraps = talk.make_epoch(**BEGIN)

    def see(
        name: str, change: dict[str, Any], verdict: str = "ok", who: Person = ben, before: bytes = b"", **more: Any
    ) -> None:
        made, its_wraps = talk.make_epoch(**{**BEGIN, **change})
        given = {"record": made, "wraps": its_wraps, "ed_pk": ana.keys.ed_pk, "reader": who.reader, "before": before}
        add("epoch", name, {**given, **more}, verdict)

    see("a conversation begins", {})
    see("with a hold", {"retention": 0})
    see("twelve members", {"members": [*LISTED[:2], *[(Person().keys, i) for i in range(10)]]})
    see("another suite", {"suite": 2}, "unknown-suite")
    see(
        "members out of order",
        {"members": sorted(LISTED[:2], key=lambda one: one[0].id)[::-1], "sort": False},
        "malformed",
    )
    see("a member twice", {"members": [LISTED[0], LISTED[0]]}, "malformed", ana)
    see("a creator who is no member", {"members": LISTED[1:]}, "malformed")
    see("no members", {"members": []}, "malformed")
    see("a retention that is not named", {"retention": 60}, "malformed")
    see("a reason that is not named", {"reason": 5}, "malformed")
    see("begun in epoch 1", {"epoch": 1, "prev": sha256(b"")}, "malformed")
    see("another key for the commitment", {"commit_to": random(32)}, "key-commit")
    see("signed by another member", {}, "signature", ed_pk=ben.keys.ed_pk)
    mine, yours = sorted([ana, ben], key=lambda who: who.id)
    swapped = mine.id + wraps[1200:2368] + yours.id + wraps[16:1184]
    see("wraps that were exchanged", {}, "wraps", wraps=swapped)
    see("wraps in another order", {}, "wraps", wraps=wraps[1184:] + wraps[:1184])
    see("a wrap too few", {}, "wraps", wraps=wraps[:1184])
    follow = {"epoch": 1, "prev": sha256(record)}
    older = Person(1, ben.id)
    see("somebody is added", {**follow, "reason": 1, "members": LISTED}, "ok", dara, record)
    see("somebody has new keys", {**follow, "reason": 3, "members": [LISTED[0], (older.keys, 9)]}, "ok", older, record)
    see("removed and added at once", {**follow, "reason": 2, "members": [LISTED[0], LISTED[2]]}, "ok", dara, record)
    for name, change in {
        "added, called renewed": {"reason": 4, "members": LISTED},
        "removed, called added": {"reason": 1, "members": [LISTED[0], LISTED[2]]},
        "renewed, called keys": {"reason": 3},
        "an epoch is left out": {"reason": 4, "epoch": 2},
        "another record before it": {"reason": 4, "prev": sha256(b"else")},
        "another retention": {"reason": 4, "retention": 365},
        "another conversation": {"reason": 4, "conv": random(16)},
        "by somebody who was no member": {"reason": 1, "creator": dara.keys, "members": LISTED},
    }.items():
        signer = {"ed_pk": dara.keys.ed_pk} if "creator" in change else {}
        see(f"does not follow: {name}", {**follow, **change}, "epoch-refused", ana, record, **signer)
    newer = talk.make_epoch(**{**BEGIN, "members": [LISTED[0], (older.keys, 9)]})[0]
    see(
        "does not follow: somebody has older keys",
        {"epoch": 1, "prev": sha256(newer), "reason": 4},
        "epoch-refused",
        ana,
        newer,
    )
    return record, wraps
