/** What the browser's modules say of a vector: the code of the first thing that is wrong, or what the object says. Runs in Node and in a browser. */
import * as door from "../../frontend/crypto/door.js";

const { hex, unhex } = door;

async function readerOf({ secret, id, gen }) {
  return door.deriveIdentity({ secret: unhex(secret), id: unhex(id), gen });
}

async function* pieces(bytes) {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.slice(at, at + 10_000);
}

async function lockOf({ kind, ref, known }, blob) {
  if (kind === door.KINDS.words) return door.wordsLock(known, blob, (await door.loadArgon2()).stretch);
  if (kind === door.KINDS.recovery) return door.recoveryLock(unhex(known), blob, blob.id);
  return door.passkeyLock(unhex(known), unhex(ref), blob, blob.id);
}

/** By object: what it says when it is right. */
const JUDGES = {
  async identity(given) {
    const { edPk, kemPk, fingerprint } = await readerOf(given);
    return { ed_pk: hex(edPk), kem_pk: hex(await door.sha256(kemPk)), fingerprint: hex(fingerprint) };
  },
  async "safety-number"({ one, other }) {
    const pair = ({ id, fingerprint }) => ({ id: unhex(id), fingerprint: unhex(fingerprint) });
    return { digits: (await door.safetyNumber(pair(one), pair(other))).groups.join("") };
  },
  async entries({ entries }) {
    const chain = await door.verifyEntries(entries.map(unhex));
    return { gens: chain.length, fingerprint: hex(chain.at(-1).fingerprint), hash: hex(chain.at(-1).hash) };
  },
  async entry({ entry }) {
    return JUDGES.entries({ entries: [entry] });
  },
  async leaf({ leaf }) {
    const { commitment, entry } = door.readLeaf(unhex(leaf));
    return { commitment: hex(commitment), entry: hex(entry) };
  },
  async commitment({ salt, id }) {
    return { commitment: hex(await door.commitmentOf(unhex(salt), unhex(id))) };
  },
  async tree({ leaves }) {
    const hashes = await Promise.all(leaves.map((leaf) => door.leafHash(unhex(leaf))));
    return { root: hex(await door.rootOf(await door.append(door.EMPTY, hashes))) };
  },
  async inclusion({ leaf, index, size, root, proof }) {
    await door.verifyInclusion({ leaf: unhex(leaf), index, size, root: unhex(root), proof: proof.map(unhex) });
    return {};
  },
  async consistency({ small, small_root, size, root, proof }) {
    const [from, to] = [{ size: small, root: unhex(small_root) }, { size, root: unhex(root) }];
    await door.verifyConsistency({ from, to, proof: proof.map(unhex) });
    return {};
  },
  async checkpoint({ note, origin, server_key }) {
    const { size, root, time } = await door.readCheckpoint(note, { origin, serverKey: unhex(server_key) });
    return { size, root: hex(root), time };
  },
  async blob(given) {
    const blob = await door.readBlob(unhex(given.blob));
    const dek = await door.openLock(blob, await lockOf(given, blob));
    const { secrets, serverKey, pins } = await door.openBlob(blob, await door.sealingKey(dek));
    const said = { version: blob.version, server_key: hex(serverKey) };
    return { ...said, secrets: secrets.map(({ secret }) => hex(secret)), pins: pins.map(({ id, state, shown }) => [hex(id), state, ...shown.flat()]) };
  },
  async "blob-change"({ head, payload, signature, ed_pk }) {
    const { version, gen } = door.readSealed(unhex(head), unhex(payload));
    const body = door.join(unhex(head), unhex(payload));
    await door.verifySigned({ signed: "blob-change", body, sig: unhex(signature) }, unhex(ed_pk));
    return { version, gen };
  },
  async "recovery-print"({ key }) {
    return { groups: await door.printRecovery(unhex(key)) };
  },
  async "recovery-read"({ typed }) {
    return { key: hex(await door.readRecovery(typed)) };
  },
  async password({ words }) {
    return { password: hex(door.passwordOf(words)) };
  },
  async padding({ length }) {
    return { padded: door.paddedLength(length) };
  },
  async epoch({ record: bytes, wraps, ed_pk, reader, before }) {
    const record = door.readEpoch(unhex(bytes));
    await door.verifySigned(record, unhex(ed_pk));
    if (before) await door.requireNext(record, door.readEpoch(unhex(before)));
    const boxes = await door.readWraps(record, unhex(wraps));
    const wrap = boxes.find(({ id }) => hex(id) === reader.id);
    const key = await door.openEpoch(record, wrap, await readerOf(reader));
    const said = { epoch: record.epoch, reason: record.reason, retention: record.retention, key: hex(key) };
    return { ...said, members: record.members.map(({ id }) => hex(id)) };
  },
  async envelope({ envelope: bytes, ed_pk, key }) {
    const envelope = door.readEnvelope(unhex(bytes));
    await door.verifySigned(envelope, unhex(ed_pk));
    const { kind, replyTo, code, body, files } = await door.openEnvelope(envelope, unhex(key));
    const said = { kind, counter: envelope.counter, heads: envelope.heads.length, reply_to: hex(replyTo), code, body };
    return { ...said, files: files.map(({ name }) => name) };
  },
  async file({ conv, file, key, size, plain, cipher, sealed }) {
    const hashes = { shaPlain: unhex(plain), shaCipher: unhex(cipher) };
    const manifest = { file: unhex(file), key: unhex(key), name: "a", type: "", size, ...hashes };
    const parts = await door.openFile({ conv: unhex(conv), manifest, pieces: pieces(unhex(sealed)) });
    return { sha256: hex(await door.sha256(door.join(...parts))) };
  },
  async leave({ leave: bytes, ed_pk }) {
    const leave = door.readLeave(unhex(bytes));
    await door.verifySigned(leave, unhex(ed_pk));
    return { id: hex(leave.id), epoch_rec: hex(leave.epochRec) };
  },
  async grant({ grant: bytes, ed_pk, reader, record }) {
    const grant = door.readGrant(unhex(bytes));
    await door.verifySigned(grant, unhex(ed_pk));
    const key = await door.openGrant(grant.keys[0], unhex(record), await readerOf(reader));
    return { epochs: grant.keys.map(({ epoch }) => epoch), key: hex(key) };
  },
  async receipt({ receipt: bytes, ed_pk }) {
    const receipt = door.readReceipt(unhex(bytes));
    await door.verifySigned(receipt, unhex(ed_pk));
    return { seq: receipt.seq, object: hex(receipt.object) };
  },
  async tombstone({ tombstone: bytes, ed_pk }) {
    const tombstone = door.readTombstone(unhex(bytes));
    await door.verifySigned(tombstone, unhex(ed_pk));
    return { seq: tombstone.seq, object: hex(tombstone.object) };
  },
  async report({ report: bytes, ed_pk, envelope }) {
    const report = door.readReport(unhex(bytes));
    await door.verifySigned(report, unhex(ed_pk));
    const [{ frankKey, content }] = report.messages;
    const reported = door.readEnvelope(unhex(envelope));
    await door.requireFranked(reported, frankKey, content);
    return { reason: report.reason, body: door.readContent(content, reported.kind).body };
  },
};

