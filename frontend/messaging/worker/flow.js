/** A conversation as it is shown: one line after the other, and never a text that did not pass. */
import { allZero, differences, hex } from "../../crypto/door.js";
import { TYPES } from "./entries.js";
import { openEntry } from "./envelopes.js";
import { isBreak } from "./keys.js";
import { Stop, codeOf } from "./refusal.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./epochs.js").Accepted} Accepted */
/** @typedef {import("./envelopes.js").Opened} Opened */
/** @typedef {import("../types.js").Item} Item */
/** @typedef {import("../types.js").Person} Person */
/** @typedef {import("../../crypto/plain.js").Manifest} Manifest */

const REASONS = /** @type {const} */ (["begun", "added", "removed", "keys", "renewed"]);
const ABSENT = new Set(["erased", "withheld", "unreadable"]);

/** What was opened so far; it goes with the conversation. @type {WeakMap<Entry, Promise<Opened>>} */
const opened = new WeakMap();

/**
 * @param {Conversation} conversation
 * @param {Entry} entry accepted
 */
export function textOf(conversation, entry) {
  let known = opened.get(entry);
  if (!known) {
    known = openEntry(conversation, entry);
    opened.set(entry, known);
    // A key that is not there yet may be given later, with a grant.
    known.catch(() => opened.delete(entry));
  }
  return known;
}

/**
 * @param {Conversation} conversation
 * @param {number} from the first `seq`
 * @returns {Promise<Item[]>}
 */
export async function itemsFrom(conversation, from) {
  const lines = conversation.entries.filter(({ seq }) => seq >= from).map((entry) => linesOf(conversation, entry));
  return (await Promise.all(lines)).flat();
}

/**
 * @param {Conversation} conversation
 * @param {Entry} entry
 * @returns {Promise<Item[]>}
 */
async function linesOf(conversation, entry) {
  const { seq } = entry;
  const { code, missing } = conversation.verdicts.get(seq) ?? { code: "malformed", missing: 0 };
  const key = conversation.keys.get(entry.hash) ?? `s${seq}`;
  if (code && ABSENT.has(code)) return [{ type: /** @type {"erased"} */ (code), key, seq }];
  if (code) return [{ type: "refused", key, seq, sender: null, code }];
  if (entry.type === TYPES.epoch) return [changeOf(conversation, entry, key)];
  if (entry.type === TYPES.leave) return [leftOf(conversation, entry, key)];
  if (entry.type !== TYPES.envelope) return [];
  const sender = conversation.desk.people.person(senderOf(entry));
  const line = await envelopeLine(conversation, entry, sender, key);
  return missing > 0 ? [{ type: "missing", key: `m${seq}`, seq, sender, count: missing }, line] : [line];
}

/** @param {Entry} entry an envelope */
function senderOf({ said }) {
  return hex(/** @type {import("./entries.js").Envelope} */ (said).sender);
}

/**
 * @param {Conversation} conversation
 * @param {Entry} entry
 * @param {Person} sender
 * @param {string} key
 * @returns {Promise<Item>}
 */
async function envelopeLine(conversation, entry, sender, key) {
  const { seq, time, hash } = entry;
  try {
    const { kind, body, replyTo, code, files } = await textOf(conversation, entry);
    if (kind === 2) return { type: "title", key, seq, sender, time, title: plainName(body) };
    return {
      type: "message", key, seq, hash, sender, own: sender.self, time, body, replyTo: allZero(replyTo) ? null : hex(replyTo),
      code: /** @type {0} */ (code), files: files.map(shown), delivery: sender.self ? deliveryOf(conversation, seq) : "received", refusal: null,
    };
  } catch (error) {
    if (error instanceof Stop) throw error;
    const code = codeOf(error);
    return code === "keys-lost" ? { type: code, key, seq } : { type: "refused", key, seq, sender, code };
  }
}

/** Signs that turn the order of letters round, or that are none: with them a program ends, to the eye, like a picture. @param {string} name */
export function plainName(name) {
  return name.replace(/[\p{Bidi_Control}\p{Cc}\u2028\u2029]/gu, "");
}

