/** New epochs: who begins one, whom it leaves out, and what happens when somebody else was first. */
import { ZERO32, base64, differences, hex, makeEpoch, makeGrant, makeLeave, readWraps, readEpoch, sha256, unhex } from "../../crypto/door.js";
import { departing, freshen, requireSeen } from "./composer.js";
import { TYPES } from "./entries.js";
import { isPast } from "./epochs.js";
import { Refusal, codeOf } from "./refusal.js";
import { bytesIn, listIn, numberIn } from "./server.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {{ add?: string[], remove?: string[], withHistory?: boolean }} Wish */
/** @typedef {Awaited<ReturnType<typeof makeEpoch>>} Made */

const TRIES = 6;
/** Somebody else was first, or what was known is old: look again, and begin again from there. */
const RACES = new Set(["epoch-conflict", "member-left", "member-unknown", "wrong-generation", "fingerprint", "checkpoint", "reason"]);

/**
 * Begin the next epoch. Who loses a race begins again from the record of the winner, until the wish is fulfilled.
 *
 * @param {Conversation} conversation
 * @param {Wish} wish
 * @returns {Promise<void>}
 */
export async function changeMembers(conversation, wish) {
  for (let tries = 0; ; tries++) {
    const made = await nextEpoch(conversation, wish);
    if (!made) return;
    try {
      const said = await conversation.desk.server.post(`c/${conversation.conv}/epochs`, made);
      await taken(conversation, said, made);
      return;
    } catch (error) {
      const code = codeOf(error);
      if (!RACES.has(code) || tries >= TRIES) throw error;
      await conversation.refresh();
      await freshen(conversation, { anew: true });
    }
  }
}

/**
 * @param {Conversation} conversation
 * @param {Wish} wish
 * @returns {Promise<{ record: Bytes, wraps: Bytes, grants: Bytes[] } | null>} null: another has done it already
 */
async function nextEpoch(conversation, { add = [], remove = [], withHistory = false }) {
  const { desk, newest } = conversation;
  const { id, newest: creator } = desk.open();
  if (conversation.stopped) throw conversation.stopped;
  if (conversation.closed) throw new Refusal(conversation.closed);
  const before = newest.record.members.map((member) => hex(member.id));
  if (!before.includes(id) || conversation.left.has(id)) throw new Refusal("not-member");
  const isChange = add.length + remove.length > 0;
  if (isChange && add.every((one) => before.includes(one)) && remove.every((one) => !before.includes(one))) return null;
  // Also after a lost race: what the winner changed is shown before anything is sealed to it on purpose.
  if (isChange) requireSeen(conversation);
  const going = new Set([...remove, ...departing(conversation)]);
  const staying = [...new Set([...before, ...add])].filter((identity) => !going.has(identity));
  const members = await membersOf(desk, staying);
  const { added, reason } = differences(newest.record.members, members);
  const { newest: checkpoint } = desk.log.required();
  const what = { conv: conversation.bytes, epoch: newest.record.epoch + 1, prev: unhex(newest.hash), reason, retention: newest.record.retention };
  const { record, wraps } = await makeEpoch({ ...what, creator, members, checkpoint, time: desk.now() });
  const newcomers = withHistory ? members.filter((member) => added.some((one) => hex(one.id) === hex(member.id))) : [];
  return { record, wraps, grants: await grantsFor(conversation, record, newcomers) };
}

/**
 * The proven newest keys of all whom something will be sealed to. Nothing is sealed to a verified person's other keys before it was decided.
 *
 * @param {Desk} desk
 * @param {string[]} identities
 */
async function membersOf(desk, identities) {
  await desk.people.know(identities, { anew: true });
  const members = identities.map((identity) => {
    const { newest, place } = desk.people.proven(identity);
    if (desk.people.trust(identity) === "changed") throw new Refusal("key-changed", { identity });
    return { id: newest.id, gen: newest.gen, fingerprint: newest.fingerprint, index: place, kemPk: newest.kemPk };
  });
  await desk.people.noteSeen(identities);
  return members;
}

/**
 * @param {Conversation} conversation
 * @param {Bytes} record
 * @param {{ id: Bytes, gen: number, kemPk: Bytes }[]} newcomers
 */
