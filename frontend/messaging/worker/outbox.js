/**
 * Texts that are not acknowledged yet. They lie in the browser, sealed under the member's data key, from before the first try until the
 * server's receipt is proven; so neither a lost connection nor a closed tab loses one, and no text goes twice.
 */
import { hex, random } from "../../crypto/door.js";
import { openedValue, sealedValue } from "./kept.js";
import { firstGen } from "./keys.js";
import { Refusal, codeOf } from "./refusal.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../../crypto/plain.js").Manifest} Manifest */

/**
 * `tries`: hashes of all envelopes that were sent for it; one of them may have been stored although no answer came.
 *
 * @typedef {object} Unsent
 * @property {string} key
 * @property {string} conv
 * @property {number} kind 1 message, 2 title
 * @property {string} body
 * @property {string | null} replyTo
 * @property {number} code
 * @property {Manifest[]} files
 * @property {number} time
 * @property {string[]} tries
 * @property {string | null} last the last envelope, to be sent again as it is
 * @property {string | null} refusal why it was refused; it waits for the member
 */

/** Keys rise with time: what was written first goes first. @param {number} now */
export function newKey(now) {
  return `${now.toString(36).padStart(9, "0")}${hex(random(8))}`;
}

/**
 * @param {Desk} desk
 * @param {Unsent} unsent
 */
export async function keep(desk, unsent) {
  await desk.store.setAll([await thingOf(desk, unsent)]);
}

/**
 * @param {Desk} desk
 * @param {Unsent} unsent
 * @returns {Promise<import("./store.js").Thing>} as it lies in the browser
 */
export async function thingOf(desk, unsent) {
  return ["unsent", nameOf(desk, unsent), await sealedValue(desk, "unsent", unsent.key, unsent)];
}

/**
 * @param {Desk} desk
 * @param {Unsent} unsent
 */
export async function forget(desk, unsent) {
  await desk.store.set("unsent", nameOf(desk, unsent), null);
}

/**
 * @param {Desk} desk
 * @param {string} [conv] all conversations without it
 * @returns {Promise<Unsent[]>} oldest first
 */
export async function unsentOf(desk, conv) {
  const kept = await desk.store.all("unsent", `${desk.open().id}/${conv ? `${conv}/` : ""}`);
  const found = await Promise.all(kept.map(([name, value]) => openedOrForgotten(desk, name, value)));
  return found.filter((unsent) => unsent !== null);
}

/**
 * What lies here under a data key that was lost opens for nobody any more.
 *
 * @param {Desk} desk
 * @param {string} name
 * @param {{ nonce: Bytes, sealed: Bytes }} value
 */
async function openedOrForgotten(desk, name, value) {
  try {
    return await opened(desk, name, value);
  } catch (error) {
    if (codeOf(error) !== "unsent-damaged" || firstGen(desk.open()) === 0) throw error;
    await desk.store.set("unsent", name, null);
    return null;
  }
}

/**
 * @param {Desk} desk
 * @param {{ conv: string, key: string }} of
 * @returns {Promise<Unsent | null>} null: another tab has sent it, or it was given back
 */
export async function stillUnsent(desk, of) {
  const name = nameOf(desk, of);
  const value = await desk.store.get("unsent", name);
  return value ? opened(desk, name, value) : null;
}

/**
 * @param {Desk} desk
 * @param {string} name
 * @param {{ nonce: Bytes, sealed: Bytes }} value
 * @returns {Promise<Unsent>}
 */
async function opened(desk, name, value) {
  try {
    return await openedValue(desk, "unsent", name.slice(name.lastIndexOf("/") + 1), value);
  } catch (error) {
    throw new Refusal("unsent-damaged", { because: codeOf(error) });
  }
}

/**
 * @param {Desk} desk
 * @param {{ conv: string, key: string }} of
 */
function nameOf(desk, { conv, key }) {
  return `${desk.open().id}/${conv}/${key}`;
}
