/** Ed25519 over a label and a hash, so that no signature of one kind verifies as another. */
import { edwards } from "@noble/curves/abstract/edwards.js";
import { join, label } from "./bytes.js";
import { sha256 } from "./hash.js";
import { Refused, require } from "./refused.js";

/** @typedef {"key-entry" | "blob-change" | "epoch" | "message" | "membership" | "history" | "receipt" | "tombstone" | "report"} Kind */

/** The frame of RFC 8410 before a private key of 32 bytes. */
const PKCS8 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);
const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
/** The curve of RFC 8032, section 5.1, without what signs and hashes: only points are looked at, and the script stays small. */
const Gx = 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an;
const Gy = 0x6666666666666666666666666666666666666666666666666666666666666658n;
const d = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
const Point = edwards({ p: FIELD, n: ORDER, h: 8n, a: FIELD - 1n, d, Gx, Gy });

/** @param {Bytes} bytes little-endian */
function littleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** @type {(seed: Bytes) => Promise<{key: CryptoKey, publicKey: Bytes}>} */
export async function signingKey(seed) {
  const frame = join(PKCS8, seed);
  const readable = await crypto.subtle.importKey("pkcs8", frame, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", readable);
  const key = await crypto.subtle.importKey("pkcs8", frame, "Ed25519", false, ["sign"]);
  const letters = atob(/** @type {string} */ (x).replaceAll("-", "+").replaceAll("_", "/"));
  return { key, publicKey: Uint8Array.from(letters, (sign) => sign.charCodeAt(0)) };
}

/**
 * A key that is not canonical, of small order or outside the prime-order subgroup lets a forger sign for its holder:
 * with the identity point as key, browsers accept one signature for every message.
 * @type {(publicKey: Bytes) => void}
 */
export function requireSound(publicKey) {
  let point;
  try {
    point = Point.fromBytes(publicKey);
  } catch {
    throw new Refused("weak-key");
  }
  require(!point.isSmallOrder() && point.isTorsionFree(), "weak-key");
}

/** @type {(key: CryptoKey, kind: Kind, body: Bytes) => Promise<Bytes>} */
export async function sign(key, kind, body) {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, join(label(kind), await sha256(body))));
}

/**
 * `publicKey` is one that `requireSound` let pass.
 * @type {(publicKey: Bytes, kind: Kind, body: Bytes, signature: Bytes) => Promise<void>}
 */
export async function verify(publicKey, kind, body, signature) {
  await verifyRaw(publicKey, join(label(kind), await sha256(body)), signature);
}

/**
 * Whether an object that was read carries the signature of its kind. `publicKey` one that `requireSound` let pass.
 * @type {(object: {signed: Kind, body: Bytes, sig: Bytes}, publicKey: Bytes) => Promise<void>}
 */
export async function verifySigned({ signed, body, sig }, publicKey) {
  await verify(publicKey, signed, body, sig);
}

/**
 * Ed25519 over the bytes themselves: signed notes, and nothing that begins with our own label.
 * @type {(publicKey: Bytes, bytes: Bytes, signature: Bytes) => Promise<void>}
 */
export async function verifyRaw(publicKey, bytes, signature) {
  require(signature.length === 64, "signature");
  const y = littleEndian(signature.subarray(0, 32)) & ((1n << 255n) - 1n);
  require(y < FIELD && littleEndian(signature.subarray(32)) < ORDER, "signature");
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  const holds = await crypto.subtle.verify("Ed25519", key, signature, bytes);
  require(holds, "signature");
}