async function grantsFor(conversation, record, newcomers) {
  if (newcomers.length === 0) return [];
  const { desk, records } = conversation;
  const first = records.find(({ key }) => key !== null);
  // What stands before a record that is older than the retention is erased, and its keys with it: nobody is denied anything.
  if (!first || (first.record.epoch > 0 && !isPast(first, desk.now()))) throw new Refusal("no-history");
  const keys = records.slice(first.record.epoch).map(({ record: { epoch }, hash, key }) => {
    if (!key) throw new Refusal("no-history");
    return { epoch, record: unhex(hash), key };
  });
  const epochRec = await sha256(record);
  const made = { conv: conversation.bytes, granter: desk.open().newest, epochRec, keys, time: desk.now() };
  return Promise.all(newcomers.map((newcomer) => makeGrant({ ...made, newcomer })));
}

/**
 * What the server stored, taken as if it had come with the next page. When others came between, the next page brings it.
 *
 * @param {Conversation} conversation
 * @param {Record<string, any>} said
 * @param {{ record: Bytes, wraps: Bytes, grants: Bytes[] }} made
 */
async function taken(conversation, said, { record, wraps, grants }) {
  const [receipts, from] = [listIn(said["receipts"]).map(bytesIn), numberIn(said["seq"])];
  const wrap = await ownWrap(conversation.desk, record, wraps);
  const objects = [{ type: TYPES.epoch, object: record, wrap }, ...grants.map((object) => ({ type: TYPES.grant, object, wrap: null }))];
  if (receipts.length !== objects.length) throw new Refusal("malformed");
  const given = objects.map((one, i) => entryOf({ ...one, seq: from + i, receipt: /** @type {Bytes} */ (receipts[i]) }));
  if (!(await conversation.add(given))) await conversation.refresh();
}

/**
 * @param {Desk} desk
 * @param {Bytes} record
 * @param {Bytes} wraps
 */
export async function ownWrap(desk, record, wraps) {
  const own = (await readWraps(readEpoch(record), wraps)).find(({ id }) => hex(id) === desk.open().id);
  if (!own) throw new Refusal("not-member");
  return Uint8Array.from([...own.enc, ...own.ct]);
}

/**
 * An entry as the door gives it.
 *
 * @param {{ seq: number, type: number, object: Bytes, wrap: Bytes | null, receipt: Bytes }} entry
 * @returns {Record<string, any>}
 */
export function entryOf({ seq, type, object, wrap, receipt }) {
  return { seq, type, object: base64(object), receipt: base64(receipt), wrap: wrap && base64(wrap), tombstone: null };
}

/**
 * A conversation begins: its first epoch, for me and the people named.
 *
 * @param {Desk} desk
 * @param {{ conv: Bytes, members: string[], retention: number }} with_
 * @returns {Promise<Made>}
 */
export async function firstEpoch(desk, { conv, members: others, retention }) {
  const { id, newest: creator } = desk.open();
  await desk.log.refresh();
  const members = await membersOf(desk, [...new Set([id, ...others])]);
  if (members.length < 2) throw new Refusal("members");
  const what = { conv, epoch: 0, prev: ZERO32, reason: 0, retention, creator, members };
  return makeEpoch({ ...what, checkpoint: desk.log.required().newest, time: desk.now() });
}

/** @param {Conversation} conversation */
export async function leave(conversation) {
  const { desk } = conversation;
  for (let tries = 0; ; tries++) {
    requireSeen(conversation);
    const leaver = desk.open().gens.get(ownGen(conversation));
    if (!leaver) throw new Refusal("wrong-generation");
    const bytes = await makeLeave({ conv: conversation.bytes, leaver, epochRec: unhex(conversation.newest.hash), time: desk.now() });
    try {
      await desk.server.post(`c/${conversation.conv}/leave`, { leave: bytes });
      return;
    } catch (error) {
      const code = codeOf(error);
      if (!["epoch-closed", "epoch-conflict"].includes(code) || tries >= TRIES) throw error;
      await conversation.refresh();
    }
  }
}

/** @param {Conversation} conversation @returns {number} the generation under which the newest record lists me */
export function ownGen({ newest, desk }) {
  const me = newest.record.members.find(({ id }) => hex(id) === desk.open().id);
  if (!me) throw new Refusal("not-member");
  return me.gen;
}
