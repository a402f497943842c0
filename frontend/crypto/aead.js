/** AES-256-GCM of the browser; what does not open says so with one code and nothing of why. */
import { Refused } from "./refused.js";

/**
 * A key that the script cannot read back; the browser may keep it.
 * @param {Bytes} raw
 * @returns {Promise<CryptoKey>}
 */
export function sealingKey(raw) {
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/**
 * @param {CryptoKey} key
 * @param {Bytes} nonce
 * @param {Bytes} bound what is authenticated beside the text
 * @param {Bytes} plain
 * @returns {Promise<Bytes>}
 */
export async function seal(key, nonce, bound, plain) {
  const way = { name: "AES-GCM", iv: nonce, additionalData: bound };
  return new Uint8Array(await crypto.subtle.encrypt(way, key, plain));
}

/**
 * @param {CryptoKey} key
 * @param {Bytes} nonce
 * @param {Bytes} bound
 * @param {Bytes} sealed
 * @returns {Promise<Bytes>}
 */
export async function open(key, nonce, bound, sealed) {
  const way = { name: "AES-GCM", iv: nonce, additionalData: bound };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(way, key, sealed));
  } catch {
    throw new Refused("cannot-open");
  }
}
