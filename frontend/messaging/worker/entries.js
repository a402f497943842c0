/** What the server gives of a conversation, one entry after the other: read, hashed, and held against the chain of receipts (section 6.6). */
import {
  base64, hex, readEnvelope, readEpoch, readGrant, readLeave, readReceipt, readTombstone, same, sha256, verifySigned,
} from "../../crypto/door.js";
import { Refusal, Stop, codeOf } from "./refusal.js";
import { bytesIn, listIn, numberIn } from "./server.js";

/** @typedef {ReturnType<typeof readReceipt>} Receipt */
/** @typedef {ReturnType<typeof readEnvelope>} Envelope */
/** @typedef {ReturnType<typeof readEpoch>} Epoch */
/** @typedef {ReturnType<typeof readGrant>} Grant */
/** @typedef {ReturnType<typeof readLeave>} Leave */

export const TYPES = Object.freeze({ epoch: 3, envelope: 4, grant: 8, leave: 9 });
/** @type {Record<number, (bytes: Bytes) => Epoch | Envelope | Grant | Leave>} */
const READERS = Object.freeze({ [TYPES.epoch]: readEpoch, [TYPES.envelope]: readEnvelope, [TYPES.grant]: readGrant, [TYPES.leave]: readLeave });
const DAY = 86_400_000;

/**
 * `hash` is of the object, also when that is not given. `said` is the object as read, `fault` why it could not be.
 *
 * @typedef {object} Entry
 * @property {number} seq
 * @property {number} type
 * @property {string} hash
 * @property {number} time the server's
 * @property {Bytes | null} object
 * @property {Epoch | Envelope | Grant | Leave | null} said
 * @property {string | null} fault
 * @property {Bytes | null} wrap
 * @property {Bytes | null} tombstone
 * @property {Receipt} receipt
 * @property {Bytes} receiptHash
 */

/** @typedef {{ seq: number, receipt: Bytes }} Tail the hash of the last receipt */

/**
 * Read what continues a chain; the chain that does not hold stops the conversation.
 *
 * @param {Record<string, any>} page an answer of the door
 * @param {{ conv: Bytes, serverKey: Bytes, tail: Tail }} at
 * @returns {Promise<Entry[]>}
 */
export async function readPage(page, { conv, serverKey, tail }) {
  const entries = await Promise.all(listIn(page["entries"]).map(readEntryOf));
  let last = tail;
  for (const { receipt, receiptHash, object, hash } of entries) {
    const continues = same(receipt.conv, conv) && receipt.seq === last.seq + 1 && same(receipt.prev, last.receipt);
    if (!continues || (object && hash !== hex(receipt.object))) throw broken({ given: base64(receipt.bytes), after: hex(last.receipt), seq: last.seq });
    last = { seq: receipt.seq, receipt: receiptHash };
  }
  // Each receipt holds the hash of the one before: the last signature stands for all of them.
  const newest = entries.at(-1)?.receipt;
  if (newest) await requireSigned(newest, serverKey);
  return entries;
}

/**
 * @param {Receipt} receipt
 * @param {Bytes} serverKey
 */
export async function requireSigned(receipt, serverKey) {
  try {
    await verifySigned(receipt, serverKey);
  } catch (error) {
    codeOf(error);
    throw broken({ given: base64(receipt.bytes), because: "signature" });
  }
}

/** @param {Record<string, any>} proof */
export function broken(proof) {
  return new Stop("order-broken", proof);
}

/**
 * @param {any} given
 * @returns {Promise<Entry>}
 */
async function readEntryOf(given) {
  const [seq, type] = [numberIn(given?.seq), numberIn(given?.type)];
  const receipt = readReceipt(bytesIn(given.receipt));
  const [object, wrap, tombstone] = [given.object, given.wrap, given.tombstone].map((value) => (value === null || value === undefined ? null : bytesIn(value)));
  if (receipt.seq !== seq) throw broken({ given: base64(receipt.bytes), seq });
  const { said, fault } = object ? readObject(type, object) : { said: null, fault: null };
  const hash = hex(object ? await sha256(object) : receipt.object);
  return { seq, type, hash, time: receipt.time, object: object ?? null, said, fault, wrap: wrap ?? null, tombstone: tombstone ?? null, receipt, receiptHash: await sha256(receipt.bytes) };
}

/**
 * @param {number} type
 * @param {Bytes} object
 */
function readObject(type, object) {
  try {
    const read = READERS[type];
    if (!read) throw new Refusal("malformed");
    return { said: read(object), fault: null };
  } catch (error) {
    return { said: null, fault: codeOf(error) };
  }
}

/**
 * Whether the server was allowed to erase this entry: it says so itself, and the time has passed.
 *
 * @param {Entry} entry
 * @param {{ conv: Bytes, serverKey: Bytes, retention: number, now: number }} by
 */
export async function isErased({ tombstone: bytes, receipt }, { conv, serverKey, retention, now }) {
  if (!bytes || retention === 0) return false;
  try {
    const tombstone = readTombstone(bytes);
    await verifySigned(tombstone, serverKey);
    const fits = same(tombstone.conv, conv) && tombstone.seq === receipt.seq && same(tombstone.object, receipt.object);
    const isDue = tombstone.time - receipt.time >= retention * DAY && tombstone.time <= now + DAY;
    return fits && isDue;
  } catch (error) {
    codeOf(error);
    return false;
  }
}
