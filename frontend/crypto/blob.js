/** The blob, type 0x07: a member's secrets, sealed for a browser that knows words, a printed key or a passkey. */
import { open, seal, sealingKey } from "./aead.js";
import { compare, join, label, list, random, same, u16, u32, u64, u8, utf8, vec } from "./bytes.js";
import { hkdf, sha256 } from "./hash.js";
import { Reader, SUITE } from "./reader.js";
import { require } from "./refused.js";
import { sign } from "./signature.js";

/** @typedef {{mKib: number, t: number, p: number, salt: Bytes}} Cost */
/** @typedef {{id: Bytes, gen: number, fingerprint: Bytes, version: number, checkpoint: Make.Seen} & Cost} Head */
/** @typedef {{kind: number, ref: Bytes, nonce: Bytes, ct: Bytes}} Wrap */
/** @typedef {{kind: number, ref: Bytes, kek: Bytes}} Lock */
/** What was shown when two compared numbers: function, authority, State, name. @typedef {string[]} Shown */
/** @typedef {{id: Bytes, gen: number, fingerprint: Bytes, state: number, time: number, shown: Shown[]}} Pin */
/** @typedef {{secrets: {gen: number, secret: Bytes}[], serverKey: Bytes, logSalt: Bytes, pins: Pin[]}} Content */
/** @typedef {(password: Bytes, cost: Cost) => Promise<Bytes>} Stretch */

const TYPE = 0x07;
const LIMIT = 65_536;
const BLOCK = 1024;
const MOST_REF = 1024;
export const KINDS = Object.freeze({ words: 1, recovery: 2, passkey: 3 });
export const SEEN = 1;
export const VERIFIED = 2;
/** Verified, and what was shown is known: as it is written; a reader finds VERIFIED. */
const NAMED = 3;
export const MOST_SHOWN = 4;
const MOST_WORD = 1024;
const NO_REF = new Uint8Array(0);

/** What a new blob costs whoever guesses: 64 MiB three times. */
export function newCost() {
  return { mKib: 65_536, t: 3, p: 1, salt: random(16) };
}

/** @param {Cost} cost */
function requireStrong({ mKib, t, p }) {
  require(mKib >= 65_536 && mKib <= 1_048_576 && t >= 3 && t <= 20 && p === 1, "kdf-too-weak");
}

/** @param {Cost} cost */
function costBytes({ mKib, t, p, salt }) {
  return join(u32(mKib), u32(t), u8(p), salt);
}

/** @param {string} words as typed */
export function passwordOf(words) {
  return utf8(words.normalize("NFKC").toLowerCase().normalize("NFKC").trim().split(/\s+/u).join(" "));
}

/** `stretch` is Argon2id, of `argon2.js`. @type {(words: string, cost: Cost, stretch: Stretch) => Promise<Lock>} */
export async function wordsLock(words, cost, stretch) {
  requireStrong(cost);
  return { kind: KINDS.words, ref: NO_REF, kek: await stretch(passwordOf(words), cost) };
}

/** `key` as it is printed. @type {(key: Bytes, cost: Cost, id: Bytes) => Promise<Lock>} */
export async function recoveryLock(key, { salt }, id) {
  return { kind: KINDS.recovery, ref: NO_REF, kek: await hkdf(key, salt, join(label("recovery-key"), id), 32) };
}

/** `output` is that of the PRF at `prfInput`. @type {(output: Bytes, credential: Bytes, cost: Cost, id: Bytes) => Promise<Lock>} */
export async function passkeyLock(output, credential, { salt }, id) {
  const kek = await hkdf(output, salt, join(label("passkey"), id), 32);
  return { kind: KINDS.passkey, ref: Uint8Array.from(credential), kek };
}

/** @param {Bytes} id */
export function prfInput(id) {
  return sha256(join(label("prf"), id));
}

/** @type {(of: {id: Bytes} & Cost, wrap: {kind: number, ref: Bytes}) => Bytes} */
function wrapContext(of, { kind, ref }) {
  return join(label("blob-wrap"), u16(SUITE), of.id, u8(kind), vec(ref), costBytes(of));
}

