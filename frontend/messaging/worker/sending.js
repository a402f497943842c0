/** From a text to a receipt: sealing, posting, and what is done when the answer is lost or somebody else was first. */
import { KIND, ZERO32, hex, randomId, sealEnvelope, sha256, unhex } from "../../crypto/door.js";
import { changeMembers, entryOf, firstEpoch, ownGen } from "./changing.js";
import { forget as forgetBegun, keep as keepBegun, recall } from "./begun.js";
import { freshen, isEpochDue, requireAllowed } from "./composer.js";
import { TYPES } from "./entries.js";
import { forget, keep, newKey, stillUnsent, thingOf, unsentOf } from "./outbox.js";
import { PASSING, Refusal, Stop, codeOf } from "./refusal.js";
import { bytesIn, numberIn } from "./server.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./outbox.js").Unsent} Unsent */
/** @typedef {import("./begun.js").Wish} Wish */

const TRIES = 6;
const MOST_HEADS = 8;
/** Somebody else was first: look again and seal anew, under a fresh salt. */
const RACES = new Set(["epoch-closed", "counter", "previous", "heads", "wrong-generation", "checkpoint"]);

/**
 * Try one text until it is stored, waits, or is refused. One tab at a time does this for a conversation.
 *
 * @param {Conversation} conversation
 * @param {Unsent} unsent
 * @param {() => void} changed called when the line of the text changes
 * @returns {Promise<"sent" | "waiting" | "refused">}
 */
export async function deliver(conversation, unsent, changed) {
  const { desk, conv } = conversation;
  return desk.tabs.alone(`send/${conv}`, async () => {
    const still = await stillUnsent(desk, unsent);
    if (!still) return "sent";
    try {
      await attempt(conversation, still, changed);
      return "sent";
    } catch (error) {
      if (error instanceof Stop && error.code !== "order-broken") throw error;
      const code = codeOf(error);
      if (PASSING.has(code)) return "waiting";
      Object.assign(unsent, still, { refusal: code, detail: /** @type {Refusal} */ (error).detail });
      await keep(desk, { ...still, refusal: code });
      return "refused";
    }
  });
}

/**
 * @param {Conversation} conversation
 * @param {Unsent} unsent
 * @param {() => void} changed
 */
async function attempt(conversation, unsent, changed) {
  const { desk } = conversation;
  if (!conversation.loaded || unsent.tries.length > 0) await conversation.refresh();
  for (let tries = 0; ; tries++) {
    if (await isStored(conversation, unsent)) return;
    await freshen(conversation, { anew: tries > 0 });
    requireAllowed(conversation);
    if (isEpochDue(conversation)) {
      await changeMembers(conversation, {});
      // Who lost a race there, or came to a record made right after, has members now whom nobody was shown.
      requireAllowed(conversation);
    }
    const envelope = await sealed(conversation, unsent);
    unsent.tries.push(hex(await sha256(envelope)));
    await keep(desk, unsent);
    try {
      const said = await posted(conversation, envelope);
      await taken(conversation, envelope, said, unsent);
      changed();
      return;
    } catch (error) {
      if (!RACES.has(codeOf(error)) || tries >= TRIES) throw error;
      await conversation.refresh();
    }
  }
}

/**
 * Whether one of the tries has been stored although its answer was lost.
 *
 * @param {Conversation} conversation
 * @param {Unsent} unsent
 */
async function isStored(conversation, unsent) {
  const stored = unsent.tries.find((hash) => conversation.hashes.has(hash));
  if (!stored) return false;
  conversation.keys.set(stored, unsent.key);
  await forget(conversation.desk, unsent);
  return true;
}

/**
 * @param {Conversation} conversation
 * @param {Unsent} unsent
 */
function sealed(conversation, { kind, body, replyTo, code, files }) {
  const { desk, newest } = conversation;
  const sender = desk.open().gens.get(ownGen(conversation));
  if (!sender || !newest.key) throw new Refusal("wrong-generation");
  const { counter, hash } = conversation.own();
  return sealEnvelope({
    conv: conversation.bytes, epoch: newest.record.epoch, epochRec: unhex(newest.hash), epochKey: newest.key, sender, counter: counter + 1, prevOwn: hash,
    heads: headsOf(conversation), time: desk.now(), checkpoint: desk.log.required().newest,
    content: { kind, replyTo: replyTo ? unhex(replyTo) : ZERO32, code, body, files },
  });
}

/** @param {Conversation} conversation */
function headsOf({ heads }) {
  const newestFirst = [...heads].sort(([, a], [, b]) => b - a);
  return newestFirst.slice(0, MOST_HEADS).map(([hash]) => unhex(hash));
}

/**
 * @param {Conversation} conversation
 * @param {Bytes} envelope
 */
