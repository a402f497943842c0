/** Envelope, type 0x04: one sealed message, bound to its conversation, epoch, sender and place, and signed. */
import { open, seal, sealingKey } from "./aead.js";
import { allZero, join, label, list, random, same, u16, u32, u64, u8, vec } from "./bytes.js";
import { hkdf, hmac } from "./hash.js";
import { MOST, readPlain, writePlain } from "./plain.js";
import { Reader, SUITE } from "./reader.js";
import { require } from "./refused.js";
import { sign } from "./signature.js";

/** @typedef {{conv: Bytes, epochRec: Bytes, sender: Bytes, gen: number}} Where */

const TYPE = 0x04;
const LIMIT = 262_144;
const MOST_HEADS = 8;

/** @param {Where} where */
function whereBytes({ conv, epochRec, sender, gen }) {
  return join(conv, epochRec, sender, u32(gen));
}

/**
 * Key and nonce come from a salt that is random for every sealing: two tabs may count alike, and still never share a nonce.
 * @type {(epochKey: Bytes, where: Where & {salt: Bytes}) => Promise<{key: CryptoKey, nonce: Bytes}>}
 */
async function keyOf(epochKey, where) {
  const derived = await hkdf(epochKey, where.salt, join(label("message"), whereBytes(where)), 44);
  return { key: await sealingKey(derived.slice(0, 32)), nonce: derived.slice(32) };
}

/**
 * `content` is taken with its padding.
 * @type {(frankKey: Bytes, where: Where & {counter: number}, content: Bytes) => Promise<Bytes>}
 */
function frankOf(frankKey, where, content) {
  return hmac(frankKey, join(label("frank"), whereBytes(where), u64(where.counter), content));
}

/** @type {(made: Make.Envelope) => Promise<Bytes>} */
export async function sealEnvelope(made) {
  const { conv, epoch, epochRec, epochKey, sender, counter, prevOwn, heads, time, checkpoint, content } = made;
  const [frankKey, salt] = [random(32), random(32)];
  const where = { conv, epochRec, sender: sender.id, gen: sender.gen, counter, salt };
  const plain = writePlain(frankKey, content);
  const before = join(
    u8(TYPE), u16(SUITE), conv, u32(epoch), epochRec, sender.id, u32(sender.gen), u64(counter), prevOwn, list(u8, heads),
    u8(content.kind), u64(time), salt, await frankOf(frankKey, where, plain.slice(32)), u64(checkpoint.size), checkpoint.root,
  );
  const { key, nonce } = await keyOf(epochKey, where);
  const body = join(before, vec(await seal(key, nonce, before, plain)));
  const envelope = join(body, await sign(sender.signKey, "message", body));
  readEnvelope(envelope);
  return envelope;
}

/** @param {Bytes} bytes */
export function readEnvelope(bytes) {
  const reader = new Reader(bytes, LIMIT);
  reader.type(TYPE);
  const suite = reader.u16();
  const [conv, epoch, epochRec, sender, gen] = [reader.id(), reader.u32(), reader.hash(), reader.id(), reader.u32()];
  const [counter, prevOwn] = [reader.u64(), reader.hash()];
  require(counter > 0 && (counter === 1) === allZero(prevOwn), "malformed");
  const heads = reader.list(reader.u8(), { least: 1, most: MOST_HEADS }, () => reader.hash());
  const kind = reader.u8();
  require(kind === 1 || kind === 2, "malformed");
  const [time, salt, frank, checkpoint] = [reader.u64(), reader.hash(), reader.hash(), reader.checkpoint()];
  const before = reader.before();
  const [cipher, body, sig] = [reader.vec(MOST.plain + 16), reader.before(), reader.take(64)];
  reader.endOf(suite);
  const said = { conv, epoch, epochRec, sender, gen, counter, prevOwn, heads, kind, time, salt, frank, checkpoint };
  return { ...said, before, cipher, signed: /** @type {const} */ ("message"), body, sig, bytes };
}

/** @typedef {ReturnType<typeof readEnvelope>} Envelope */

/** Opens what was verified. @param {Envelope} envelope @param {Bytes} epochKey */
export async function openEnvelope(envelope, epochKey) {
  const { key, nonce } = await keyOf(epochKey, envelope);
  const plain = readPlain(await open(key, nonce, envelope.before, envelope.cipher), envelope.kind);
  await requireFranked(envelope, plain.frankKey, plain.content);
  return plain;
}

/**
 * AES-GCM alone would let one ciphertext have two meanings; the commitment does not, and a report shows it.
 * `content` is taken with its padding.
 * @type {(envelope: Envelope, frankKey: Bytes, content: Bytes) => Promise<void>}
 */
export async function requireFranked(envelope, frankKey, content) {
  require(same(await frankOf(frankKey, envelope, content), envelope.frank), "frank");
}
