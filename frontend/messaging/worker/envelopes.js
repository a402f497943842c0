/** What of an envelope can be checked by itself (section 6.2), and opening it. Its place in the chains is the conversation's. */
import { hex, openEnvelope, verifySigned } from "../../crypto/door.js";
import { firstGen } from "./keys.js";
import { Refusal } from "./refusal.js";

/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Envelope} Envelope */
/** @typedef {Awaited<ReturnType<typeof openEnvelope>>} Opened */

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Entry} entry
 * @param {string} conv
 * @returns {Promise<Envelope>} signed by the keys that it names, whoever may write here
 */
export async function acceptEnvelope(desk, entry, conv) {
  if (!entry.object) throw new Refusal("withheld");
  const envelope = /** @type {Envelope | null} */ (entry.said);
  if (!envelope) throw new Refusal(entry.fault ?? "malformed");
  if (hex(envelope.conv) !== conv) throw new Refusal("conversation");
  const proven = desk.people.generation(hex(envelope.sender), envelope.gen);
  if (!proven) throw new Refusal("not-member");
  await verifySigned(envelope, proven.entry.edPk);
  await desk.log.requireAgrees(envelope.checkpoint, { object: hex(envelope.bytes) });
  return envelope;
}

/**
 * @param {import("./conversation.js").Conversation} conversation
 * @param {Entry} entry accepted
 * @returns {Promise<Opened>}
 */
export async function openEntry(conversation, entry) {
  const envelope = /** @type {Envelope} */ (entry.said);
  const { record, key } = conversation.records[envelope.epoch] ?? { record: null, key: null };
  if (!key) throw new Refusal(record && isLost(conversation, record) ? "keys-lost" : "unreadable");
  return openEnvelope(envelope, key);
}

/**
 * Whether an epoch was sealed to keys that the member lost.
 *
 * @param {import("./conversation.js").Conversation} conversation
 * @param {import("./entries.js").Epoch} record
 */
function isLost({ desk }, { members }) {
  const keys = desk.open();
  return members.some(({ id, gen }) => hex(id) === keys.id && gen < firstGen(keys));
}