/** An edit puts bytes at a place (from the end when negative), cuts the end off, or adds to it. */
function edited(given, { field, at, put, cut, add }) {
  const value = given[field];
  const place = at < 0 ? value.length + 2 * at : 2 * at;
  if (put !== undefined) return { ...given, [field]: value.slice(0, place) + put + value.slice(place + put.length) };
  return { ...given, [field]: (cut ? value.slice(0, -2 * cut) : value) + (add ?? "") };
}

/** @returns {{verdict: string, says: object | null}} */
export async function judge(vector) {
  const given = (vector.edits ?? []).reduce(edited, vector.given);
  try {
    return { verdict: "ok", says: await JUDGES[vector.object](given) };
  } catch (error) {
    if (error instanceof door.Refused) return { verdict: error.code, says: null };
    throw error;
  }
}

/** @returns the vectors of which the modules say something else here */
export async function disagreements(all) {
  const wrong = [];
  for (const vector of all) {
    const { name, object, by, verdict, says } = vector;
    const said = await judge(vector).catch((error) => ({ verdict: String(error), says: null }));
    const isSame = said.verdict === verdict && JSON.stringify(sorted(said.says)) === JSON.stringify(sorted(says));
    if (!isSame) wrong.push({ object, name, by, verdict, said });
  }
  return wrong;
}

/** Entries in one order: what a vector says has no order of its own. */
function sorted(says) {
  return says && Object.entries(says).sort(([a], [b]) => (a < b ? -1 : 1));
}
