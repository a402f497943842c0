"""What the reference says of a vector: the code of the first thing that is wrong, or what the object says."""

import itertools
from collections.abc import Callable
from typing import Any

from tests.messaging.reference import blob, conversation, files, keys, wire
from tests.messaging.reference.primitives import verify
from tests.messaging.reference.wire import Refused, sha256

Given = dict[str, Any]
JUDGES: dict[str, Callable[[Given], Given]] = {}


def judges(name: str) -> Callable[[Callable[[Given], Given]], Callable[[Given], Given]]:
    def keep(judge: Callable[[Given], Given]) -> Callable[[Given], Given]:
        JUDGES[name] = judge
        return judge

    return keep


def unhex(value: str) -> bytes:
    return bytes.fromhex(value)


def reader_of(said: Given) -> keys.Identity:
    return keys.derive_identity(unhex(said["secret"]), unhex(said["id"]), said["gen"])


def signed(read: Callable[[bytes], conversation.Signed], given: Given, field: str) -> conversation.Signed:
    thing = read(unhex(given[field]))
    verify(unhex(given["ed_pk"]), thing.kind, thing.body, thing.sig)
    return thing


@judges("identity")
def identity(given: Given) -> Given:
    who = reader_of(given)
    return {"ed_pk": who.ed_pk.hex(), "kem_pk": sha256(who.kem_pk).hex(), "fingerprint": who.fingerprint.hex()}


@judges("safety-number")
def safety_number(given: Given) -> Given:
    one, other = (unhex(given[who]["id"]) + unhex(given[who]["fingerprint"]) for who in ("one", "other"))
    return {"digits": keys.safety_number(one, other)}


@judges("entries")
def entries(given: Given) -> Given:
    chain = keys.read_entries([unhex(raw) for raw in given["entries"]])
    last = chain[-1]
    mark = keys.fingerprint(last.id, last.gen, last.ed_pk, last.kem_pk)
    return {"gens": len(chain), "fingerprint": mark.hex(), "hash": last.hash.hex()}


@judges("entry")
def entry(given: Given) -> Given:
    return entries({"entries": [given["entry"]]})


@judges("leaf")
def leaf(given: Given) -> Given:
    commitment, entry = keys.read_leaf(unhex(given["leaf"]))
    return {"commitment": commitment.hex(), "entry": entry.hex()}


@judges("commitment")
def commitment(given: Given) -> Given:
    return {"commitment": keys.commitment(unhex(given["salt"]), unhex(given["id"])).hex()}


@judges("tree")
def tree(given: Given) -> Given:
    return {"root": keys.root([keys.leaf_hash(unhex(leaf)) for leaf in given["leaves"]]).hex()}


@judges("inclusion")
def inclusion(given: Given) -> Given:
    proof = [unhex(node) for node in given["proof"]]
    keys.must_include(unhex(given["leaf"]), given["index"], given["size"], unhex(given["root"]), proof)
    return {}


@judges("consistency")
def consistency(given: Given) -> Given:
    proof = [unhex(node) for node in given["proof"]]
    small, large = (given["small"], unhex(given["small_root"])), (given["size"], unhex(given["root"]))
    keys.must_be_consistent(*small, *large, proof)
    return {}


@judges("checkpoint")
def checkpoint(given: Given) -> Given:
    size, root, time = keys.read_checkpoint(given["note"], given["origin"], unhex(given["server_key"]))
    return {"size": size, "root": root.hex(), "time": time}


@judges("blob")
def open_blob(given: Given) -> Given:
    known = given["known"] if given["kind"] == blob.WORDS else unhex(given["known"])
    head, said = blob.open_blob(unhex(given["blob"]), given["kind"], unhex(given["ref"]), known)
    return {
        "version": head.version,
        "server_key": said["server_key"].hex(),
        "secrets": [secret.hex() for _gen, secret in said["secrets"]],
        # To know what was shown is another state of the bytes, and no other one of the person.
        "pins": [[pin[0].hex(), min(pin[3], 2), *itertools.chain(*pin[5])] for pin in said["pins"]],
    }


