/** Two or more members with keys, and a conversation of theirs, for the tests of what they send. */
import * as door from "../../frontend/crypto/door.js";

export const now = 1_790_000_000_000;
export const checkpoint = { size: 7, root: await door.sha256(door.u8(7)) };

/** @returns an identity with its place in the log */
export async function person(index = 0, gen = 0) {
  const made = await door.deriveIdentity({ secret: door.random(32), id: door.randomId(), gen });
  return { ...made, index };
}

export async function begun(members, more = {}) {
  const [creator] = members;
  const said = { conv: door.randomId(), epoch: 0, reason: 0, retention: 90, creator, members, checkpoint, time: now, ...more };
  const made = await door.makeEpoch(said);
  const record = door.readEpoch(made.record);
  return { ...made, record, hash: await door.sha256(record.bytes), conv: said.conv };
}

export async function message(conversation, sender, content, more = {}) {
  const { conv, hash, key } = conversation;
  const said = { conv, epoch: 0, epochRec: hash, epochKey: key, sender, counter: 1, prevOwn: door.ZERO32, heads: [hash], time: now };
  return door.sealEnvelope({ ...said, checkpoint, content: { kind: 1, ...content }, ...more });
}
