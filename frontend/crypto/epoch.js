/** Epoch record, type 0x03: who is in a conversation, and a new key sealed to each, signed by a member. */
import { ENC, openBox, sealBox } from "./box.js";
import { ZERO32, allZero, compare, join, label, list, random, same, u16, u32, u64, u8 } from "./bytes.js";
import { hmac, sha256 } from "./hash.js";
import { Reader, SUITE } from "./reader.js";
import { require } from "./refused.js";
import { sign } from "./signature.js";

/** @import { Box } from "./box.js" */
/** @import { Identity } from "./identity.js" */
/** @typedef {{id: Bytes, gen: number, fingerprint: Bytes, index: number}} Member */

const TYPE = 0x03;
const LIMIT = 8192;
export const MOST_MEMBERS = 50;
export const CHANGES = Object.freeze({ begun: 0, added: 1, removed: 2, keys: 3, renewed: 4 });
export const RETENTIONS = Object.freeze([0, 30, 90, 365]);

/** `bound` is all bytes of the record before `wraps_hash`. @type {(bound: Bytes, id: Bytes) => Promise<Bytes>} */
async function wrapInfo(bound, id) {
  return join(label("epoch"), await sha256(bound), id);
}

/** @type {(made: Make.Epoch) => Promise<{record: Bytes, wraps: Bytes, key: Bytes}>} */
export async function makeEpoch(made) {
  const { conv, epoch, prev = ZERO32, reason, retention, creator, checkpoint, time, key = random(32) } = made;
  const members = [...made.members].sort((a, b) => compare(a.id, b.id));
  const listed = list(u16, members.map(({ id, gen, fingerprint, index }) => join(id, u32(gen), fingerprint, u64(index))));
  const before = join(
    u8(TYPE), u16(SUITE), conv, u32(epoch), prev, u8(reason), u32(retention), creator.id, u32(creator.gen),
    listed, u64(checkpoint.size), checkpoint.root, u64(time),
  );
  const bound = join(before, await hmac(key, join(label("epoch-commit"), before)));
  const boxes = members.map(async ({ id, kemPk }) => ({ id, ...(await sealBox(kemPk, await wrapInfo(bound, id), key)) }));
  const wraps = join(...(await Promise.all(boxes)).map(({ id, enc, ct }) => join(id, enc, ct)));
  const body = join(bound, await sha256(wraps));
  const record = join(body, await sign(creator.signKey, "epoch", body));
  readEpoch(record);
  return { record, wraps, key };
}

/** @param {Bytes} bytes */
export function readEpoch(bytes) {
  const reader = new Reader(bytes, LIMIT);
  reader.type(TYPE);
  const suite = reader.u16();
  const [conv, epoch, prev, reason, retention] = [reader.id(), reader.u32(), reader.hash(), reader.u8upTo(4), reader.u32()];
  const isFirst = epoch === 0;
  require((reason === CHANGES.begun) === isFirst && allZero(prev) === isFirst, "malformed");
  require(RETENTIONS.includes(retention), "malformed");
  const [creator, creatorGen] = [reader.id(), reader.u32()];
  const member = () => ({ id: reader.id(), gen: reader.u32(), fingerprint: reader.hash(), index: reader.u64() });
  const members = reader.list(reader.u16(), { least: 1, most: MOST_MEMBERS }, member);
  require(members.every(({ id }, i) => i === 0 || compare(/** @type {Member} */ (members[i - 1]).id, id) < 0), "malformed");
  require(members.some(({ id }) => same(id, creator)), "malformed");
  const [checkpoint, time, before] = [reader.checkpoint(), reader.u64(), reader.before()];
  const [keyCommit, bound, wrapsHash, body] = [reader.hash(), reader.before(), reader.hash(), reader.before()];
  const sig = reader.take(64);
  reader.endOf(suite);
  const said = { conv, epoch, prev, reason, retention, creator, creatorGen, members, checkpoint, time, keyCommit, wrapsHash };
  return { ...said, before, bound, signed: /** @type {const} */ ("epoch"), body, sig, bytes };
}

/** @typedef {ReturnType<typeof readEpoch>} Epoch */

/** What changed between two records, and the reason which that is. @param {Member[]} before @param {Member[]} after */
export function differences(before, after) {
  const isIn = (/** @type {Member[]} */ members) => (/** @type {Member} */ { id }) => members.some((one) => same(one.id, id));
  const added = after.filter((member) => !isIn(before)(member));
  const removed = before.filter((member) => !isIn(after)(member));
  const rekeyed = after.filter(({ id, gen }) => before.some((member) => same(member.id, id) && member.gen < gen));
  const { renewed, keys } = CHANGES;
  const reason = removed.length ? CHANGES.removed : added.length ? CHANGES.added : rekeyed.length ? keys : renewed;
  return { added, removed, rekeyed, reason };
}

/**
 * Whether a record may follow another, as far as the two say it themselves.
 * @type {(record: Epoch, before: Epoch) => Promise<void>}
 */
export async function requireNext(record, before) {
  const continues = record.epoch === before.epoch + 1 && same(record.prev, await sha256(before.bytes));
  const belongs = same(record.conv, before.conv) && record.retention === before.retention;
  require(continues && belongs && before.members.some(({ id }) => same(id, record.creator)), "epoch-refused");
  const falls = before.members.some(({ id, gen }) => record.members.some((one) => same(one.id, id) && one.gen < gen));
  require(!falls && record.reason === differences(before.members, record.members).reason, "epoch-refused");
}

/**
 * The wraps of all members, as they are sent beside the record.
 * @type {(record: Epoch, bytes: Bytes) => Promise<(Box & {id: Bytes})[]>}
 */
export async function readWraps(record, bytes) {
  const reader = new Reader(bytes);
  require(bytes.length === record.members.length * (16 + ENC + 48), "wraps");
  const wraps = record.members.map(() => ({ id: reader.take(16), enc: reader.take(ENC), ct: reader.take(48) }));
  require(wraps.every(({ id }, i) => same(id, /** @type {Member} */ (record.members[i]).id)), "wraps");
  require(same(await sha256(bytes), record.wrapsHash), "wraps");
  return wraps;
}

/** One's own wrap, as it is handed on: `enc ‖ ct`. @type {(bytes: Bytes) => Box} */
export function readWrap(bytes) {
  const reader = new Reader(bytes);
  const box = { enc: reader.take(ENC), ct: reader.take(48) };
  reader.end();
  return box;
}

/**
 * The epoch's key. A creator who gave one member another key than the rest is found out here.
 * @type {(record: Epoch, wrap: Box, reader: Identity) => Promise<Bytes>}
 */
export async function openEpoch(record, wrap, reader) {
  const key = await openBox(reader.openKey, await wrapInfo(record.bound, reader.id), wrap);
  await requireCommitted(record, key);
  return key;
}

/** @type {(record: Epoch, key: Bytes) => Promise<void>} */
export async function requireCommitted(record, key) {
  require(same(await hmac(key, join(label("epoch-commit"), record.before)), record.keyCommit), "key-commit");
}
