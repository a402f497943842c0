"""The published vectors of the primitives, in Python: what the reference of the protocol stands on."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tests.messaging.reference import files, keys, primitives, wire
from tests.messaging.reference.wire import Refused

FOLDER = Path(__file__).resolve().parents[1] / "vectors" / "published"
Said = dict[str, Any]
HOLDS: dict[str, Callable[[Said], bool]] = {}


def holds(file: str) -> Callable[[Callable[[Said], bool]], Callable[[Said], bool]]:
    def keep(judge: Callable[[Said], bool]) -> Callable[[Said], bool]:
        HOLDS[file] = judge
        return judge

    return keep


def code_of(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return "ok"


def unhex(said: Said, *names: str) -> list[bytes]:
    return [bytes.fromhex(said[name]) for name in names]


def verdict_of(said: Said) -> str:
    key, message, signature = unhex(said, "key", "message", "signature")

    def verify() -> None:
        primitives.must_be_sound(key)
        primitives.verify_raw(key, message, signature)

    return code_of(verify)


@holds("ed25519")
def ed25519(said: Said) -> bool:
    return (verdict_of(said) == "ok") == said["holds"]


@holds("ed25519-edges")
def ed25519_edges(said: Said) -> bool:
    return verdict_of(said) == said["verdict"]


@holds("aes-gcm")
def aes_gcm(said: Said) -> bool:
    key, nonce, bound, plain, sealed = unhex(said, "key", "nonce", "bound", "plain", "sealed")
    if not said["holds"]:
        return code_of(lambda: primitives.open_sealed(key, nonce, bound, sealed)) == "cannot-open"
    opened = primitives.open_sealed(key, nonce, bound, sealed)
    return (opened, primitives.seal(key, nonce, bound, plain)) == (plain, sealed)


@holds("hkdf")
def hkdf(said: Said) -> bool:
    secret, salt, info, derived = unhex(said, "secret", "salt", "info", "derived")
    return primitives.hkdf(secret, salt, info, len(derived)) == derived


@holds("hmac")
def hmac(said: Said) -> bool:
    key, message, mac = unhex(said, "key", "message", "mac")
    return wire.hmac(key, message).startswith(mac)


@holds("argon2id")
def argon2id(said: Said) -> bool:
    password, salt, derived = unhex(said, "password", "salt", "derived")
    return primitives.argon2id(password, salt, said["mKib"], said["t"], said["p"]) == derived


@holds("x-wing")
def x_wing(said: Said) -> bool:
    seed, public, enc, shared = unhex(said, "seed", "public", "enc", "shared")
    key, its_public = primitives.box_key(seed)
    expanded = hashlib.shake_256(seed).digest(96)
    lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    curve = X25519PrivateKey.from_private_bytes(expanded[64:])
    secrets = lattice.decapsulate(enc[:1088]) + curve.exchange(X25519PublicKey.from_public_bytes(enc[1088:]))
    combined = hashlib.sha3_256(secrets + enc[1088:] + public[1184:] + bytes.fromhex("5c2e2f2f5e5c")).digest()
    assert (its_public, combined) == (public, shared)
    if said["kdf"] != 1:
        return True
    info, aad, plain, sealed = unhex(said, "info", "aad", "plain", "sealed")
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    return openssl.hpke._decrypt_with_aad(suite, enc + sealed, key, info, aad) == plain


@holds("chunked-encryption")
def chunked_encryption(said: Said) -> bool:
    sealed = base64.b64decode(said["sealed"])
    if said["deflated"]:
        sealed = zlib.decompress(sealed)
    key, context = bytes.fromhex(said["key"]), said["context"].encode()
    if said["sha256"] is None:
        return code_of(lambda: files.open_chunks(key, context, sealed)) != "ok"
    opened = files.open_chunks(key, context, sealed)
    same = files.seal_chunks(key, context, opened, sealed[:24]) == sealed
    return same and hashlib.sha256(opened).hexdigest() == said["sha256"]


@holds("rfc6962")
def rfc6962(said: Said) -> bool:
    if "leaves" in said:
        hashes = [keys.leaf_hash(bytes.fromhex(leaf)) for leaf in said["leaves"]]
        return keys.root(hashes).hex() == said["root"]
    proof, root = [bytes.fromhex(node) for node in said["proof"]], bytes.fromhex(said["root"])
    if "leaf" in said:
        leaf = keys.leaf_hash(bytes.fromhex(said["leaf"]))
        keys.must_include(leaf, said["index"], said["size"], root, proof)
    else:
        keys.must_be_consistent(said["small"], bytes.fromhex(said["small_root"]), said["size"], root, proof)
    return True


@pytest.mark.parametrize("file", sorted(path.stem for path in FOLDER.glob("*.json")))
def test_what_was_published_holds_in_python(file: str) -> None:
    said = json.loads((FOLDER / f"{file}.json").read_text())
    assert said["source"]
    assert [case["name"] for case in said["cases"] if not HOLDS[file](case)] == []


def test_every_primitive_has_published_vectors() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == HOLDS.keys()
