/** The ends of what is allowed, and what no client may be brought to make. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as door from "../../frontend/crypto/door.js";
import { begun, message, now, person } from "./people.js";
import { refused } from "./refusals.js";

const [ana, ben] = await Promise.all([person(1), person(2)]);
const conversation = await begun([ana, ben]);
const [file, hash] = [door.randomId(), door.random(32)];
const manifest = { file, key: hash, name: "n".repeat(255), type: "t".repeat(127), size: 5, shaPlain: hash, shaCipher: hash };

test("the longest message with ten files fits, and a byte more does not", async () => {
  const files = Array.from({ length: 10 }, () => manifest);
  const envelope = door.readEnvelope(await message(conversation, ana, { body: "x".repeat(60_000), files }));
  assert.equal((await door.openEnvelope(envelope, conversation.key)).files.length, 10);
  assert.equal(envelope.cipher.length, 65_536 + 16);
  await refused("malformed", () => message(conversation, ana, { body: "x".repeat(60_001) }));
  await refused("malformed", () => message(conversation, ana, { body: "", files: [...files, manifest] }));
});

test("a message costs at most 0.6 kB above its padded text", async () => {
  const sealed = await message(conversation, ana, { body: "Received with thanks." }, { heads: [hash, hash] });
  assert.ok(sealed.length - 256 <= 600, String(sealed.length));
});

test("text that cannot be written in UTF-8 is refused, and NFC is made before sealing", async () => {
  await refused("malformed", () => message(conversation, ana, { body: "half \ud83d of a pair" }));
  await refused("malformed", () => message(conversation, ana, { body: "a\0b" }));
  const envelope = door.readEnvelope(await message(conversation, ana, { body: "e\u0301" }));
  assert.equal((await door.openEnvelope(envelope, conversation.key)).body, "\u00e9");
});

test("objects beyond their limit are refused before they are read", async () => {
  await refused("too-large", () => door.readBlob(new Uint8Array(65_537)));
  await refused("too-large", () => door.readEpoch(new Uint8Array(8193)));
  await refused("too-large", () => door.readEnvelope(new Uint8Array(262_145)));
  await refused("too-large", () => door.readGrant(new Uint8Array(1_048_577)));
  await refused("too-large", () => door.readReport(new Uint8Array(4_194_305)));
});

test("a file that is too large, or changes while it is read, is not sealed", async () => {
  const sealed = (size, bytes) => door.sealFile({ conv: conversation.conv, file, size, pieces: [bytes], put: async () => {} });
  await refused("too-large", () => sealed(door.MOST_BYTES + 1, hash));
  await refused("file-changed", () => sealed(33, hash));
});

test("a number that does not fit is never written", async () => {
  for (const [write, value] of [[door.u8, 256], [door.u32, -1], [door.u64, 2 ** 53], [door.u16, 1.5]]) {
    await refused("malformed", () => write(value));
  }
});

test("hexadecimal and base64 are read in one spelling only", async () => {
  for (const text of ["0", "AB", "0g", " 00"]) await refused("malformed", () => door.unhex(text));
  for (const text of ["A", "AAA", "AAB=", "AA==AA==", "A-A=", "AAAA\n"]) await refused("malformed", () => door.unbase64(text));
  const bytes = door.random(20_000);
  assert.deepEqual(door.unbase64(door.base64(bytes)), bytes);
  assert.deepEqual(door.unhex(door.hex(bytes)), bytes);
});

test("an identifier is never all zero", (t) => {
  const fills = [0, 7];
  t.mock.method(crypto, "getRandomValues", (array) => array.fill(fills.shift()));
  assert.deepEqual(door.randomId(), new Uint8Array(16).fill(7));
});

test("one's own wrap is read as it is handed on, and nothing longer", async () => {
  const wraps = await door.readWraps(conversation.record, conversation.wraps);
  const { enc, ct } = wraps.find(({ id }) => door.same(id, ben.id));
  assert.deepEqual(await door.openEpoch(conversation.record, door.readWrap(door.join(enc, ct)), ben), conversation.key);
  await refused("malformed", () => door.readWrap(door.join(enc, ct, door.u8(0))));
});

test("a leaf is read as it is written", () => {
  assert.deepEqual(door.readLeaf(door.makeLeaf(hash, hash)), { commitment: hash, entry: hash });
});

test("the content of a blob changes while its wraps stay, and only under its own head", async () => {
  const cost = door.newCost();
  const dek = await door.sealingKey(door.random(32));
  const head = { id: ana.id, gen: 0, fingerprint: ana.fingerprint, version: 2, checkpoint: { size: 1, root: hash }, ...cost };
  const content = { secrets: [{ gen: 0, secret: hash }], serverKey: hash, logSalt: hash, pins: [] };
  const sealed = await door.sealBlob({ head, dek, content, wrapsHash: hash });
  assert.equal(sealed.blob, null);
  const read = door.readSealed(sealed.head, sealed.payload);
  assert.deepEqual(read.wrapsHash, hash);
  assert.deepEqual((await door.openBlob(read, dek)).pins, []);
  const other = await door.sealBlob({ head: { ...head, version: 3 }, dek, content, wrapsHash: hash });
  await refused("cannot-open", () => door.openBlob(door.readSealed(other.head, sealed.payload), dek));
  await refused("malformed", () => door.readSealed(sealed.head.slice(0, -1), sealed.payload));
  const [longer, rest] = [door.join(sealed.head, sealed.payload.slice(0, 1)), sealed.payload.slice(1)];
  await refused("malformed", () => door.readSealed(longer, rest));
  const weak = await door.sealBlob({ head: { ...head, mKib: 8 }, dek, content, wrapsHash: hash });
  await refused("kdf-too-weak", () => door.readSealed(weak.head, weak.payload));
});

test("words are stretched only at a cost that is high enough", async () => {
  const stretch = () => assert.fail("nothing is typed for a blob that asks too little");
  await refused("kdf-too-weak", () => door.wordsLock("abacus", { ...door.newCost(), mKib: 8 }, stretch));
});

test("a passkey is asked at a place that belongs to one identity", async () => {
  assert.notDeepEqual(await door.prfInput(ana.id), await door.prfInput(ben.id));
  assert.equal((await door.prfInput(ana.id)).length, 32);
});

test("the same text is never sealed under the same key twice", async () => {
  const twice = await Promise.all([1, 2].map(() => message(conversation, ana, { body: "Received." }, { time: now })));
  const [one, other] = twice.map(door.readEnvelope);
  assert.notDeepEqual(one.salt, other.salt);
  assert.notDeepEqual(one.cipher, other.cipher);
});

test("a note whose hash is not one of 32 bytes, or whose size no number holds, is no checkpoint", async () => {
  const note = (root, size = "1") => `a/messages\n${size}\n${root}\ntime 1\n\n— a/messages ${door.base64(door.random(68))}\n`;
  const pinned = { origin: "a/messages", serverKey: ana.edPk };
  await refused("malformed", () => door.readCheckpoint(note(door.base64(door.random(31))), pinned));
  await refused("malformed", () => door.readCheckpoint(note(door.base64(door.random(32)), "9007199254740992"), pinned));
  await refused("server-key-changed", () => door.readCheckpoint(note(door.base64(door.random(32))), pinned));
});
