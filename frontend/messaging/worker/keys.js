/**
 * The member's own keys while they are open: what the blob holds, the keys derived from it, and its saving. The server's copy is never
 * believed: public keys are computed again and held against head and log (section 5).
 */
import { REASONS, base64, deriveIdentity, hex, openBlob, readSealed, same, sealBlob, signBlob, unhex, verifyEntries } from "../../crypto/door.js";
import { Refusal, Stop, codeOf, refuseAs } from "./refusal.js";
import { bytesIn, listIn, numberIn } from "./server.js";

/** @typedef {import("../../crypto/identity.js").Identity} Identity */
/** @typedef {import("../../crypto/entry.js").VerifiedEntry} VerifiedEntry */
/** @typedef {import("../../crypto/blob.js").Content} Content */
/** @typedef {import("../../crypto/blob.js").Pin} Pin */
/** @typedef {ReturnType<typeof readSealed>} Sealed */
/** @typedef {{ id: string, gens: Map<number, Identity>, newest: Identity, entries: VerifiedEntry[], dek: CryptoKey, head: Sealed, content: Content }} Keys */

const TRIES = 5;

/**
 * Open what the server holds, and stop unless it is this member's.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Sealed} sealed
 * @param {CryptoKey} dek
 * @returns {Promise<Keys>}
 */
export async function openKeys(desk, sealed, dek) {
  const id = hex(sealed.id);
  const content = await openContent(sealed, dek);
  desk.log.pin(content);
  const gens = new Map();
  for (const { gen, secret } of content.secrets) gens.set(gen, await deriveIdentity({ secret, id: sealed.id, gen }));
  const newest = /** @type {Identity} */ (gens.get(sealed.gen));
  if (!newest || !same(newest.fingerprint, sealed.fingerprint)) throw new Stop("blob-not-mine", { head: base64(sealed.head) });
  await desk.store.merge("pins", `blob/${id}`, (before) => Math.max(before ?? 0, sealed.version));
  return { id, gens, newest, entries: [], dek, head: sealed, content };
}

/**
 * The largest version that this browser has seen. Asked before the server is: what another tab saves while the answer is on its way makes
 * no answer old.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {string} id
 * @returns {Promise<number>}
 */
export async function knownVersion(desk, id) {
  return (await desk.store.get("pins", `blob/${id}`)) ?? 0;
}

/**
 * @param {Sealed} sealed
 * @param {number} known
 */
export function requireNewest(sealed, known) {
  if (sealed.version < known) throw new Stop("blob-rolled-back", { head: base64(sealed.head), known });
}

/**
 * @param {Sealed} sealed
 * @param {CryptoKey} dek
 */
async function openContent(sealed, dek) {
  try {
    return await openBlob(sealed, dek);
  } catch (error) {
    // The key is right (it opened a wrap, or this browser kept it): what the server gave with it is not what was sealed.
    throw new Stop("blob-not-mine", { head: base64(sealed.head), because: codeOf(error) });
  }
}

/**
 * Hold the opened keys against the log: each own leaf is an entry that these keys signed, and none is missing.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Keys} keys
 * @param {Record<string, any>} me what `GET me` said
 */
export async function holdAgainstLog(desk, keys, me) {
  const { log } = desk;
  await log.refresh();
  await log.requireAgrees(keys.head.checkpoint, { head: base64(keys.head.head) });
  const leaves = await log.leavesOf(unhex(keys.id));
  const given = listIn(me["entries"]).map(({ entry, index }) => ({ bytes: bytesIn(entry), index: numberIn(index) }));
  const entries = await refuseAs("malformed", () => verifyEntries(given.map(({ bytes }) => bytes)));
  // Who began anew lost the keys from before and cannot know them again. Only keys of his own end that: what makes the break is signed by them.
  const first = firstGen(keys);
  if (first > 0 && !isBreak(entries[first])) throw new Stop("blob-not-mine", { head: base64(keys.head.head), first });
  for (const [i, leaf] of leaves.entries()) {
    const [entry, own] = [entries[i], keys.gens.get(i)];
    const isKnown = entry && (i < first || (own && same(entry.fingerprint, own.fingerprint)));
    const isMine = isKnown && same(entry.hash, leaf.entry) && given[i]?.index === leaf.index;
    if (!isMine) throw new Stop("own-key-unknown", { leaf: leaf.index, entry: given[i] ? base64(given[i].bytes) : null, note: log.required().newest.note });
  }
  // Keys that the log does not hold, or not any more, are nobody's.
  if (leaves.length !== keys.newest.gen + 1 || entries.length !== leaves.length) throw new Stop("blob-not-mine", { head: base64(keys.head.head), leaves: leaves.length });
  keys.entries = entries;
}