/** @type {(dek: Bytes, of: {id: Bytes} & Cost, lock: Lock) => Promise<Wrap>} */
export async function closeLock(dek, of, lock) {
  const nonce = random(12);
  const ct = await seal(await sealingKey(lock.kek), nonce, wrapContext(of, lock), dek);
  return { kind: lock.kind, ref: lock.ref, nonce, ct };
}

/** The data key, by whichever wrap the lock opens; `wrong-key` when none does. @type {(blob: Blob, lock: Lock) => Promise<Bytes>} */
export async function openLock(blob, lock) {
  const key = await sealingKey(lock.kek);
  for (const wrap of blob.wraps.filter(({ kind, ref }) => kind === lock.kind && same(ref, lock.ref))) {
    const dek = await open(key, wrap.nonce, wrapContext(blob, wrap), wrap.ct).catch(() => null);
    if (dek) return dek;
  }
  require(false, "wrong-key");
}

/** @param {Pin} pin */
function writePin({ id, gen, fingerprint, state, time, shown }) {
  const start = join(id, u32(gen), fingerprint, u8(shown.length ? NAMED : state), u64(time));
  return shown.length ? join(start, list(u8, shown.map((words) => join(...words.map((word) => vec(utf8(word))))))) : start;
}

/** @param {Content} content */
function writeContent({ secrets, serverKey, logSalt, pins }) {
  const kept = [...pins].sort((a, b) => compare(a.id, b.id));
  const bytes = join(
    list(u8, secrets.map(({ gen, secret }) => join(u32(gen), secret))),
    serverKey, logSalt, list(u16, kept.map(writePin)),
  );
  return join(bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));
}

/** @template T @param {T[]} items @param {(before: T, after: T) => boolean} rises */
function requireRising(items, rises) {
  require(items.every((item, i) => i === 0 || rises(/** @type {T} */ (items[i - 1]), item)), "malformed");
}

/** @type {(bytes: Bytes) => Content} */
function readContent(bytes) {
  const reader = new Reader(bytes, LIMIT);
  const secret = () => ({ gen: reader.u32(), secret: reader.take(32) });
  const secrets = reader.list(reader.u8(), { least: 1, most: 255 }, secret);
  const [serverKey, logSalt] = [reader.take(32), reader.take(32)];
  const pin = () => {
    const [id, gen, fingerprint, state, time] = [reader.id(), reader.u32(), reader.hash(), reader.u8(), reader.u64()];
    require(state >= SEEN && state <= NAMED, "malformed");
    const words = () => Array.from({ length: 4 }, () => reader.text(MOST_WORD));
    const shown = state === NAMED ? reader.list(reader.u8(), { least: 1, most: MOST_SHOWN }, words) : [];
    return { id, gen, fingerprint, state: Math.min(state, VERIFIED), time, shown };
  };
  const pins = reader.list(reader.u16(), { least: 0, most: 65_535 }, pin);
  requireRising(secrets, (a, b) => a.gen < b.gen);
  requireRising(pins, (a, b) => compare(a.id, b.id) < 0);
  require(bytes.length - reader.at < BLOCK && bytes.length % BLOCK === 0, "padding");
  reader.zeros();
  return { secrets, serverKey, logSalt, pins };
}

/** @param {Wrap[]} wraps */
function writeWraps(wraps) {
  return list(u8, wraps.map(({ kind, ref, nonce, ct }) => join(u8(kind), vec(ref), nonce, ct)));
}

/**
 * With `wrapsHash`, the wraps stay as the server holds them. What could not be read again is not sealed.
 * @type {(made: Make.Blob & ({wraps: Wrap[]} | {wrapsHash: Bytes})) => Promise<{head: Bytes, payload: Bytes, blob: Bytes | null}>}
 */
