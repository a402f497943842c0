/**
 * Conversations that were begun and not answered. They lie in the browser, sealed under the member's data key, so that the same wish after
 * a reload sends the same bytes, and is the same conversation. What was changed meanwhile is sent under the same name: the server takes one of the two.
 */
import { hex, random } from "../../crypto/door.js";
import { openedValue, sealedValue } from "./kept.js";
import { codeOf } from "./refusal.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {{ members: string[], title: string, retention: number, body: string, code?: number }} Wish */
/** @typedef {{ conv: string, record: Bytes, wraps: Bytes, envelopes: Bytes[] }} Made */
/** `draft`: the key of the text that it was made of. @typedef {{ key: string, wish: string, draft: string, time: number, made: Made }} Begun */

/** Later the same words are another conversation. */
const KEPT_FOR = 86_400_000;

/**
 * What was made and not answered: for the same wish, or else for the text under that key as it stood before.
 *
 * @param {Desk} desk
 * @param {Wish} wish
 * @param {string} draft
 * @returns {Promise<{ begun: Begun, isSame: boolean } | null>}
 */
export async function recall(desk, wish, draft) {
  const name = JSON.stringify(wish);
  let earlier = null;
  for (const [key, value] of await desk.store.all("conversations", shelfOf(desk))) {
    const begun = await opened(desk, key, value);
    if (!begun || Math.abs(desk.now() - begun.time) > KEPT_FOR) await desk.store.set("conversations", key, null);
    else if (begun.wish === name) return { begun, isSame: true };
    else if (begun.draft === draft) earlier = { begun, isSame: false };
  }
  return earlier;
}

/**
 * @param {Desk} desk
 * @param {{ wish: Wish, draft: string, made: Made, key: string | undefined }} what key: of what it takes the place of
 * @returns {Promise<Begun>}
 */
export async function keep(desk, { wish, draft, made, key = shelfOf(desk) + hex(random(8)) }) {
  const begun = { key, wish: JSON.stringify(wish), draft, time: desk.now(), made };
  await desk.store.set("conversations", begun.key, await sealedValue(desk, "begun", begun.key, begun));
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
 * @param {{ nonce: Bytes, sealed: Bytes }} value
 * @returns {Promise<Begun | null>} null: it was sealed under another key, and opens for nobody
 */
async function opened(desk, key, value) {
  try {
    return await openedValue(desk, "begun", key, value);
  } catch (error) {
    codeOf(error);
    return null;
  }
}
