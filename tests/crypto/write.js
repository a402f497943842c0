/** Prints the vectors that the browser's modules make: right ones of every object, which the other implementation must read. */
import * as door from "../../frontend/crypto/door.js";
import { consistencyProof, inclusionProof } from "./proofs.js";

const { hex } = door;
const now = 1_790_000_000_000;
const cases = [];

function add(object, name, given) {
  cases.push({ object, name, by: "javascript", given });
}

async function person(gen = 0, id = door.randomId()) {
  const secret = door.random(32);
  const made = await door.deriveIdentity({ secret, id, gen });
  return { ...made, secret, reader: { secret: hex(secret), id: hex(id), gen } };
}

const [ana, ben, dara] = [await person(), await person(), await person()];
const checkpoint = { size: 7, root: door.random(32) };

for (const [which, who] of [["one", ana], ["another", ben], ["a third", await person(3)]]) {
  add("identity", `generation ${who.gen} of ${which} secret`, who.reader);
}

const pair = ({ id, fingerprint }) => ({ id: hex(id), fingerprint: hex(fingerprint) });
add("safety-number", "of two members", { one: pair(ana), other: pair(ben) });
add("safety-number", "of the two the other way round", { one: pair(ben), other: pair(ana) });

const first = await door.makeEntry({ identity: ana, reason: 0, time: now });
const newer = await person(1, ana.id);
const prev = await door.sha256(first);
const rotation = await door.makeEntry({ identity: newer, reason: 1, time: now, prev, old: ana.signKey });
add("entry", "a first key", { entry: hex(first) });
add("entries", "a rotation", { entries: [first, rotation].map(hex) });
for (const [name, reason] of [["a reset", 2], ["a stolen key", 3]]) {
  add("entries", name, { entries: [hex(first), hex(await door.makeEntry({ identity: newer, reason, time: now, prev }))] });
}

const salt = door.random(32);
const commitment = await door.commitmentOf(salt, ana.id);
add("commitment", "of a salt and an identity", { salt: hex(salt), id: hex(ana.id) });
add("leaf", "of a key entry", { leaf: hex(door.makeLeaf(commitment, prev)) });
const leaves = Array.from({ length: 13 }, () => door.makeLeaf(door.random(32), door.random(32)));
const hashes = await Promise.all(leaves.map(door.leafHash));
const rootOf = async (size) => hex(await door.rootOf(await door.append(door.EMPTY, hashes.slice(0, size))));
for (const size of [0, 1, 2, 7, 8, 13]) add("tree", `of ${size} leaves`, { leaves: leaves.slice(0, size).map(hex) });
for (const [index, size] of [[0, 1], [6, 7], [3, 8], [12, 13]]) {
  const proof = (await inclusionProof(hashes.slice(0, size), index)).map(hex);
  add("inclusion", `of leaf ${index} in ${size}`, { leaf: hex(hashes[index]), index, size, root: await rootOf(size), proof });
}
for (const [small, size] of [[1, 13], [6, 13], [8, 13], [13, 13]]) {
  const proof = (await consistencyProof(hashes.slice(0, size), small)).map(hex);
  add("consistency", `of ${small} and ${size}`, { small, small_root: await rootOf(small), size, root: await rootOf(size), proof });
}

const cost = door.newCost();
const [dek, key, prf, credential] = [door.random(32), door.random(32), door.random(32), door.random(20)];
const { stretch } = await door.loadArgon2();
const words = "Énorme  abacus ＡＢＩＤＥ حجة";
const locks = [
  await door.wordsLock(words, cost, stretch),
  await door.recoveryLock(key, cost, ana.id),
  await door.passkeyLock(prf, credential, cost, ana.id),
];
const wraps = await Promise.all(locks.map((lock) => door.closeLock(dek, { id: ana.id, ...cost }, lock)));
const compared = [["Chef d’unité", "الوزارة", "B", "Ben"], ["", "Ministry", "B", "Be\u0301n"]];
const pins = [ben, dara, newer].map(({ id, fingerprint }, i) => ({ id, gen: 0, fingerprint, state: Math.min(i + 1, 2), time: now, shown: i > 1 ? compared : [] }));
const head = { id: ana.id, gen: 0, fingerprint: ana.fingerprint, version: 5, checkpoint, ...cost };
const content = { secrets: [{ gen: 0, secret: ana.secret }], serverKey: door.random(32), logSalt: salt, pins };
const made = await door.sealBlob({ head, dek: await door.sealingKey(dek), content, wraps });
const { blob } = made;
const change = { head: hex(made.head), payload: hex(made.payload), ed_pk: hex(ana.edPk) };
add("blob-change", "of a whole blob", { ...change, signature: hex(await door.signBlob(ana.signKey, made)) });
add("blob", "by the printed key", { blob: hex(blob), kind: 2, ref: "", known: hex(key) });
add("blob", "by words, typed otherwise", { blob: hex(blob), kind: 1, ref: "", known: "énorme abacus abide حجة " });
add("blob", "by a passkey", { blob: hex(blob), kind: 3, ref: hex(credential), known: hex(prf) });
add("password", "words with capitals, wide forms and spaces", { words });
for (let i = 0; i < 3; i++) {
  const printed = door.random(32);
  add("recovery-print", `key ${i}`, { key: hex(printed) });
  add("recovery-read", `sheet ${i}`, { typed: (await door.printRecovery(printed)).join(i ? "-" : " ").toLowerCase() });
}
for (const length of [0, 256, 257, 16_384, 65_536, 65_537, 70_000, 131_073, 1_000_000, 104_857_608]) {
  add("padding", `of ${length}`, { length });
}

