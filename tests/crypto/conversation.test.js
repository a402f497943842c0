/** Epochs, envelopes, files and the other records of a conversation, as browsers make and read them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as door from "../../frontend/crypto/door.js";
import { sign } from "../../frontend/crypto/signature.js";
import { begun, message, now, person } from "./people.js";
import { refused } from "./refusals.js";

const [ana, ben, dara] = await Promise.all([person(1), person(2), person(3)]);
const conversation = await begun([ana, ben]);

async function wrapOf(made, who) {
  const wraps = await door.readWraps(made.record, made.wraps);
  return wraps.find(({ id }) => door.same(id, who.id));
}

test("each member opens the epoch's key, and nobody opens another's wrap", async () => {
  await door.verifySigned(conversation.record, ana.edPk);
  for (const who of [ana, ben]) {
    assert.deepEqual(await door.openEpoch(conversation.record, await wrapOf(conversation, who), who), conversation.key);
  }
  await refused("cannot-open", async () => door.openEpoch(conversation.record, await wrapOf(conversation, ana), ben));
  await refused("signature", () => door.verifySigned(conversation.record, ben.edPk));
});

test("a creator who seals another key to one member is found out", async () => {
  const other = await door.makeEpoch({ ...conversation.record, creator: ana, members: [ana, ben], key: door.random(32) });
  const mixed = door.readEpoch(other.record);
  await refused("key-commit", () => door.requireCommitted(mixed, conversation.key));
});

test("a record follows only the one before it, for the reason that is true", async () => {
  const base = { conv: conversation.conv, epoch: 1, prev: conversation.hash, creator: ana };
  const added = await begun([ana, ben, dara], { ...base, reason: door.CHANGES.added });
  await door.requireNext(added.record, conversation.record);
  const { added: who } = door.differences(conversation.record.members, added.record.members);
  assert.deepEqual(who.map(({ index }) => index), [3]);
  const wrong = [
    { reason: door.CHANGES.renewed },
    { retention: 30 },
    { epoch: 2 },
    { prev: door.random(32) },
    { conv: door.randomId() },
  ];
  for (const change of wrong) {
    const record = (await begun([ana, ben, dara], { ...base, reason: door.CHANGES.added, ...change })).record;
    await refused("epoch-refused", () => door.requireNext(record, conversation.record));
  }
  const ghost = await begun([dara, ana, ben], { ...base, creator: dara, reason: door.CHANGES.added });
  await refused("epoch-refused", () => door.requireNext(ghost.record, conversation.record));
});

test("a message opens with its epoch's key and says what was written", async () => {
  const sent = await message(conversation, ana, { body: "Merci\u00a0! ﷺ", code: 2 });
  const read = door.readEnvelope(sent);
  await door.verifySigned(read, ana.edPk);
  const plain = await door.openEnvelope(read, conversation.key);
  assert.deepEqual([plain.body, plain.code, plain.files], ["Merci\u00a0! ﷺ", 2, []]);
  assert.equal(read.cipher.length, 256 + 16);
  await refused("cannot-open", () => door.openEnvelope(read, door.random(32)));
  await refused("frank", () => door.requireFranked(read, door.random(32), plain.content));
});

async function* pieces(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function sealedFile(bytes, size = bytes.length) {
  const file = door.randomId();
  const held = [];
  const put = async (sealed) => void held.push(sealed);
  const manifest = await door.sealFile({ conv: conversation.conv, file, size, pieces: pieces(bytes, 5000), put });
  return { manifest: { file, ...manifest, name: "a.pdf", type: "application/pdf" }, held: door.join(...held) };
}

for (const size of [0, 1, 248, 16_376, 16_384, 65_528, 100_000]) {
  test(`a file of ${size} bytes comes back whole, and not at all when its end is missing`, async () => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
    const { manifest, held } = await sealedFile(bytes);
    assert.equal(held.length, door.sealedLength(size));
    const open = (sealed, step) => door.openFile({ conv: conversation.conv, manifest, pieces: pieces(sealed, step) });
    for (const step of [37, 16_400, 1_000_000]) assert.deepEqual(door.join(...(await open(held, step))), bytes);
    for (const cut of [held.length - 1, held.length - (held.length - 56) % 16_400, 56, 40]) {
      await assert.rejects(open(held.slice(0, cut), 5000), { name: "Refused" });
    }
    const sent = await message(conversation, ana, { body: "", files: [manifest] });
    const plain = await door.openEnvelope(door.readEnvelope(sent), conversation.key);
    assert.equal(plain.files[0].name, "a.pdf");
  });
}

test("a newcomer is given old epochs, a leaver leaves, and a report proves what was written", async () => {
  const keys = [{ epoch: 0, record: conversation.hash, key: conversation.key }];
  const grant = door.readGrant(await door.makeGrant({ conv: conversation.conv, granter: ana, newcomer: dara, epochRec: door.random(32), keys, time: now }));
  await door.verifySigned(grant, ana.edPk);
  const key = await door.openGrant(grant.keys[0], conversation.hash, dara);
  await door.requireCommitted(conversation.record, key);
  const leave = door.readLeave(await door.makeLeave({ conv: conversation.conv, leaver: ben, epochRec: conversation.hash, time: now }));
  await door.verifySigned(leave, ben.edPk);
  const envelope = door.readEnvelope(await message(conversation, ana, { body: "not in order" }));
  const { frankKey, content } = await door.openEnvelope(envelope, conversation.key);
  const messages = [{ envelope: await door.sha256(envelope.bytes), frankKey, content }];
  const report = door.readReport(await door.makeReport({ conv: conversation.conv, reporter: ben, messages, reason: "please look", time: now }));
  await door.verifySigned(report, ben.edPk);
  await door.requireFranked(envelope, report.messages[0].frankKey, report.messages[0].content);
  assert.equal(door.readContent(report.messages[0].content, 1).body, "not in order");
});

test("two members see the same safety number", async () => {
  const [one, other] = [await door.safetyNumber(ana, ben), await door.safetyNumber(ben, ana)];
  assert.deepEqual(one, other);
  assert.match(one.code, /^counterpart-safety-1:[0-9]{60}$/);
});

test("wraps in another order than the members are refused, even when their hash is signed", async () => {
  const [first, second] = [conversation.wraps.slice(0, 1184), conversation.wraps.slice(1184)];
  const exchanged = door.join(second, first);
  const body = door.join(conversation.record.bound, await door.sha256(exchanged));
  const record = door.readEpoch(door.join(body, await sign(ana.signKey, "epoch", body)));
  await door.verifySigned(record, ana.edPk);
  await refused("wraps", () => door.readWraps(record, exchanged));
});
