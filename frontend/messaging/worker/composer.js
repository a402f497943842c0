/** Whether something may be sent now, to whom, and what comes first. Nothing is sealed to keys that are not proven, or not decided upon. */
import { hex, unhex } from "../../crypto/door.js";
import { blocks } from "./flow.js";
import { Refusal } from "./refusal.js";
import { TYPES } from "./entries.js";

/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("../types.js").Composer} Composer */
/** @typedef {import("../types.js").Person} Person */

const FRESH = 60_000;
const WEEK = 7 * 86_400_000;
const MOST_ENVELOPES = 500;

/** When the log was last asked. @type {WeakMap<import("./desk.js").Desk, number>} */
const asked = new WeakMap();

/** Somebody may have other keys: the next look asks the log again. @param {import("./desk.js").Desk} desk */
export function askAnew(desk) {
  asked.delete(desk);
}

/**
 * Have the newest keys of all members: where the log holds leaves that are not known, the person is asked for anew.
 *
 * @param {Conversation} conversation
 * @param {{ anew?: boolean }} [how]
 */
export async function freshen({ desk, newest }, { anew = false } = {}) {
  const last = asked.get(desk) ?? -FRESH;
  if (anew || Math.abs(desk.now() - last) >= FRESH) {
    await desk.log.refresh();
    asked.set(desk, desk.now());
  }
  const ids = newest.record.members.map(({ id }) => hex(id));
  await desk.people.know(ids);
  const stale = [];
  for (const id of ids) {
    const leaves = await desk.log.leavesOf(unhex(id));
    if (leaves.length !== desk.people.known.get(id)?.entries.length) stale.push(id);
  }
  await desk.people.know(stale, { anew: true });
}

/**
 * @param {Conversation} conversation
 * @returns {Composer}
 */
export function composerOf(conversation) {
  const { desk, closed, stopped } = conversation;
  if (stopped || closed) return refused(/** @type {string} */ (stopped?.code ?? closed));
  const { id } = desk.open();
  if (!conversation.isMember(id) || conversation.left.has(id)) return refused("not-member");
  const going = new Set(departing(conversation));
  const others = conversation.newest.record.members.map((member) => hex(member.id)).filter((identity) => identity !== id);
  const people = others.filter((identity) => !going.has(identity)).map((identity) => desk.people.person(identity));
  const fault = people.find(({ trust }) => trust === "unproven") ?? people.find(({ trust }) => trust === "changed");
  if (fault) return { ...refused(fault.trust === "changed" ? "key-changed" : "key-not-in-log"), person: fault, people };
  const changes = unseenChanges(conversation);
  if (changes.length > 0) return { ...refused("changes-unseen"), changes, people };
  const gone = others.find((identity) => going.has(identity));
  return { allowed: true, code: gone ? "person-ended" : null, person: gone ? desk.people.person(gone) : null, changes: [], people };
}

/**
 * Records that changed the members after the reader last looked, oldest first.
 *
 * @param {Conversation} conversation
 * @returns {string[]}
 */
function unseenChanges(conversation) {
  return conversation.records.filter((accepted) => blocks(conversation, accepted)).map(({ hash }) => hash);
}

/** Nobody changes who is in before having seen who is. @param {Conversation} conversation */
export function requireSeen(conversation) {
  if (unseenChanges(conversation).length > 0) throw new Refusal("changes-unseen");
}

/** @param {string} code @returns {Composer} */
function refused(code) {
  return { allowed: false, code, person: null, changes: [], people: [] };
}

/** @param {Conversation} conversation */
export function requireAllowed(conversation) {
  if (conversation.stopped) throw conversation.stopped;
  const { allowed, code, person } = composerOf(conversation);
  if (!allowed) throw new Refusal(/** @type {string} */ (code), { identity: person?.identity ?? null });
}

/**
 * Members whom the next epoch leaves out: they left, or their membership ended.
 *
 * @param {Conversation} conversation
 * @returns {string[]}
 */
export function departing({ newest, left, ended, desk }) {
  const isGone = (/** @type {string} */ id) => left.has(id) || ended.includes(id) || desk.people.known.get(id)?.ended === true;
  return newest.record.members.map(({ id }) => hex(id)).filter((id) => id !== desk.open().id && isGone(id));
}

/**
 * Whether whoever writes next begins a new epoch.
 *
 * @param {Conversation} conversation
 */
export function isEpochDue(conversation) {
  const { newest, entries, desk } = conversation;
  if (departing(conversation).length > 0 || newest.key === null) return true;
  const hasNewKeys = newest.record.members.some(({ id, gen }) => (desk.people.known.get(hex(id))?.entries.at(-1)?.gen ?? gen) > gen);
  if (hasNewKeys || desk.now() - newest.time >= WEEK) return true;
  return entries.filter(({ seq, type }) => type === TYPES.envelope && seq > newest.seq).length >= MOST_ENVELOPES;
}