const conv = door.randomId();
const begin = { conv, epoch: 0, reason: 0, retention: 90, creator: ana, checkpoint, time: now };
const listed = [ana, ben, dara].map((who, index) => ({ ...who, index }));
const begun = await door.makeEpoch({ ...begin, members: listed.slice(0, 2) });
const epochRec = await door.sha256(begun.record);
const given = ({ record, wraps }, reader, more) => ({ record: hex(record), wraps: hex(wraps), ed_pk: hex(ana.edPk), reader: reader.reader, ...more });
add("epoch", "a conversation begins", given(begun, ben));
const follow = { ...begin, epoch: 1, prev: epochRec };
const added = await door.makeEpoch({ ...follow, reason: 1, members: listed });
add("epoch", "somebody is added", given(added, dara, { before: hex(begun.record) }));
const renewed = await door.makeEpoch({ ...follow, reason: 4, members: listed.slice(0, 2) });
add("epoch", "a key is renewed", given(renewed, ana, { before: hex(begun.record) }));
const removed = await door.makeEpoch({ ...follow, reason: 2, members: listed.slice(0, 1) });
add("epoch", "somebody is removed", given(removed, ana, { before: hex(begun.record) }));

const place = { conv, epoch: 0, epochRec, epochKey: begun.key, sender: ana, counter: 1, prevOwn: door.ZERO32, heads: [epochRec], time: now, checkpoint };
const sent = (written, more) => door.sealEnvelope({ ...place, content: written, ...more });
const opens = (envelope) => ({ envelope: hex(envelope), ed_pk: hex(ana.edPk), key: hex(begun.key) });
const message = await sent({ kind: 1, body: "Received with thanks. شكرا ﷺ", code: 2 });
add("envelope", "a message", opens(message));
const later = { counter: 2, prevOwn: await door.sha256(message), heads: [epochRec, await door.sha256(message)] };
add("envelope", "a reply", opens(await sent({ kind: 1, body: "e\u0301t\u00e9", replyTo: await door.sha256(message) }, later)));
add("envelope", "a title", opens(await sent({ kind: 2, body: "A wrongful removal" }, later)));

for (const size of [0, 1, 1000]) {
  const [file, bytes, held] = [door.randomId(), Uint8Array.from({ length: size }, (_, i) => (i * 7) % 256), []];
  const put = async (sealed) => void held.push(sealed);
  const manifest = await door.sealFile({ conv, file, size, pieces: [bytes], put });
  const hashesOf = { plain: hex(manifest.shaPlain), cipher: hex(manifest.shaCipher) };
  add("file", `of ${size} bytes`, { conv: hex(conv), file: hex(file), key: hex(manifest.key), size, ...hashesOf, sealed: hex(door.join(...held)) });
  if (size !== 1) continue;
  const files = [{ file, ...manifest, name: "Été.pdf", type: "application/pdf" }];
  add("envelope", "a message with a file", opens(await sent({ kind: 1, body: "", files })));
}

add("leave", "by a member", { leave: hex(await door.makeLeave({ conv, leaver: ben, epochRec, time: now })), ed_pk: hex(ben.edPk) });
const keys = [{ epoch: 0, record: epochRec, key: begun.key }, { epoch: 1, record: door.random(32), key: door.random(32) }];
const grant = await door.makeGrant({ conv, granter: ana, newcomer: dara, epochRec: door.random(32), keys, time: now });
add("grant", "of two epochs", { grant: hex(grant), ed_pk: hex(ana.edPk), reader: dara.reader, record: hex(epochRec) });
const plain = await door.openEnvelope(door.readEnvelope(message), begun.key);
const reported = [{ envelope: await door.sha256(message), frankKey: plain.frankKey, content: plain.content }];
const report = await door.makeReport({ conv, reporter: ben, messages: reported, reason: "Please look.", time: now });
add("report", "of one message", { report: hex(report), ed_pk: hex(ben.edPk), envelope: hex(message) });

process.stdout.write(JSON.stringify(cases));
