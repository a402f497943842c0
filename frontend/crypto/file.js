/** Files: C2SP chunked encryption with SHA-256 and AES-256-GCM, in chunks of 16 KiB, padded and bound to their place. */
import { expand } from "@noble/hashes/hkdf.js";
import { sha256 as hasher } from "@noble/hashes/sha2.js";
import { open, seal, sealingKey } from "./aead.js";
import { join, label, random, same, u64 } from "./bytes.js";
import { paddedLength } from "./padding.js";
import { Refused, require } from "./refused.js";

export const MOST_BYTES = 104_857_600;
export const CHUNK = 16_384;
const [TAG, SALT, COMMITMENT] = [16, 24, 32];
const HEADER = SALT + COMMITMENT;
const NAME = new TextEncoder().encode("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
const NOTHING = new Uint8Array(0);

/** How much the server holds of a file. @type {(size: number) => number} */
export function sealedLength(size) {
  const padded = paddedLength(size + 8);
  return HEADER + padded + (Math.floor(padded / CHUNK) + 1) * TAG;
}

/** @type {(conv: Bytes, file: Bytes) => Bytes} */
export function fileContext(conv, file) {
  return join(label("file"), conv, file);
}

/** @param {Bytes} key @param {Bytes} salt @param {Bytes} context */
async function chunkKeys(key, salt, context) {
  require(key.length === 32, "malformed");
  const bytes = Uint8Array.from(expand(hasher, key, join(NAME, salt, context), 76));
  const base = bytes.slice(32, 44);
  /** @param {number} number of the chunk, from 0 */
  const nonce = (number) => base.map((byte, i) => byte ^ (i < 4 ? 0 : /** @type {number} */ (u64(number)[i - 4])));
  return { key: await sealingKey(bytes.slice(0, 32)), nonce, commitment: bytes.slice(44) };
}

/**
 * Seals a stream: bytes are pushed in any pieces, sealed chunks come out as they are full.
 * @param {{key: Bytes, context: Bytes, salt?: Bytes}} how
 */
export async function chunkSealer({ key, context, salt = random(SALT) }) {
  const keys = await chunkKeys(key, salt, context);
  let [waiting, number] = [NOTHING, 0];
  /** @param {Bytes} chunk */
  const sealed = (chunk) => seal(keys.key, keys.nonce(number++), NOTHING, chunk);
  return {
    header: join(salt, keys.commitment),
    /** @param {Bytes} bytes */
    async push(bytes) {
      const all = join(waiting, bytes);
      const full = all.length - (all.length % CHUNK);
      const chunks = [];
      for (let at = 0; at < full; at += CHUNK) chunks.push(sealed(all.slice(at, at + CHUNK)));
      waiting = all.slice(full);
      return join(...(await Promise.all(chunks)));
    },
    end: () => sealed(waiting),
  };
}

/**
 * Opens a stream. What comes out is right as far as it goes; it is whole only when `end` passed.
 * @param {{key: Bytes, context: Bytes, header: Bytes}} how
 */
export async function chunkOpener({ key, context, header }) {
  require(header.length === HEADER, "malformed");
  const keys = await chunkKeys(key, header.slice(0, SALT), context);
  require(same(keys.commitment, header.slice(SALT)), "cannot-open");
  let [waiting, number] = [NOTHING, 0];
  /** @param {Bytes} chunk */
  const opened = (chunk) => open(keys.key, keys.nonce(number++), NOTHING, chunk);
  return {
    /** @param {Bytes} bytes */
    async push(bytes) {
      const all = join(waiting, bytes);
      const full = all.length - (all.length % (CHUNK + TAG));
      const chunks = [];
      for (let at = 0; at < full; at += CHUNK + TAG) chunks.push(opened(all.slice(at, at + CHUNK + TAG)));
      waiting = all.slice(full);
      return join(...(await Promise.all(chunks)));
    },
    /** The last chunk is shorter than the others: a file that was cut has none. */
    async end() {
      require(waiting.length >= TAG, "truncated");
      return opened(waiting);
    },
  };
}

/**
 * A file as it is uploaded, piece by piece, and what the manifest says of it.
 * @type {(given: Make.File) => Promise<{key: Bytes, size: number, shaPlain: Bytes, shaCipher: Bytes}>}
 */
export async function sealFile({ conv, file, size, pieces, put }) {
  require(size <= MOST_BYTES, "too-large");
  const key = random(32);
  const sealer = await chunkSealer({ key, context: fileContext(conv, file) });
  const [plain, cipher] = [hasher.create(), hasher.create()];
  let read = 0;
  /** @param {Bytes} sealed */
  const out = async (sealed) => {
    cipher.update(sealed);
    await put(sealed);
  };
  await out(join(sealer.header, await sealer.push(u64(size))));
  for await (const piece of pieces) {
    read += piece.length;
    plain.update(piece);
    await out(await sealer.push(piece));
  }
  require(read === size, "file-changed");
  await out(await sealer.push(new Uint8Array(paddedLength(size + 8) - size - 8)));
  await out(await sealer.end());
  return { key, size, shaPlain: Uint8Array.from(plain.digest()), shaCipher: Uint8Array.from(cipher.digest()) };
}

/**
 * A file from what the server holds; nothing is handed out before the last chunk was right.
 * @param {{conv: Bytes, manifest: import("./plain.js").Manifest, pieces: AsyncIterable<Bytes>}} given
 * @returns {Promise<Bytes[]>} the parts of the file in order
 */
export async function openFile({ conv, manifest, pieces }) {
  const { file, key, size, shaPlain, shaCipher } = manifest;
  const [plain, cipher] = [hasher.create(), hasher.create()];
  /** @type {Bytes[]} */
  const parts = [];
  let [held, received] = [NOTHING, 0];
  /** @type {Awaited<ReturnType<typeof chunkOpener>> | null} */
  let opener = null;
  for await (const piece of pieces) {
    cipher.update(piece);
    received += piece.length;
    require(received <= sealedLength(size), "file-damaged"); // a server that sends without end
    held = join(held, piece);
    if (!opener && held.length >= HEADER) {
      opener = await chunkOpener({ key, context: fileContext(conv, file), header: held.slice(0, HEADER) });
      held = held.slice(HEADER);
    }
    if (!opener) continue;
    parts.push(await opener.push(held));
    held = NOTHING;
  }
  if (!opener) throw new Refused("truncated");
  parts.push(await opener.end());
  require(same(Uint8Array.from(cipher.digest()), shaCipher), "file-damaged");
  const whole = unpad(parts, size);
  for (const part of whole) plain.update(part);
  require(same(Uint8Array.from(plain.digest()), shaPlain), "file-damaged");
  return whole;
}

/** `parts` are those of `size ‖ bytes ‖ zero bytes`. @type {(parts: Bytes[], size: number) => Bytes[]} */
function unpad(parts, size) {
  let at = -8;
  /** @type {Bytes[]} */
  const whole = [];
  const head = [];
  let isZero = true;
  for (const part of parts) {
    const begin = Math.min(Math.max(-at, 0), part.length);
    const end = Math.max(begin, Math.min(size - at, part.length));
    head.push(part.slice(0, begin));
    whole.push(part.slice(begin, end));
    isZero &&= part.subarray(end).every((byte) => byte === 0);
    at += part.length;
  }
  require(same(join(...head), u64(size)), "file-damaged");
  require(isZero && at + 8 === paddedLength(size + 8), "padding");
  return whole.filter((part) => part.length > 0);
}
