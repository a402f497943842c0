/** What this browser keeps of a member beside hashes and numbers: sealed under the data key, which only the unlocked identity has. */
import { base64, join, label, open, random, seal, unbase64, unhex, utf8 } from "../../crypto/door.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{ nonce: Bytes, sealed: Bytes }} Sealed */

/**
 * @param {Desk} desk
 * @param {string} purpose what it is, of which nothing else opens
 * @param {string} name
 */
function context(desk, purpose, name) {
  return join(label(purpose), unhex(desk.open().id), utf8(name));
}

/**
 * @param {Desk} desk
 * @param {string} purpose
 * @param {string} name
 * @param {unknown} value texts, numbers, lists and bytes
 * @returns {Promise<Sealed>}
 */
export async function sealedValue(desk, purpose, name, value) {
  const text = JSON.stringify(value, (_name, one) => (one instanceof Uint8Array ? { bytes: base64(/** @type {Bytes} */ (one)) } : one));
  const nonce = random(12);
  // Not `utf8`: what somebody is typing need not be text that may be sent.
  const bytes = /** @type {Bytes} */ (new TextEncoder().encode(text));
  return { nonce, sealed: await seal(desk.open().dek, nonce, context(desk, purpose, name), bytes) };
}

/**
 * @param {Desk} desk
 * @param {string} purpose
 * @param {string} name
 * @param {Sealed} kept
 * @returns {Promise<any>} rejects with `cannot-open` what was sealed under another key
 */
export async function openedValue(desk, purpose, name, { nonce, sealed }) {
  const bytes = await open(desk.open().dek, nonce, context(desk, purpose, name), sealed);
  return JSON.parse(new TextDecoder().decode(bytes), (_name, one) => (typeof one?.bytes === "string" ? unbase64(one.bytes) : one));
}
