/** Key entry, type 0x01: a generation of public keys, signed by the new key and by the one before. */
import { PUBLIC_KEY, requireSoundBox } from "./box.js";
import { ZERO32, allZero, join, same, u16, u32, u64, u8 } from "./bytes.js";
import { sha256 } from "./hash.js";
import { fingerprintOf } from "./identity.js";
import { Reader, SUITE } from "./reader.js";
import { require } from "./refused.js";
import { requireSound, sign, verify } from "./signature.js";

const TYPE = 0x01;
const LIMIT = 1440;
export const REASONS = Object.freeze({ first: 0, rotation: 1, reset: 2, stolen: 3 });

/** @type {(made: Make.Entry) => Promise<Bytes>} */
export async function makeEntry({ identity, reason, time, prev = ZERO32, old }) {
  const { id, gen, edPk, kemPk, signKey } = identity;
  const body = join(u8(TYPE), u16(SUITE), id, u32(gen), edPk, kemPk, prev, u8(reason), u64(time));
  const signatures = [await sign(signKey, "key-entry", body)];
  if (old) signatures.push(await sign(old, "key-entry", body));
  return readEntry(join(body, ...signatures)).bytes;
}

/** @param {Bytes} bytes */
export function readEntry(bytes) {
  const reader = new Reader(bytes, LIMIT);
  reader.type(TYPE);
  const suite = reader.u16();
  const keys = { id: reader.id(), gen: reader.u32(), edPk: reader.take(32), kemPk: reader.take(PUBLIC_KEY) };
  const [prev, reason, time] = [reader.hash(), reader.u8upTo(3), reader.u64()];
  const isFirst = keys.gen === 0;
  require((reason === REASONS.first) === isFirst && allZero(prev) === isFirst, "malformed");
  const body = reader.before();
  const sigNew = reader.take(64);
  const sigOld = reason === REASONS.rotation ? reader.take(64) : null;
  reader.endOf(suite);
  return { ...keys, prev, reason, time, body, sigNew, sigOld, bytes: reader.before() };
}

/** @typedef {ReturnType<typeof readEntry>} Entry */
/** @typedef {Entry & {hash: Bytes, fingerprint: Bytes}} VerifiedEntry */

/**
 * Holds an entry against the one before it. Its place in the log is looked up by the caller.
 * @type {(entry: Entry, before: VerifiedEntry | null) => Promise<VerifiedEntry>}
 */
export async function verifyEntry(entry, before) {
  require(entry.gen === (before ? before.gen + 1 : 0), "generation");
  require(!before || (same(entry.prev, before.hash) && same(entry.id, before.id)), "previous");
  requireSound(entry.edPk);
  await requireSoundBox(entry.kemPk);
  await verify(entry.edPk, "key-entry", entry.body, entry.sigNew);
  if (before && entry.sigOld) await verify(before.edPk, "key-entry", entry.body, entry.sigOld);
  return { ...entry, hash: await sha256(entry.bytes), fingerprint: await fingerprintOf(entry) };
}

/** All generations of one identity, from the first. @type {(entries: Bytes[]) => Promise<VerifiedEntry[]>} */
export async function verifyEntries(entries) {
  /** @type {VerifiedEntry[]} */
  const chain = [];
  for (const bytes of entries) chain.push(await verifyEntry(readEntry(bytes), chain.at(-1) ?? null));
  return chain;
}
