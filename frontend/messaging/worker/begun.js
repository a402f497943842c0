/**
 * Conversations that were begun and not answered. They lie in the browser, sealed under the member's data key, so that the same wish after
 * a reload sends the same bytes, and is the same conversation.
 */
import { base64, hex, join, label, open, random, seal, unbase64, unhex, utf8 } from "../../crypto/door.js";
import { codeOf } from "./refusal.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{ members: string[], title: string, retention: number, body: string, code?: number }} Wish */
/** @typedef {{ conv: string, record: Bytes, wraps: Bytes, envelopes: Bytes[] }} Made */
/** @typedef {{ key: string, wish: string, time: number, made: Made }} Begun */

/** Later the same words are another conversation. */
const KEPT_FOR = 86_400_000;

/**
 * What was made for a wish and not answered.
 *
 * @param {Desk} desk
 * @param {Wish} wish
 * @returns {Promise<Begun | null>}
 */
export async function recall(desk, wish) {
  const name = JSON.stringify(wish);
  for (const [key, value] of await desk.store.all("conversations", shelfOf(desk))) {
    const begun = await opened(desk, key, value);
    if (!begun || Math.abs(desk.now() - begun.time) > KEPT_FOR) await desk.store.set("conversations", key, null);
    else if (begun.wish === name) return begun;
  }
  return null;
}

/**
 * @param {Desk} desk
 * @param {Wish} wish
 * @param {Made} made
 * @returns {Promise<Begun>}
 */
export async function keep(desk, wish, made) {
  const begun = { key: shelfOf(desk) + hex(random(8)), wish: JSON.stringify(wish), time: desk.now(), made };
  const text = JSON.stringify(begun, (_name, value) => (value instanceof Uint8Array ? { bytes: base64(/** @type {Bytes} */ (value)) } : value));
  const nonce = random(12);
  const sealed = await seal(desk.open().dek, nonce, context(desk, begun.key), utf8(text));
  await desk.store.set("conversations", begun.key, { nonce, sealed });
  return begun;
}

/**
 * @param {Desk} desk
 * @param {Begun} begun
 */
export async function forget(desk, begun) {
  await desk.store.set("conversations", begun.key, null);
}

/** @param {Desk} desk */
function shelfOf(desk) {
  return `begun/${desk.open().id}/`;
}

/**
 * @param {Desk} desk
 * @param {string} key
 */
function context(desk, key) {
  return join(label("begun"), unhex(desk.open().id), utf8(key));
}

/**
 * @param {Desk} desk
 * @param {string} key
 * @param {{ nonce: Bytes, sealed: Bytes }} value
 * @returns {Promise<Begun | null>} null: it was sealed under another key, and opens for nobody
 */
async function opened(desk, key, { nonce, sealed }) {
  try {
    const bytes = await open(desk.open().dek, nonce, context(desk, key), sealed);
    return JSON.parse(new TextDecoder().decode(bytes), (_name, value) => (typeof value?.bytes === "string" ? unbase64(value.bytes) : value));
  } catch (error) {
    codeOf(error);
    return null;
  }
}