@judges("blob-change")
def blob_change(given: Given) -> Given:
    head = blob.read_change(unhex(given["head"]), unhex(given["payload"]))
    verify(unhex(given["ed_pk"]), "blob-change", unhex(given["head"] + given["payload"]), unhex(given["signature"]))
    return {"version": head.version, "gen": head.gen}


@judges("recovery-print")
def recovery_print(given: Given) -> Given:
    return {"groups": blob.print_recovery(unhex(given["key"]))}


@judges("recovery-read")
def recovery_read(given: Given) -> Given:
    return {"key": blob.read_recovery(given["typed"]).hex()}


@judges("password")
def password(given: Given) -> Given:
    return {"password": blob.password(given["words"]).hex()}


@judges("padding")
def padding(given: Given) -> Given:
    return {"padded": wire.padded(given["length"])}


@judges("epoch")
def epoch(given: Given) -> Given:
    record = signed(conversation.read_epoch, given, "record")
    if given.get("before"):
        conversation.must_follow(record, conversation.read_epoch(unhex(given["before"])))
    wraps = conversation.read_wraps(record, unhex(given["wraps"]))
    key = conversation.open_epoch(record, wraps[unhex(given["reader"]["id"])], reader_of(given["reader"]))
    said = {name: record.said[name] for name in ("epoch", "reason", "retention")}
    return {**said, "key": key.hex(), "members": [member[0].hex() for member in record.said["members"]]}


@judges("envelope")
def envelope(given: Given) -> Given:
    read = signed(conversation.read_envelope, given, "envelope")
    _k_f, _content, said = conversation.open_envelope(read, unhex(given["key"]))
    return {
        "kind": read.said["kind"],
        "counter": read.said["counter"],
        "heads": len(read.said["heads"]),
        "reply_to": said["reply_to"].hex(),
        "code": said["code"],
        "body": said["body"],
        "files": [file["name"] for file in said["files"]],
    }


@judges("file")
def file(given: Given) -> Given:
    conv, name, key, plain, cipher, sealed = (
        unhex(given[field]) for field in ("conv", "file", "key", "plain", "cipher", "sealed")
    )
    return {"sha256": sha256(files.open_file(conv, name, key, given["size"], plain, cipher, sealed)).hex()}


@judges("leave")
def leave(given: Given) -> Given:
    said = signed(conversation.read_leave, given, "leave").said
    return {"id": said["id"].hex(), "epoch_rec": said["epoch_rec"].hex()}


@judges("grant")
def grant(given: Given) -> Given:
    said = signed(conversation.read_grant, given, "grant").said
    key = conversation.open_grant(said["keys"][0][1], unhex(given["record"]), reader_of(given["reader"]))
    return {"epochs": [epoch for epoch, _box in said["keys"]], "key": key.hex()}


@judges("receipt")
def receipt(given: Given) -> Given:
    said = signed(conversation.read_receipt, given, "receipt").said
    return {"seq": said["seq"], "object": said["object"].hex()}


@judges("tombstone")
def tombstone(given: Given) -> Given:
    said = signed(conversation.read_tombstone, given, "tombstone").said
    return {"seq": said["seq"], "object": said["object"].hex()}


@judges("report")
def report(given: Given) -> Given:
    said = signed(conversation.read_report, given, "report").said
    reported = conversation.read_envelope(unhex(given["envelope"]))
    _hash, k_f, content = said["items"][0]
    conversation.must_be_franked(reported, k_f, content)
    return {"reason": said["reason"], "body": conversation.read_content(content, reported.said["kind"])["body"]}


def edited(given: Given, edit: Given) -> Given:
    """Put bytes at a place (from the end when negative), cut the end off, or add to it."""
    value = unhex(given[edit["field"]])
    if "put" in edit:
        put = unhex(edit["put"])
        at = edit["at"] % len(value)
        value = value[:at] + put + value[at + len(put) :]
    value = value[: len(value) - edit.get("cut", 0)] + unhex(edit.get("add", ""))
    return {**given, edit["field"]: value.hex()}


def judge(vector: Given) -> Given:
    given = vector["given"]
    for edit in vector.get("edits", []):
        given = edited(given, edit)
    try:
        return {"verdict": "ok", "says": JUDGES[vector["object"]](given)}
    except Refused as refused:
        return {"verdict": refused.code, "says": None}
