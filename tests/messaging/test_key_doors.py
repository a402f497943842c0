"""Setting up: an identity, the first keys, the log that holds them, the blob that opens them elsewhere."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import Blob, KeyEntry, Leaf
from network.models import Membership
from notices.models import Notice
from tests.messaging.browsers import SealedBrowser, refused
from tests.messaging.reference.primitives import ORDER as L
from tests.messaging.writing import Keys, b64, h, label, now, parts, sign, wraps, x_wing
from tests.personas import membership

pytestmark = pytest.mark.django_db

IDENTITY_POINT = (1).to_bytes(32, "little")
SMALL_ORDER = bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
NOT_CANONICAL = bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")


def test_an_identity_is_the_same_until_keys_stand_in_the_log(ana):
    browser = SealedBrowser(ana)
    first = browser.reserve().identity
    assert browser.reserve().identity == first
    browser.post("entries", entry=b64(browser.keys.entry()), blob=b64(browser.keys.blob()))
    assert refused(browser.post("identity")) == (409, "identity-exists")


def test_a_colleague_has_an_identity_of_his_own(ana, ben):
    assert SealedBrowser(ana).reserve().identity != SealedBrowser(ben).reserve().identity


def test_a_move_to_another_state_is_a_new_identity(ana, ana_at, mauritius, france):
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    moved = Membership.objects.create(
        member=ana.member, authority=france, role="member", function={"en": "Officer"}, since=timezone.now()
    )
    from tests.personas import Persona

    assert SealedBrowser(Persona(moved)).reserve().identity != ana_at.keys.identity


def test_another_authority_of_the_same_state_leaves_the_identity(ana, ana_at, mauritius):
    from tests.personas import Persona, authority

    other = authority("MU", "Mauritius", "Financial Crimes Unit")
    Membership.objects.filter(pk=ana.membership.pk).update(until=timezone.now())
    moved = Membership.objects.create(
        member=ana.member, authority=other, role="member", function={"en": "Officer"}, since=timezone.now()
    )
    assert SealedBrowser(Persona(moved)).get("me").json()["identity"] == ana_at.keys.identity.hex()


def test_the_log_holds_the_entry_under_a_commitment_and_its_checkpoint_is_signed(ana_at, chloe_at):
    said = chloe_at.get("log").json()
    salt, leaves = base64.b64decode(said["salt"]), base64.b64decode(said["leaves"])
    assert (said["size"], len(leaves), said["more"]) == (2, 132, False)
    entry = base64.b64decode(ana_at.get("me").json()["entries"][0]["entry"])
    leaf = b"\x02\x01" + h(label("log-commitment") + salt + ana_at.keys.identity) + h(entry)
    assert leaves[:66] == leaf
    root = h(b"\x01" + h(b"\x00" + leaf) + h(b"\x00" + leaves[66:]))
    text, signature = said["checkpoint"].split("\n\n")
    origin, size, noted, seconds = (text + "\n").splitlines()
    assert (origin, size, base64.b64decode(noted)) == ("localhost/messages", "2", root)
    assert seconds.startswith("time ")
    _dash, name, proof = signature.strip().split(" ")
    key = base64.b64decode(said["server_key"])
    raw = base64.b64decode(proof)
    assert name == origin
    assert raw[:4] == hashlib.sha256(origin.encode() + b"\x0a\x01" + key).digest()[:4]
    Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], (text + "\n").encode())


def test_roots_are_those_of_rfc_6962_for_every_size(db):
    from messaging.wire.tree import EMPTY, grown, root

    def reference(leaves: list[bytes]) -> bytes:
        if not leaves:
            return hashlib.sha256(b"").digest()
        if len(leaves) == 1:
            return h(b"\x00" + leaves[0])
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return h(b"\x01" + reference(leaves[:split]) + reference(leaves[split:]))

    peaks, leaves = b"", []
    assert root(peaks) == EMPTY
    for number in range(40):
        leaf = f"leaf {number}".encode()
        peaks = grown(number, peaks, leaf)
        leaves.append(leaf)
        assert root(peaks) == reference(leaves).hex(), number


def test_the_log_is_read_from_where_one_was(ana_at, chloe_at):
    whole = base64.b64decode(ana_at.get("log").json()["leaves"])
    rest = ana_at.get("log", **{"from": 1}).json()
    assert base64.b64decode(rest["leaves"]) == whole[66:]
    assert base64.b64decode(ana_at.get("log", **{"from": 9}).json()["leaves"]) == b""


def test_the_same_entry_again_gives_the_same_place(ana):
    browser = SealedBrowser(ana)
    keys = browser.reserve()
    sent = {"entry": b64(keys.entry()), "blob": b64(keys.blob())}
    first, again = browser.post("entries", **sent), browser.post("entries", **sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["index"] == again.json()["index"]
    assert Leaf.objects.count() == 1


def test_a_second_generation_is_signed_by_the_first(ana_at):
    old = ana_at.keys
    new = Keys(old.identity, gen=1)
    raw = new.entry(prev=h(KeyEntry.objects.get().raw), reason=1, old=old)
    answer = ana_at.post("entries", entry=b64(raw), blob=b64(new.blob(2)))
    assert (answer.status_code, answer.json()["index"]) == (201, 1)
    me = ana_at.get("me").json()
    assert (me["gen"], me["blob_version"], len(me["entries"])) == (1, 2, 2)


def second(keys: Keys, **changed) -> bytes:
    given = {"prev": h(KeyEntry.objects.get().raw), "reason": 1, "old": keys}
    return Keys(keys.identity, gen=changed.pop("gen", 1)).entry(**{**given, **changed})


WRONG_SECOND = {
    "a generation left out": (lambda keys: second(keys, gen=2), (409, "generation")),
    "the first generation again": (lambda keys: Keys(keys.identity).entry(), (409, "generation")),
    "another entry before": (lambda keys: second(keys, prev=h(b"x")), (409, "previous")),
    "first as its reason": (lambda keys: second(keys, reason=0, old=None), (400, "malformed")),
    "a reset that nobody agreed to": (lambda keys: second(keys, reason=2, old=None), (403, "reason")),
    "declared stolen without officials": (lambda keys: second(keys, reason=3, old=None), (403, "reason")),
    "an old signature of somebody else": (lambda keys: second(keys, old=Keys(keys.identity)), (422, "signature")),
    "no old signature": (lambda keys: second(keys)[:-64], (400, "malformed")),
    "a clock of yesterday": (lambda keys: second(keys, at=now() - 86_400_000), (422, "clock")),
}


@pytest.mark.parametrize("what", WRONG_SECOND)
def test_a_second_generation_that_does_not_follow_is_refused(what, ana_at):
    make, code = WRONG_SECOND[what]
    answer = ana_at.post("entries", entry=b64(make(ana_at.keys)), blob=b64(ana_at.keys.blob(2)))
    assert refused(answer) == code
    assert KeyEntry.objects.count() == 1


def first(keys: Keys, **changed) -> bytes:
    for name, value in changed.items():
        if hasattr(keys, name):
            setattr(keys, name, value)
    return keys.entry(**{name: value for name, value in changed.items() if not hasattr(keys, name)})


def broken_kem(at: int, value: bytes) -> bytes:
    whole = x_wing()
    return whole[:at] + value + whole[at + len(value) :]


WRONG_FIRST = {
    "too large": (lambda keys: keys.entry() + bytes(100), (413, "too-large")),
    "a byte left over": (lambda keys: keys.entry() + b"\0", (400, "malformed")),
    "a byte too few": (lambda keys: keys.entry()[:-1], (400, "malformed")),
    "another type": (lambda keys: b"\x02" + keys.entry()[1:], (400, "malformed")),
    "no bytes": (lambda keys: b"", (400, "malformed")),
    "a reason that there is not": (lambda keys: keys.entry(reason=4), (400, "malformed")),
    "an identity of zeros": (lambda keys: first(keys, identity=bytes(16)), (400, "malformed")),
    "an unknown suite": (lambda keys: keys.entry(suite=b"\x00\x02"), (422, "unknown-suite")),
    "the identity of somebody else": (lambda keys: first(keys, identity=b"i" * 16), (403, "not-sender")),
    "a hash before the first": (lambda keys: keys.entry(prev=h(b"x")), (400, "malformed")),
    "the identity point": (lambda keys: first(keys, ed_pk=IDENTITY_POINT), (422, "weak-key")),
    "a point of small order": (lambda keys: first(keys, ed_pk=SMALL_ORDER), (422, "weak-key")),
    "a point that is not canonical": (lambda keys: first(keys, ed_pk=NOT_CANONICAL), (422, "weak-key")),
    "a number above the modulus": (lambda keys: first(keys, kem_pk=broken_kem(0, b"\xff\xff\xff")), (422, "weak-key")),
    "an X25519 key of zeros": (lambda keys: first(keys, kem_pk=broken_kem(1184, bytes(32))), (422, "weak-key")),
    "a time beyond all clients": (lambda keys: keys.entry(at=1 << 53), (400, "malformed")),
    "a clock of tomorrow": (lambda keys: keys.entry(at=now() + 86_400_000), (422, "clock")),
    "a changed signature": (lambda keys: keys.entry()[:-1] + bytes([keys.entry()[-1] ^ 1]), (422, "signature")),
    "a signature of another type": (lambda keys: of_another_type(keys), (422, "signature")),
}


def of_another_type(keys: Keys) -> bytes:
    body = keys.entry()[:-64]
    return body + sign(keys.ed, "message", body)


@pytest.mark.parametrize("what", WRONG_FIRST)
def test_a_first_entry_that_is_wrong_is_refused_with_its_code(what, ana):
    browser = SealedBrowser(ana)
    keys = browser.reserve()
    make, code = WRONG_FIRST[what]
    good = keys.blob()
    answer = browser.post("entries", entry=b64(make(keys)), blob=b64(good))
    assert refused(answer) == code
    assert answer.json()["message"]
    assert not KeyEntry.objects.exists()
    assert not Blob.objects.exists()


def test_a_signature_with_a_number_above_the_order_is_refused(ana):
    order = 2**252 + 27742317777372353535851937790883648493
    browser = SealedBrowser(ana)
    keys = browser.reserve()
    raw = keys.entry()
    s = int.from_bytes(raw[-32:], "little") + order
    answer = browser.post("entries", entry=b64(raw[:-32] + s.to_bytes(32, "little")), blob=b64(keys.blob()))
    assert refused(answer) == (422, "signature")


WRONG_BLOBS = {
    "no blob": (lambda keys: b"", (422, "blob")),
    "of another identity": (lambda keys: keys.blob(identity=b"i" * 16), (422, "blob")),
    "of another generation": (lambda keys: keys.blob(gen=1), (422, "blob")),
    "of another key": (lambda keys: keys.blob(fingerprint=h(b"x")), (422, "blob")),
    "a byte left over": (lambda keys: keys.blob() + b"\0", (422, "blob")),
    "without a recovery key": (lambda keys: keys.blob(wrapped=wraps(1)), (422, "blob")),
    "without a passphrase": (lambda keys: keys.blob(wrapped=wraps(2, 3)), (422, "blob")),
    "with two passphrases": (lambda keys: keys.blob(wrapped=wraps(1, 1, 2)), (422, "blob")),
    "of an unknown wrap": (lambda keys: keys.blob(wrapped=wraps(1, 2, 4)), (422, "blob")),
    "with nine passkeys": (lambda keys: keys.blob(wrapped=wraps(1, 2, *[3] * 9)), (422, "blob")),
    "too little memory": (lambda keys: keys.blob(m=8), (422, "kdf-too-weak")),
    "too few rounds": (lambda keys: keys.blob(t=2), (422, "kdf-too-weak")),
    "more than a gigabyte": (lambda keys: keys.blob(m=1_048_577), (422, "kdf-too-weak")),
    "more than twenty rounds": (lambda keys: keys.blob(t=21), (422, "kdf-too-weak")),
    "another version": (lambda keys: keys.blob(2), (409, "blob-version")),
}


@pytest.mark.parametrize("what", WRONG_BLOBS)
def test_no_entry_comes_into_the_log_with_a_blob_that_is_wrong(what, ana):
    browser = SealedBrowser(ana)
    keys = browser.reserve()
    make, code = WRONG_BLOBS[what]
    answer = browser.post("entries", entry=b64(keys.entry()), blob=b64(make(keys)))
    assert refused(answer) == code
    assert not KeyEntry.objects.exists()
    assert not Leaf.objects.exists()


def test_the_blob_comes_back_as_it_was_and_lies_sealed_in_the_database(ana):
    browser = SealedBrowser(ana)
    keys = browser.reserve()
    raw = keys.blob(wrapped=wraps(1, 2, 3, 3))
    browser.post("entries", entry=b64(keys.entry()), blob=b64(raw))
    assert base64.b64decode(browser.get("blob").json()["blob"]) == raw
    kept = Blob.objects.get().sealed
    assert raw[1:40].hex() not in kept
    assert base64.urlsafe_b64encode(raw)[8:40].decode() not in kept


def test_without_a_blob_there_is_none(ana):
    assert SealedBrowser(ana).get("blob").status_code == 404
    assert SealedBrowser(ana).get("blob/payload").status_code == 404


def test_the_payload_alone_holds_no_wrap(ana_at):
    raw = base64.b64decode(ana_at.get("blob").json()["blob"])
    said = ana_at.get("blob/payload").json()
    head, payload = base64.b64decode(said["head"]), base64.b64decode(said["payload"])
    assert raw.startswith(head)
    assert raw.endswith(payload)
    assert len(raw) > len(head) + len(payload)


def test_the_wraps_leave_ten_times_an_hour_and_each_time_the_member_hears(ana_at, ana):
    from jobs.worker import Worker

    statuses = [ana_at.get("blob").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert refused(ana_at.get("blob")) == (429, "blob-often")
    assert ana_at.get("blob/payload").status_code == 200
    Worker().drain()
    notice = Notice.objects.get(membership=ana.membership, kind="sealed_keys_fetched")
    assert notice.count == 10


def test_a_blob_is_changed_version_by_version(ana_at):
    new = ana_at.keys.change()
    assert ana_at.put("blob", **new).json() == {"version": 2}
    # The answer was lost on the way: the same again is the same.
    assert ana_at.put("blob", **new).json() == {"version": 2}
    answer = ana_at.put("blob", **ana_at.keys.change())
    assert refused(answer) == (409, "blob-version")
    assert answer.json()["version"] == 2


def test_the_payload_is_changed_while_the_wraps_stay(ana_at):
    from tests.messaging.writing import head_of, payload

    raw = base64.b64decode(ana_at.get("blob").json()["blob"])
    kept = base64.b64decode(ana_at.get("blob/payload").json()["head"])

    def put(head: bytes):
        return ana_at.put("blob", head=b64(head), payload=b64(rest), signature=b64(ana_at.keys.signs(head, rest)))

    head, rest = head_of(ana_at.keys, 2, kept[-72:-40]), payload()
    assert put(head).json() == {"version": 2}
    whole = base64.b64decode(ana_at.get("blob").json()["blob"])
    assert whole == head + raw[len(kept) : -len(payload())] + rest
    other = head_of(ana_at.keys, 3, h(b"other wraps"))
    assert refused(put(other)) == (409, "blob-version")
    weaker = head_of(ana_at.keys, 3, kept[-72:-40], t=4)
    assert refused(put(weaker)) == (422, "blob")


def whoever_has_only_the_session(keys):
    """Return what he might send in place of a signature of KEYS over a change to the blob RAW."""
    thief, later = Keys(keys.identity), keys.blob(3)
    return {
        "none": lambda raw: b"",
        "zeros": lambda raw: bytes(64),
        "of keys of his own": lambda raw: thief.signs(*parts(raw)),
        "of another version": lambda raw: keys.signs(*parts(later)),
        "of the head alone": lambda raw: keys.signs(parts(raw)[0], b""),
        "of another kind": lambda raw: sign(keys.ed, "key-entry", b"".join(parts(raw))),
        "cut": lambda raw: keys.signs(*parts(raw))[:-1],
        "with a byte behind": lambda raw: keys.signs(*parts(raw)) + b"\0",
        "with the order added to S": lambda raw: unreduced(keys.signs(*parts(raw))),
    }


def unreduced(signature: bytes) -> bytes:
    return signature[:32] + (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")


FORGED = list(whoever_has_only_the_session(Keys(bytes(15) + b"1")))


@pytest.mark.parametrize("what", FORGED)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "payload"])
def test_whoever_has_only_the_session_puts_nothing_in_the_place_of_the_secrets(what, whole, ana_at):
    before = Blob.objects.get()
    kept = base64.b64decode(ana_at.get("blob").json()["blob"])
    raw = ana_at.keys.blob(2)
    head, rest = parts(raw)
    if not whole:
        head = head[:-72] + parts(kept)[0][-72:-40] + head[-40:]
        raw = head + rest
    signature = whoever_has_only_the_session(ana_at.keys)[what](raw)
    given = {"blob": b64(raw)} if whole else {"head": b64(head), "payload": b64(rest)}
    assert refused(ana_at.put("blob", **given, signature=b64(signature))) == (422, "signature")
    after = Blob.objects.get()
    assert (after.version, after.sealed) == (before.version, before.sealed)
    assert base64.b64decode(ana_at.get("blob").json()["blob"]) == kept
    # With it, the same is taken.
    assert ana_at.put("blob", **given, signature=b64(ana_at.keys.signs(head, rest))).json() == {"version": 2}


def test_a_change_without_a_signature_is_malformed(ana_at):
    assert refused(ana_at.put("blob", blob=b64(ana_at.keys.blob(2)))) == (400, "malformed")


def test_after_new_keys_the_old_ones_change_the_blob_no_more(ana_at):
    old, first = ana_at.keys, KeyEntry.objects.get()
    new = Keys(old.identity, gen=1)
    entry = new.entry(prev=bytes.fromhex(first.digest), reason=1, old=old)
    assert ana_at.post("entries", entry=b64(entry), blob=b64(new.blob(2))).status_code == 201
    raw = new.blob(3)
    by_old = ana_at.put("blob", blob=b64(raw), signature=b64(old.signs(*parts(raw))))
    assert refused(by_old) == (422, "signature")
    assert ana_at.put("blob", blob=b64(raw), signature=b64(new.signs(*parts(raw)))).json() == {"version": 3}


def test_nobody_writes_or_reads_the_blob_of_another(ana_at, chloe_at):
    assert refused(chloe_at.put("blob", **ana_at.keys.change())) == (403, "not-sender")
    own = chloe_at.get("blob").json()["blob"]
    assert ana_at.get("blob").json()["blob"] != own


def test_keys_say_who_stands_behind_them(ana_at, chloe_at, chloe):
    wires = f"{ana_at.keys.identity.hex()},{chloe_at.keys.identity.hex()}"
    said = {one["identity"]: one for one in ana_at.get("keys", of=wires).json()["keys"]}
    found = said[chloe_at.keys.identity.hex()]
    assert found["who"] == {
        "function": "Legal officer",
        "authority": "Bureau for mutual assistance",
        "state": "France",
        "name": "Chloe Example",
        "url": f"/members/{chloe.membership.public_id}/",
        "also": [],
    }
    assert (found["ended"], [one["index"] for one in found["entries"]]) == (False, [1])


def test_keys_and_people_say_the_same_words_in_the_other_languages_of_the_pages(ana, ana_at, chloe_at, chloe):
    """Each that differs, once: of names that nobody translated there is one."""
    chloe.membership.function = {"en": "Judge", "fr": "Juge"}
    chloe.membership.save(update_fields=["function"])
    same = {"authority": "Bureau for mutual assistance", "state": "France", "name": "Chloe Example"}

    def asked():
        found = ana_at.get("keys", of=chloe_at.keys.identity.hex()).json()["keys"][0]["who"]
        assert found == ana_at.get("people", q="chloe").json()["people"][0]["who"]
        return found["function"], found["also"]

    assert asked() == ("Judge", [{"function": "Juge", **same}])
    ana.member.language = "fr"
    ana.member.save(update_fields=["language"])
    assert asked() == ("Juge", [{"function": "Judge", **same}])


def test_keys_of_an_ended_membership_say_so(ana_at, chloe_at, chloe):
    Membership.objects.filter(pk=chloe.membership.pk).update(until=timezone.now())
    found = ana_at.get("keys", of=chloe_at.keys.identity.hex()).json()["keys"][0]
    assert found["ended"] is True
    assert found["who"]["state"] == "France"


def test_invented_identities_have_no_keys(ana_at):
    assert ana_at.get("keys", of=f"{ana_at.keys.identity.hex()},{'1' * 32}").status_code == 404
    assert refused(ana_at.get("keys", of="1")) == (400, "malformed")
    assert refused(ana_at.get("keys", of=",".join(["1" * 32] * 51))) == (400, "malformed")


def test_people_are_found_by_state_function_and_name_and_one_is_not_among_them(ana_at, chloe_at, dara, gita, eve):
    found = ana_at.get("people", q="france legal").json()["people"]
    assert [(one["identity"], one["who"]["name"]) for one in found] == [(chloe_at.keys.identity.hex(), "Chloe Example")]
    everybody = {one["who"]["name"]: one["identity"] for one in ana_at.get("people", q="").json()["people"]}
    assert everybody["Dara Example"] is None
    assert not {"Ana Example", "Gita Example", "Eve Example"} & set(everybody)


@pytest.mark.parametrize("who", ["gita", "otto"])
def test_guests_and_observers_have_no_sealed_messages(request, who):
    browser = SealedBrowser(request.getfixturevalue(who))
    for answer in (browser.get("log"), browser.get("me"), browser.post("identity"), browser.get("people", q="x")):
        assert refused(answer) == (403, "not-allowed")


@pytest.mark.parametrize(
    "body",
    ["", "[]", "1", "{", "[" * 90_000, '{"entry": 1}', '{"entry": "AA=", "blob": ""}', '{"entry": "AB==", "blob": ""}'],
)
def test_what_is_no_json_of_ours_is_malformed(body, ana_at):
    answer = ana_at.client.generic("POST", "/messages/entries", body, content_type="application/json")
    assert refused(answer) == (400, "malformed")


def test_a_request_that_never_ends_is_too_large(ana_at):
    body = '{"entry": "' + "A" * 200_000
    answer = ana_at.client.generic("POST", "/messages/entries", body, content_type="application/json")
    assert refused(answer) == (413, "too-large")


def test_without_a_session_a_worker_gets_401(anonymous):
    answer = anonymous.get("/messages/me", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_the_doors_of_keys_make_the_same_statements_for_many(ana_at, chloe_at, mauritius):
    from tests.personas import Persona

    def statements(path, **query) -> int:
        with CaptureQueriesContext(connection) as made:
            assert ana_at.get(path, **query).status_code == 200
        return len(made)

    def counts() -> list[int]:
        wires = ",".join(KeyEntry.objects.values_list("identity__wire", flat=True))
        return [statements("log"), statements("me"), statements("keys", of=wires), statements("people", q="")]

    few = counts()
    for number in range(6):
        SealedBrowser(Persona(membership(f"colleague{number}", mauritius))).register()
    assert counts() == few


def test_the_sign_of_a_session_changes_with_it(ana_at, ana):
    first = ana_at.get("me").json()["session"]
    assert ana_at.get("me").json()["session"] == first
    ana.__dict__.pop("client")
    assert SealedBrowser(ana).get("me").json()["session"] != first
