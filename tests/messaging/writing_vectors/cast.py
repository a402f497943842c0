"""Who appears in the vectors, and where they are gathered."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.messaging.reference import keys
from tests.messaging.reference.primitives import random
from tests.messaging.reference.wire import ZERO32, sha256

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "tests" / "vectors" / "messaging"
NOW = 1_790_000_000_000
POINT = (7, sha256(b"seven"))
cases: list[dict[str, Any]] = []


def add(thing: str, name: str, given: dict[str, Any], verdict: str = "ok") -> None:
    shown = {key: value.hex() if isinstance(value, bytes) else value for key, value in given.items()}
    cases.append({"object": thing, "name": name, "by": "python", "given": shown, "verdict": verdict})


class Person:
    def __init__(self, gen: int = 0, id: bytes | None = None) -> None:
        self.secret, self.id, self.gen = random(32), id or random(16), gen
        self.keys = keys.derive_identity(self.secret, self.id, gen)
        self.reader = {"secret": self.secret.hex(), "id": self.id.hex(), "gen": gen}


ana, ben, dara = Person(), Person(), Person()
server = Ed25519PrivateKey.generate()
server_key = server.public_key().public_bytes_raw()

CONV = random(16)
KEY = random(32)
LISTED = [(ana.keys, 1), (ben.keys, 2), (dara.keys, 3)]
BEGIN: dict[str, Any] = {
    "conv": CONV,
    "epoch": 0,
    "prev": ZERO32,
    "reason": 0,
    "retention": 90,
    "creator": ana.keys,
    "members": LISTED[:2],
    "checkpoint": POINT,
    "time": NOW,
    "key": KEY,
}
