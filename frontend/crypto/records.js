/** What else a conversation has: leaves (0x09), history grants (0x08), receipts (0x05), tombstones (0x0A), reports (0x0B). */
import { ENC, openBox, sealBox } from "./box.js";
import { allZero, join, label, list, u16, u32, u64, u8, utf8, vec } from "./bytes.js";
import { MOST } from "./plain.js";
import { Reader, SUITE } from "./reader.js";
import { require } from "./refused.js";
import { sign } from "./signature.js";

/** @import { Identity } from "./identity.js" */
/** @typedef {{epoch: number, record: Bytes, key: Bytes}} OldKey `record` is the hash of that epoch's record */

const TYPES = Object.freeze({ receipt: 0x05, grant: 0x08, leave: 0x09, tombstone: 0x0a, report: 0x0b });
const LIMITS = Object.freeze({ grant: 1_048_576, report: 4_194_304 });
const MOST_EPOCHS = 800;
const MOST_REPORTED = 20;
const MOST_REASON = 4000;

/** @type {(made: {conv: Bytes, leaver: Identity, epochRec: Bytes, time: number}) => Promise<Bytes>} */
export async function makeLeave({ conv, leaver, epochRec, time }) {
  const body = join(u8(TYPES.leave), u16(SUITE), conv, leaver.id, u32(leaver.gen), epochRec, u64(time));
  return join(body, await sign(leaver.signKey, "membership", body));
}

/** @param {Bytes} bytes */
export function readLeave(bytes) {
  const reader = new Reader(bytes);
  reader.type(TYPES.leave);
  const suite = reader.u16();
  const said = { conv: reader.id(), id: reader.id(), gen: reader.u32(), epochRec: reader.hash(), time: reader.u64() };
  const [body, sig] = [reader.before(), reader.take(64)];
  reader.endOf(suite);
  return { ...said, signed: /** @type {const} */ ("membership"), body, sig, bytes };
}

/** @type {(of: {record: Bytes, newcomer: Bytes}) => Bytes} */
function grantInfo({ record, newcomer }) {
  return join(label("history"), record, newcomer);
}

/** @type {(made: Make.Grant) => Promise<Bytes>} */
export async function makeGrant({ conv, granter, newcomer, epochRec, keys, time }) {
  const boxes = keys.map(async ({ epoch, record, key }) => {
    const { enc, ct } = await sealBox(newcomer.kemPk, grantInfo({ record, newcomer: newcomer.id }), key);
    return join(u32(epoch), enc, ct);
  });
  const who = join(granter.id, u32(granter.gen), newcomer.id, u32(newcomer.gen));
  const body = join(u8(TYPES.grant), u16(SUITE), conv, who, epochRec, list(u16, await Promise.all(boxes)), u64(time));
  const grant = join(body, await sign(granter.signKey, "history", body));
  readGrant(grant);
  return grant;
}

/** @param {Bytes} bytes */
export function readGrant(bytes) {
  const reader = new Reader(bytes, LIMITS.grant);
  reader.type(TYPES.grant);
  const suite = reader.u16();
  const [conv, granter, granterGen] = [reader.id(), reader.id(), reader.u32()];
  const [newcomer, newcomerGen, epochRec] = [reader.id(), reader.u32(), reader.hash()];
  const key = () => ({ epoch: reader.u32(), enc: reader.take(ENC), ct: reader.take(48) });
  const keys = reader.list(reader.u16(), { least: 1, most: MOST_EPOCHS }, key);
  require(keys.every(({ epoch }, i) => i === 0 || /** @type {{epoch: number}} */ (keys[i - 1]).epoch < epoch), "malformed");
  const [time, body, sig] = [reader.u64(), reader.before(), reader.take(64)];
  reader.endOf(suite);
  const said = { conv, granter, granterGen, newcomer, newcomerGen, epochRec, keys, time };
  return { ...said, signed: /** @type {const} */ ("history"), body, sig, bytes };
}

/**
 * An old epoch's key. The caller holds it against that record by `requireCommitted`.
 * `record` is the hash of that epoch's record.
 * @type {(key: {enc: Bytes, ct: Bytes}, record: Bytes, newcomer: Identity) => Promise<Bytes>}
 */
export function openGrant(key, record, newcomer) {
  return openBox(newcomer.openKey, grantInfo({ record, newcomer: newcomer.id }), key);
}

/** @param {Bytes} bytes */
export function readReceipt(bytes) {
  const reader = new Reader(bytes);
  reader.type(TYPES.receipt);
  const said = { conv: reader.id(), seq: reader.u64(), object: reader.hash(), prev: reader.hash(), time: reader.u64() };
  require(said.seq > 0 && (said.seq === 1) === allZero(said.prev), "malformed");
  const [body, sig] = [reader.before(), reader.take(64)];
  reader.end();
  return { ...said, signed: /** @type {const} */ ("receipt"), body, sig, bytes };
}

/** @param {Bytes} bytes */
export function readTombstone(bytes) {
  const reader = new Reader(bytes);
  reader.type(TYPES.tombstone);
  const [conv, seq, object] = [reader.id(), reader.u64(), reader.hash()];
  reader.type(1);
  const [time, body, sig] = [reader.u64(), reader.before(), reader.take(64)];
  require(seq > 0, "malformed");
  reader.end();
  return { conv, seq, object, time, signed: /** @type {const} */ ("tombstone"), body, sig, bytes };
}

/** @type {(made: Make.Report) => Promise<Bytes>} */
export async function makeReport({ conv, reporter, messages, reason, time }) {
  const items = messages.map(({ envelope, frankKey, content }) => join(envelope, frankKey, vec(content)));
  const head = join(u8(TYPES.report), u16(SUITE), conv, reporter.id, u32(reporter.gen));
  const body = join(head, list(u8, items), vec(utf8(reason)), u64(time));
  const report = join(body, await sign(reporter.signKey, "report", body));
  readReport(report);
  return report;
}

/** @param {Bytes} bytes */
export function readReport(bytes) {
  const reader = new Reader(bytes, LIMITS.report);
  reader.type(TYPES.report);
  const suite = reader.u16();
  const [conv, reporter, gen] = [reader.id(), reader.id(), reader.u32()];
  const message = () => ({ envelope: reader.hash(), frankKey: reader.take(32), content: reader.vec(MOST.plain - 32) });
  const messages = reader.list(reader.u8(), { least: 1, most: MOST_REPORTED }, message);
  const [reason, time, body, sig] = [reader.text(MOST_REASON), reader.u64(), reader.before(), reader.take(64)];
  reader.endOf(suite);
  return { conv, reporter, gen, messages, reason, time, signed: /** @type {const} */ ("report"), body, sig, bytes };
}