function posted({ desk, conv }, envelope) {
  return desk.server.post(`c/${conv}/envelopes`, { envelope });
}

/**
 * The receipt is the proof; before it stands in the chain, the text is not acknowledged.
 *
 * @param {Conversation} conversation
 * @param {Bytes} envelope
 * @param {Record<string, any>} said
 * @param {Unsent} unsent
 */
async function taken(conversation, envelope, said, unsent) {
  const hash = hex(await sha256(envelope));
  conversation.keys.set(hash, unsent.key);
  const entry = entryOf({ seq: numberIn(said["seq"]), type: TYPES.envelope, object: envelope, wrap: null, receipt: bytesIn(said["receipt"]) });
  if (!(await conversation.add([entry]))) await conversation.refresh();
  if (!conversation.hashes.has(hash)) throw new Refusal("offline");
  await forget(conversation.desk, unsent);
}

/** Puts away what is to lie in the browser. @typedef {(thing: import("./store.js").Thing) => Promise<void>} PutAway */

/**
 * @param {Desk} desk
 * @param {{ conv: string, kind: number, body: string, replyTo?: string | null, code?: number, files?: import("../../crypto/plain.js").Manifest[] }} what
 * @param {PutAway} [putAway]
 * @returns {Promise<Unsent>}
 */
export async function put(desk, { conv, kind, body, replyTo = null, code = 0, files = [] }, putAway = (thing) => desk.store.setAll([thing])) {
  const unsent = { key: newKey(desk.now()), conv, kind, body, replyTo, code, files, time: desk.now(), tries: [], last: null, refusal: null };
  await putAway(await thingOf(desk, unsent));
  return unsent;
}

/**
 * @param {Desk} desk
 * @param {string} conv
 * @returns {Promise<Unsent[]>} what goes out by itself
 */
export async function waitingIn(desk, conv) {
  return (await unsentOf(desk, conv)).filter(({ refusal }) => refusal === null);
}

/**
 * Begin a conversation. What is not answered is kept: the same wish sends the same bytes again, after a reload, too. What was refused is not
 * sent again as it was; when it is only old, it is made anew. Whatever is made of one text has one name, so that the server takes it once: where it has
 * an earlier form of it, this one is refused with `begun-before`, and the member decides.
 *
 * @param {Desk} desk
 * @param {Wish} wish
 * @param {string} draft the key of the text that it is made of
 * @param {PutAway} putAway
 * @returns {Promise<string>} the conversation
 */
export function start(desk, wish, draft, putAway) {
  // Two tabs with the same wish make one conversation of it.
  return desk.tabs.alone("start", async () => {
    const before = await recall(desk, wish, draft);
    const conv = before ? unhex(before.begun.made.conv) : randomId();
    const anew = async () => posting(desk, await keepBegun(desk, { wish, draft, made: await opening(desk, wish, conv), key: before?.begun.key }), putAway);
    if (!before?.isSame) return anew();
    try {
      return await posting(desk, before.begun, putAway);
    } catch (error) {
      const code = codeOf(error);
      if (PASSING.has(code) || code === "begun-before") throw error;
      return anew();
    }
  });
}

/**
 * @param {Desk} desk
 * @param {import("./begun.js").Begun} begun
 * @param {PutAway} putAway
 * @returns {Promise<string>}
 */
async function posting(desk, begun, putAway) {
  const { conv, record, wraps, envelopes } = begun.made;
  try {
    await desk.server.post("conversations", { record, wraps, envelopes });
  } catch (error) {
    const code = codeOf(error);
    if (!PASSING.has(code)) await forgetBegun(desk, begun);
    throw code === "conversation-exists" ? new Refusal("begun-before", { conv }) : error;
  }
  await putAway(["conversations", begun.key, null]);
  return conv;
}

/**
 * @param {Desk} desk
 * @param {Wish} wish
 * @param {Bytes} conv
 * @returns {Promise<import("./begun.js").Made>}
 */
async function opening(desk, { members, title, retention, body, code = 0 }, conv) {
  const { record, wraps, key } = await firstEpoch(desk, { conv, members, retention });
  const contents = [...(title ? [{ kind: KIND.title, body: title }] : []), ...(body ? [{ kind: KIND.message, body, code }] : [])];
  const epochRec = await sha256(record);
  const sender = desk.open().newest;
  let [prevOwn, head] = [ZERO32, epochRec];
  const envelopes = [];
  for (const [i, content] of contents.entries()) {
    const place = { conv, epoch: 0, epochRec, epochKey: key, sender, counter: i + 1, prevOwn, heads: [head] };
    const envelope = await sealEnvelope({ ...place, time: desk.now(), checkpoint: desk.log.required().newest, content });
    prevOwn = head = await sha256(envelope);
    envelopes.push(envelope);
  }
  return { conv: hex(conv), record, wraps, envelopes };
}
