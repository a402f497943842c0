/** Identity, key entries, the log, checkpoints, the blob and the printed key, as a browser makes and reads them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as door from "../../frontend/crypto/door.js";
import { stretch } from "../../frontend/crypto/argon2.js";
import { consistencyProof, inclusionProof } from "./proofs.js";
import { refused } from "./refusals.js";

const now = 1_790_000_000_000;
const secret = door.random(32);
const id = door.randomId();

async function identity(gen = 0) {
  return door.deriveIdentity({ secret: await door.sha256(door.join(secret, door.u32(gen))), id, gen });
}

async function chain() {
  const [first, second] = [await identity(0), await identity(1)];
  const one = await door.makeEntry({ identity: first, reason: 0, time: now });
  const two = await door.makeEntry({ identity: second, reason: 1, time: now, prev: await door.sha256(one), old: first.signKey });
  return { first, second, one, two };
}

test("a rotation continues the entry before it", async () => {
  const { one, two, second } = await chain();
  assert.deepEqual([one.length, two.length], [1376, 1440]);
  const read = await door.verifyEntries([one, two]);
  assert.deepEqual(read[1].fingerprint, second.fingerprint);
});

test("an entry that was changed, cut or lengthened is refused", async () => {
  const { one } = await chain();
  await refused("malformed", () => door.verifyEntries([one.slice(0, -1)]));
  await refused("malformed", () => door.verifyEntries([door.join(one, door.u8(0))]));
  await refused("too-large", () => door.verifyEntries([door.join(one, new Uint8Array(65))]));
  const changed = one.slice();
  changed[1370] ^= 1;
  await refused("signature", () => door.verifyEntries([changed]));
});

test("a blob opens by words, by the printed key and by a passkey, and by nothing else", async () => {
  const me = await identity();
  const cost = door.newCost();
  const [dek, key, prf, credential] = [door.random(32), door.random(32), door.random(32), door.random(20)];
  const locks = [
    await door.wordsLock("  Cheval  correct Batterie ", cost, stretch),
    await door.recoveryLock(key, cost, id),
    await door.passkeyLock(prf, credential, cost, id),
  ];
  const wraps = await Promise.all(locks.map((lock) => door.closeLock(dek, { id, ...cost }, lock)));
  const head = { id, gen: 0, fingerprint: me.fingerprint, version: 1, checkpoint: { size: 0, root: door.ZERO32 }, ...cost };
  const compared = [["Chef d’unité", "الوزارة", "A", "Ben"], ["", "Ministry", "A", "Ben"]];
  const pins = [[1, []], [2, []], [2, compared]].map(([state, shown], i) => ({ id: Uint8Array.from({ length: 16 }, () => i + 1), gen: 0, fingerprint: me.fingerprint, state, time: now, shown }));
  const content = { secrets: [{ gen: 0, secret }], serverKey: door.random(32), logSalt: door.random(32), pins };
  const sealed = await door.sealBlob({ head, dek: await door.sealingKey(dek), content, wraps });
  const blob = await door.readBlob(sealed.blob);
  for (const lock of [await door.wordsLock("cheval correct batterie", blob, stretch), locks[1], locks[2]]) {
    const opened = await door.openBlob(blob, await door.sealingKey(await door.openLock(blob, lock)));
    assert.deepEqual(opened.pins, pins);
    assert.deepEqual(opened.secrets, content.secrets);
  }
  const with_ = async (shown) => door.sealBlob({ head, dek: await door.sealingKey(dek), content: { ...content, pins: [{ ...pins[2], shown }] }, wraps });
  await with_([["", "", "", "x".repeat(1024)]]);
  // What nobody could open again is not sealed.
  await refused("malformed", () => with_([["", "", "", "x".repeat(1025)]]));
  await refused("malformed", () => with_(Array(5).fill(["", "", "", ""])));
  await refused("wrong-key", () => door.openLock(blob, { ...locks[0], kek: door.random(32) }));
  const again = door.readSealed(sealed.head, sealed.payload);
  assert.deepEqual((await door.openBlob(again, await door.sealingKey(dek))).serverKey, content.serverKey);
  const change = { signed: "blob-change", body: door.join(sealed.head, sealed.payload), sig: await door.signBlob(me.signKey, sealed) };
  await door.verifySigned(change, me.edPk);
  await refused("signature", () => door.verifySigned({ ...change, signed: "key-entry" }, me.edPk));
  await refused("signature", () => door.verifySigned({ ...change, body: door.join(sealed.head, door.random(100)) }, me.edPk));
});

test("a printed key is read back with its check", async () => {
  const key = door.random(32);
  const groups = await door.printRecovery(key);
  assert.equal(groups.length, 14);
  assert.deepEqual(await door.readRecovery(groups.join(" - ").toLowerCase()), key);
});

test("the tree of any size proves each leaf and each smaller tree", async () => {
  const hashes = await Promise.all(Array.from({ length: 20 }, (_, i) => door.leafHash(door.u64(i))));
  for (let size = 1; size <= hashes.length; size++) {
    const some = hashes.slice(0, size);
    const root = await door.rootOf(await door.append(door.EMPTY, some));
    for (let index = 0; index < size; index++) {
      const proof = await inclusionProof(some, index);
      await door.verifyInclusion({ leaf: some[index], index, size, root, proof });
    }
    for (let smaller = 1; smaller <= size; smaller++) {
      const from = { size: smaller, root: await door.rootOf(await door.append(door.EMPTY, some.slice(0, smaller))) };
      const proof = await consistencyProof(some, smaller);
      await door.verifyConsistency({ from, to: { size, root }, proof });
    }
  }
});