/**
 * A manifest without its key.
 *
 * @param {Manifest} manifest
 * @returns {import("../types.js").Manifest}
 */
export function shown({ file, name, type, size }) {
  return { file: hex(file), name: plainName(name), type, size };
}

/**
 * @param {Conversation} conversation
 * @param {number} seq
 */
function deliveryOf(conversation, seq) {
  const { id } = conversation.desk.open();
  const others = conversation.newest.record.members.map((member) => hex(member.id)).filter((identity) => identity !== id && !conversation.left.has(identity));
  const marks = others.map((identity) => conversation.marks.find((mark) => mark.identity === identity));
  const all = (/** @type {"delivered" | "read"} */ which) => marks.length > 0 && marks.every((mark) => (mark?.[which] ?? 0) >= seq);
  return all("read") ? "read" : all("delivered") ? "delivered" : "sent";
}

/**
 * @param {Conversation} conversation
 * @param {Accepted} accepted
 */
export function differenceAt(conversation, { record }) {
  const before = conversation.records[record.epoch - 1]?.record.members ?? [];
  return differences(before, record.members);
}

/**
 * @param {Conversation} conversation
 * @param {Entry} entry
 * @param {string} key
 * @returns {import("../types.js").Change}
 */
function changeOf(conversation, { seq, hash, time }, key) {
  const { people } = conversation.desk;
  const accepted = /** @type {Accepted} */ (conversation.records.find((one) => one.seq === seq));
  const { added, removed, rekeyed } = differenceAt(conversation, accepted);
  const { record } = accepted;
  const persons = (/** @type {{ id: Bytes }[]} */ members) => members.map(({ id }) => people.person(hex(id)));
  const broken = rekeyed.filter(({ id, gen }) => isBreak(people.generation(hex(id), gen)?.entry));
  return {
    type: "change", key, seq, hash, reason: /** @type {"begun"} */ (REASONS[record.reason]), by: people.person(hex(record.creator)), time,
    added: persons(added), removed: persons(removed), keys: persons(rekeyed), broken: persons(broken), withHistory: givenHistory(conversation, hash),
    seen: !blocks(conversation, accepted),
  };
}

/**
 * Whom a record's creator let read what was before.
 *
 * @param {Conversation} conversation
 * @param {string} hash of the record
 */
function givenHistory(conversation, hash) {
  const grants = conversation.entries.filter(({ type, seq, said }) => type === TYPES.grant && said && conversation.verdicts.get(seq)?.code === null);
  return grants.map(({ said }) => /** @type {import("./entries.js").Grant} */ (said)).filter((grant) => hex(grant.epochRec) === hash).map(({ newcomer }) => hex(newcomer));
}

/**
 * Whether a record changed the members after the reader last looked.
 *
 * @param {Conversation} conversation
 * @param {Accepted} accepted
 */
export function blocks(conversation, accepted) {
  const { record } = accepted;
  if (record.epoch <= conversation.seen || hex(record.creator) === conversation.desk.open().id) return false;
  const { added, removed } = differenceAt(conversation, accepted);
  return added.length + removed.length > 0;
}

/**
 * @param {Conversation} conversation
 * @param {Entry} entry
 * @param {string} key
 * @returns {Item}
 */
function leftOf(conversation, { seq, time, said }, key) {
  const { id } = /** @type {import("./entries.js").Leave} */ (said);
  return { type: "left", key, seq, person: conversation.desk.people.person(hex(id)), time };
}

/**
 * The newest title that opens; "" when nothing of it can be shown.
 *
 * @param {Conversation} conversation
 * @returns {Promise<{ title: string | null, code: string | null }>}
 */
export async function titleOf(conversation) {
  const titles = conversation.entries.filter(({ seq, said }) => said && "kind" in said && said.kind === 2 && conversation.verdicts.get(seq)?.code === null);
  let code = conversation.closed;
  for (const entry of titles.reverse()) {
    try {
      return { title: plainName((await textOf(conversation, entry)).body), code: null };
    } catch (error) {
      if (error instanceof Stop) throw error;
      code ??= codeOf(error);
    }
  }
  return { title: null, code };
}
