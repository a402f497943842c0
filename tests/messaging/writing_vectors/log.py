"""The key log and its checkpoints."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.messaging.reference import keys
from tests.messaging.reference.wire import ZERO32, sha256, u8
from tests.messaging.writing_vectors.cast import (
    add,
    ana,
    server,
    server_key,
)


def log() -> None:
    commitment = keys.commitment(ZERO32, ana.id)
    add("commitment", "with a salt of zeros", {"salt": ZERO32, "id": ana.id})
    leaf = u8(2) + u8(1) + commitment + sha256(b"entry")
    add("leaf", "of a key entry", {"leaf": leaf})
    add("leaf", "of another kind", {"leaf": b"\2\2" + leaf[2:]}, "malformed")
    leaves = [b"\2\1" + sha256(u8(i)) * 2 for i in range(11)]
    hashes = [keys.leaf_hash(leaf) for leaf in leaves]
    for size in (3, 5, 11):
        add("tree", f"of {size} leaves", {"leaves": [leaf.hex() for leaf in leaves[:size]]})
    for index, size in ((2, 3), (4, 11), (10, 11)):
        proof = [node.hex() for node in keys.inclusion(hashes[:size], index)]
        good = {"leaf": hashes[index], "index": index, "size": size, "root": keys.root(hashes[:size]), "proof": proof}
        add("inclusion", f"of leaf {index} in {size}", good)
        wrong = {
            "of another leaf": {"leaf": hashes[index - 1]},
            "at another index": {"index": index - 1},
            "beyond the end": {"index": size},
            "with a node missing": {"proof": proof[:-1]},
            "with a node too many": {"proof": [*proof, ZERO32.hex()]},
            "under another root": {"root": ZERO32},
        }
        for name, change in wrong.items():
            add("inclusion", f"of leaf {index} in {size} {name}", {**good, **change}, "log-proof")
    for small, size in ((3, 11), (4, 8), (10, 11)):
        proof = [node.hex() for node in keys.consistency(hashes[:size], small)]
        good = {
            "small": small,
            "small_root": keys.root(hashes[:small]),
            "size": size,
            "root": keys.root(hashes[:size]),
            "proof": proof,
        }
        add("consistency", f"of {small} and {size}", good)
        wrong = {
            "when the smaller is another": {"small_root": ZERO32},
            "when the larger is another": {"root": ZERO32},
            "when the tree has shrunk": {"small": size + 1},
            "from nothing": {"small": 0},
            "with a node missing": {"proof": proof[:-1]},
            "with a node too many": {"proof": [*proof, ZERO32.hex()]},
        }
        for name, change in wrong.items():
            add("consistency", f"of {small} and {size} {name}", {**good, **change}, "log-proof")


def checkpoints() -> None:
    origin = "counterpart.example/messages"
    note = keys.write_checkpoint(origin, 11, sha256(b"root"), 1_790_000_000, server)
    witness = "— witness.example/w1 " + "AAAA" * 24 + "\n"
    other = keys.write_checkpoint(origin, 11, sha256(b"root"), 1_790_000_000, Ed25519PrivateKey.generate())

    def see(name: str, text: str, verdict: str = "ok", at: str = origin) -> None:
        add("checkpoint", name, {"note": text, "origin": at, "server_key": server_key}, verdict)

    see("of eleven leaves", note)
    see("of an empty log", keys.write_checkpoint(origin, 0, sha256(b""), 0, server))
    see("with a witness", note + witness)
    see("with a witness first", note.replace("\n\n", "\n\n" + witness))
    see("of another key", other, "server-key-changed")
    see("of another origin", note, "server-key-changed", "else.example/messages")
    see("with another size", note.replace("\n11\n", "\n12\n"), "server-key-changed")
    line = note.splitlines()[-1]
    signed = bytearray(base64.b64decode(line.split(" ")[2]))
    signed[-1] ^= 1
    wrong_line = f"— {origin} {base64.b64encode(signed).decode()}\n"
    see("signed twice, once wrongly", note + wrong_line, "server-key-changed")
    see("signed by witnesses only", note.split("\n\n")[0] + "\n\n" + witness, "server-key-changed")
    wrong = {
        "with a leading zero": ("\n11\n", "\n011\n"),
        "with a negative size": ("\n11\n", "\n-11\n"),
        "with a size above 2^53": ("\n11\n", "\n9007199254740993\n"),
        "without a time": ("time 1790000000\n", ""),
        "with two times": ("time 1790000000\n", "time 1790000000\ntime 1790000000\n"),
        "with an extension that is not named": ("time 1790000000\n", "time 1790000000\nmore 1\n"),
        "with the ends of lines of another system": ("\n", "\r\n"),
        "with a hash without padding": ("=\ntime", "\ntime"),
        "with an empty line at the end": ("", ""),
    }
    for name, (old, new) in wrong.items():
        see(name, note.replace(old, new) if old else note + "\n", "malformed")
    see("that is cut", note[:-1], "malformed")
    see("that is far too long", note + witness * 200, "too-large")
