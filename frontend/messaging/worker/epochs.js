/** Which epoch records are accepted (section 6.1). The first that is not closes the conversation: what follows it is not proven. */
import {
  hex, openEpoch, openGrant, readWrap, requireCommitted, requireNext, same, unhex, verifySigned,
} from "../../crypto/door.js";
import { firstGen } from "./keys.js";
import { Refusal, Stop, codeOf, isPassing } from "./refusal.js";

/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Epoch} Epoch */
/** @typedef {import("./entries.js").Grant} Grant */
/** @typedef {{ seq: number, hash: string, time: number, record: Epoch, key: Bytes | null }} Accepted `key`: null when it is not for the member, or erased */

const DAY = 86_400_000;

/**
 * @param {import("./desk.js").Desk} desk whose people know the members
 * @param {{ entry: Entry, before: Accepted | null, conv: string }} given
 * @returns {Promise<Accepted>}
 */
export async function acceptEpoch(desk, { entry, before, conv }) {
  try {
    const record = /** @type {Epoch} */ (entry.said);
    if (!record || hex(record.conv) !== conv) throw new Refusal(entry.fault ?? "conversation");
    if (before) await requireNext(record, before.record);
    else if (record.epoch !== 0) throw new Refusal("epoch");
    const signer = requireMembers(desk, record);
    await verifySigned(record, signer);
    await desk.log.requireAgrees(record.checkpoint, { object: hex(record.bytes) });
    return { seq: entry.seq, hash: entry.hash, time: entry.time, record, key: await keyOf(desk, entry, record) };
  } catch (error) {
    if (error instanceof Stop || isPassing(error)) throw error;
    throw new Refusal("epoch-refused", { because: codeOf(error), seq: entry.seq });
  }
}

/** Whether what stands before a record may be erased by now. @param {{ record: Epoch, time: number }} accepted @param {number} now */
export function isPast({ record: { retention }, time }, now) {
  return retention > 0 && now - time >= retention * DAY;
}

/**
 * Every member stands in the verified log with these keys.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Epoch} record
 * @returns {Bytes} the creator's key
 */
function requireMembers(desk, record) {
  let signer = null;
  for (const { id, gen, fingerprint, index } of record.members) {
    const proven = desk.people.generation(hex(id), gen);
    if (!proven || !same(proven.entry.fingerprint, fingerprint) || proven.place !== index) throw new Refusal("key-not-in-log", { identity: hex(id) });
    if (same(id, record.creator)) signer = gen === record.creatorGen ? proven.entry.edPk : null;
  }
  if (!signer) throw new Refusal("wrong-generation");
  return signer;
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Entry} entry
 * @param {Epoch} record
 * @returns {Promise<Bytes | null>}
 */
async function keyOf(desk, { wrap, time }, record) {
  const { id, gens, content } = desk.open();
  const me = record.members.find((member) => hex(member.id) === id);
  // Sealed to keys that were lost, it is proven and stays closed.
  if (!me || me.gen < firstGen({ content })) return null;
  // Wraps are erased with the last message that they open; until then each must be there.
  if (!wrap && isPast({ record, time }, desk.now())) return null;
  const own = gens.get(me.gen);
  if (!wrap || !own) throw new Refusal("no-wrap");
  return openEpoch(record, readWrap(wrap), own);
}

/**
 * Older keys that a member gave me. Each is held against its record: who gives others is found out.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Grant} grant
 * @param {Accepted[]} records that were accepted, by epoch
 */
export async function acceptGrant(desk, grant, records) {
  const given = records.find(({ hash }) => hash === hex(grant.epochRec));
  const granter = given?.record.members.find(({ id, gen }) => same(id, grant.granter) && gen === grant.granterGen);
  const proven = granter && desk.people.generation(hex(granter.id), granter.gen);
  if (!given || !proven || !same(given.record.creator, grant.granter)) throw new Refusal("grant-refused");
  await verifySigned(grant, proven.entry.edPk);
  const { id, gens } = desk.open();
  const own = gens.get(grant.newcomerGen);
  if (hex(grant.newcomer) !== id || !own) return;
  for (const key of grant.keys) {
    const accepted = records[key.epoch];
    if (!accepted || accepted.record.epoch !== key.epoch) throw new Refusal("grant-refused");
    const opened = await openGrant(key, unhex(accepted.hash), own);
    await requireCommitted(accepted.record, opened);
    accepted.key ??= opened;
  }
}
