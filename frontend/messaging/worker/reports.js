/** A report to the secretariat: the chosen messages and what proves them, and nothing else (section 6.7). */
import { hex, makeReport, unhex } from "../../crypto/door.js";
import { ownGen } from "./changing.js";
import { shown, textOf } from "./flow.js";
import { Refusal } from "./refusal.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {{ hashes: string[], reason: string }} What */

const MOST = 20;

/**
 * @param {Conversation} conversation
 * @param {What} what
 */
async function chosen(conversation, { hashes }) {
  if (hashes.length === 0 || hashes.length > MOST) throw new Refusal("too-many-messages");
  return Promise.all([...new Set(hashes)].map(async (hash) => {
    const entry = conversation.entries.find((one) => one.hash === hash);
    if (!entry || conversation.verdicts.get(entry.seq)?.code !== null) throw new Refusal("not-found");
    return { entry, text: await textOf(conversation, entry) };
  }));
}

/**
 * @param {Conversation} conversation
 * @param {What} what
 */
async function made(conversation, what) {
  const messages = (await chosen(conversation, what)).map(({ entry, text }) => ({ envelope: unhex(entry.hash), frankKey: text.frankKey, content: text.content }));
  const { desk } = conversation;
  const reporter = desk.open().gens.get(ownGenOrNewest(conversation));
  if (!reporter) throw new Refusal("wrong-generation");
  return makeReport({ conv: conversation.bytes, reporter, messages, reason: what.reason, time: desk.now() });
}

/** Who has left may still report. @param {Conversation} conversation */
function ownGenOrNewest(conversation) {
  const { id, newest } = conversation.desk.open();
  return conversation.isMember(id) ? ownGen(conversation) : newest.gen;
}

/**
 * @param {Conversation} conversation
 * @param {What} what
 * @returns {Promise<import("../types.js").ReportPreview>}
 */
export async function preview(conversation, what) {
  const picked = await chosen(conversation, what);
  const messages = picked.map(({ entry, text }) => {
    const sender = conversation.desk.people.person(hex(/** @type {import("./entries.js").Envelope} */ (entry.said).sender));
    return { hash: entry.hash, sender, time: entry.time, body: text.body, code: text.code, files: text.files.map(shown) };
  });
  return { messages, reason: what.reason, bytes: (await made(conversation, what)).length };
}

/**
 * @param {Conversation} conversation
 * @param {What} what
 */
export async function send(conversation, what) {
  const said = await conversation.desk.server.post(`c/${conversation.conv}/reports`, { report: await made(conversation, what) });
  return { report: String(said["report"]) };
}