export async function sealBlob(made) {
  const { id, gen, fingerprint, version, checkpoint } = made.head;
  const wraps = "wraps" in made ? writeWraps(made.wraps) : null;
  const wrapsHash = "wrapsHash" in made ? made.wrapsHash : await sha256(/** @type {Bytes} */ (wraps));
  const head = join(
    u8(TYPE), u16(SUITE), id, u32(gen), fingerprint, u32(version), costBytes(made.head),
    wrapsHash, u64(checkpoint.size), checkpoint.root,
  );
  const nonce = random(12);
  const content = writeContent(made.content);
  readContent(content);
  const ct = await seal(made.dek, nonce, join(label("blob"), head), content);
  const payload = join(nonce, vec(ct));
  const blob = wraps && join(head, wraps, payload);
  if (blob) await readBlob(blob);
  return { head, payload, blob };
}

/** Without it the server puts nothing in the place of what it holds. @type {(signKey: CryptoKey, made: {head: Bytes, payload: Bytes}) => Promise<Bytes>} */
export function signBlob(signKey, { head, payload }) {
  return sign(signKey, "blob-change", join(head, payload));
}

/** @param {Reader} reader */
function readHead(reader) {
  reader.type(TYPE);
  const suite = reader.u16();
  const [id, gen, fingerprint, version] = [reader.id(), reader.u32(), reader.hash(), reader.u32()];
  const cost = { mKib: reader.u32(), t: reader.u32(), p: reader.u8(), salt: reader.take(16) };
  const [wrapsHash, checkpoint] = [reader.hash(), reader.checkpoint()];
  return { suite, id, gen, fingerprint, version, ...cost, wrapsHash, checkpoint, head: reader.before() };
}

/** @param {Reader} reader */
function readPayload(reader) {
  return { nonce: reader.take(12), ct: reader.vec(LIMIT) };
}

/** @param {Bytes} bytes */
export async function readBlob(bytes) {
  const reader = new Reader(bytes, LIMIT);
  const head = readHead(reader);
  const begin = reader.at;
  const wrap = () => ({ kind: reader.u8(), ref: reader.vec(MOST_REF), nonce: reader.take(12), ct: reader.take(48) });
  const wraps = reader.list(reader.u8(), { least: 2, most: 10 }, wrap);
  const wrapsBytes = bytes.slice(begin, reader.at);
  const payload = readPayload(reader);
  reader.endOf(head.suite);
  requireLocks(wraps);
  require(same(await sha256(wrapsBytes), head.wrapsHash), "wraps");
  requireStrong(head);
  return { ...head, wraps, ...payload };
}

/** @typedef {Awaited<ReturnType<typeof readBlob>>} Blob */

/** @param {Wrap[]} wraps */
function requireLocks(wraps) {
  const count = (/** @type {number} */ kind) => wraps.filter((wrap) => wrap.kind === kind).length;
  const [words, recovery, passkeys] = [count(KINDS.words), count(KINDS.recovery), count(KINDS.passkey)];
  require(words === 1 && recovery === 1 && passkeys <= 8 && passkeys + 2 === wraps.length, "malformed");
  require(wraps.every(({ kind, ref }) => (kind === KINDS.passkey) === ref.length > 0), "malformed");
}

/** `head ‖ payload`, for a browser that holds the data key. @param {Bytes} headBytes @param {Bytes} payloadBytes */
export function readSealed(headBytes, payloadBytes) {
  const reader = new Reader(join(headBytes, payloadBytes), LIMIT);
  const head = readHead(reader);
  require(reader.at === headBytes.length, "malformed");
  const payload = readPayload(reader);
  reader.endOf(head.suite);
  requireStrong(head);
  return { ...head, ...payload };
}

/**
 * Opens what the head says it holds. The caller derives the keys of the newest secret and compares the fingerprint.
 * @type {(sealed: ReturnType<typeof readSealed>, dek: CryptoKey) => Promise<Content>}
 */
export async function openBlob(sealed, dek) {
  const content = readContent(await open(dek, sealed.nonce, join(label("blob"), sealed.head), sealed.ct));
  require(content.secrets.at(-1)?.gen === sealed.gen, "blob-not-mine");
  return content;
}