/**
 * The first generation of which the member has the keys: later than 0 for whoever lost what was before.
 *
 * @param {Pick<Keys, "content">} keys
 * @returns {number}
 */
export function firstGen({ content }) {
  return /** @type {{ gen: number }} */ (content.secrets[0]).gen;
}

/**
 * Whether an entry begins anew: no key before it vouches for it.
 *
 * @param {{ reason: number } | undefined} entry
 */
export function isBreak(entry) {
  return entry !== undefined && (entry.reason === REASONS.reset || entry.reason === REASONS.stolen);
}

/**
 * @param {import("./desk.js").Desk} desk
 * @returns {Promise<Sealed>} what a browser that holds the data key needs
 */
export async function fetchSealed(desk) {
  const said = await desk.server.get("blob/payload");
  return readSealed(bytesIn(said["head"]), bytesIn(said["payload"]));
}

/**
 * Change what the blob holds; when another browser was first, the change is made to what it left.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {(content: Content) => Content} change may run several times
 */
export async function saveContent(desk, change) {
  await desk.tabs.alone("blob", async () => {
    for (let tries = 0; ; tries++) {
      const keys = desk.open();
      const content = change(keys.content);
      const head = { ...keys.head, version: keys.head.version + 1, checkpoint: desk.log.required().newest };
      const made = await sealBlob({ head, dek: keys.dek, content, wrapsHash: keys.head.wrapsHash });
      try {
        const signature = await signBlob(keys.newest.signKey, made);
        await desk.server.put("blob", { head: made.head, payload: made.payload, signature });
        await taken(desk, readSealed(made.head, made.payload));
        break;
      } catch (error) {
        if (codeOf(error) !== "blob-version" || tries >= TRIES) throw error;
        await reloadKeys(desk);
      }
    }
  });
  desk.tabs.tell({ kind: "blob" });
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Sealed} sealed
 */
async function taken(desk, sealed) {
  desk.keys = { ...desk.open(), ...(await openKeys(desk, sealed, desk.open().dek)), entries: desk.open().entries };
}

/** Another tab or browser changed the blob. @param {import("./desk.js").Desk} desk */
export async function reloadKeys(desk) {
  const known = await knownVersion(desk, desk.open().id);
  const sealed = await fetchSealed(desk);
  const before = desk.open();
  if (hex(sealed.id) !== before.id) throw new Stop("blob-not-mine", { head: base64(sealed.head) });
  requireNewest(sealed, known);
  const keys = await openKeys(desk, sealed, before.dek);
  if (keys.newest.gen !== before.newest.gen) await holdAgainstLog(desk, keys, await desk.server.get("me"));
  else keys.entries = before.entries;
  desk.keys = stillOpen(desk, keys);
}

/**
 * What the member has decided about somebody's keys.
 *
 * @param {Content} content
 * @param {Pin} pin
 * @returns {Content}
 */
export function withPin(content, pin) {
  const others = content.pins.filter(({ id }) => !same(id, pin.id));
  return { ...content, pins: [...others, pin] };
}

/**
 * @param {Content} content
 * @param {Bytes} id
 * @returns {Pin | null}
 */
export function pinOf(content, id) {
  return content.pins.find((pin) => same(pin.id, id)) ?? null;
}

/**
 * New keys in the place of those that are open; locked meanwhile, it stays locked.
 *
 * @param {import("./desk.js").Desk} desk
 * @param {Keys} keys
 */
export function stillOpen(desk, keys) {
  desk.open();
  return keys;
}

/** @param {Keys | null} keys @returns {Keys} */
export function requireOpen(keys) {
  if (!keys) throw new Refusal("locked");
  return keys;
}
