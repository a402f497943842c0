/** AES-256-GCM of the browser; what does not open says so with one code and nothing of why. */
import { Refused } from "./refused.js";

/** A key that the script cannot read back; the browser may keep it. @type {(raw: Bytes) => Promise<CryptoKey>} */
export function sealingKey(raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/**
 * `bound` is what is authenticated beside the text.
 * @type {(key: CryptoKey, nonce: Bytes, bound: Bytes, plain: Bytes) => Promise<Bytes>}
 */
export async function seal(key, nonce, bound, plain) {
  const way = { name: "AES-GCM", iv: nonce, additionalData: bound };
  return new Uint8Array(await crypto.subtle.encrypt(way, key, plain));
}

/** @type {(key: CryptoKey, nonce: Bytes, bound: Bytes, sealed: Bytes) => Promise<Bytes>} */
export async function open(key, nonce, bound, sealed) {
  const way = { name: "AES-GCM", iv: nonce, additionalData: bound };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(way, key, sealed));
  } catch {
    throw new Refused("cannot-open");
  }
}
