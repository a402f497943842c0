/** Where the member stands, unlocking and locking. The opened key lies in the browser as one that no script can read, for 15 idle minutes. */
import {
  hex, loadArgon2, openLock, passkeyLock, prfInput, readBlob, readRecovery, recoveryLock, sealingKey, unhex, verifyEntries, wordsLock,
} from "../../crypto/door.js";
import { fetchSealed, holdAgainstLog, isBreak, knownVersion, openKeys, requireNewest } from "./keys.js";
import { Refusal, Stop, codeOf, refuseAs } from "./refusal.js";
import { bytesIn, listIn } from "./server.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Opening} Opening */
/** @typedef {import("../../crypto/blob.js").Blob} Blob */

export const IDLE = 15 * 60_000;
/** A clock that went back by more than this does not make a lock wait longer. */
const SLACK = 60_000;
const NOTE_EVERY = 10_000;

/**
 * @param {Desk} desk
 * @returns {Promise<State>}
 */
export async function stateOf(desk) {
  if (desk.missing) return told(desk, "unsupported", "unsupported");
  if (desk.stop) return told(desk, "stopped", desk.stop.code);
  try {
    desk.me = await desk.server.get("me");
    if (!isSetUp(desk.me)) return told(desk, "set-up");
    if (!(await fits(desk, desk.me))) await lock(desk);
    if (!desk.keys) await desk.guard(() => recall(desk));
    return told(desk, desk.keys ? "open" : "locked");
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof Stop) return told(desk, "stopped", code);
    if (code === "kdf-too-weak") return told(desk, "stopped", code);
    if (code !== "signed-out") throw error;
    await lock(desk);
    return told(desk, "signed-out");
  }
}

/** @param {Record<string, any>} me */
export function isSetUp(me) {
  return typeof me["identity"] === "string" && Array.isArray(me["entries"]) && me["entries"].length > 0;
}

/**
 * Whether the kept key belongs to this session and this member, and was used within the last minutes.
 *
 * @param {Desk} desk
 * @param {Record<string, any>} me
 */
async function fits(desk, me) {
  const opened = await desk.store.opened();
  if (!opened) return !desk.keys;
  const idle = desk.now() - opened.used;
  return opened.identity === me["identity"] && opened.session === me["session"] && idle < IDLE && idle > -SLACK;
}

/**
 * Open with the key that this browser kept, or look at what is locked: an outside that is too weak is refused before anything is typed.
 *
 * @param {Desk} desk
 */
async function recall(desk) {
  const me = /** @type {Record<string, any>} */ (desk.me);
  desk.remembered ||= await desk.log.recall();
  const known = await knownVersion(desk, me["identity"]);
  const [opened, sealed] = await Promise.all([desk.store.opened(), fetchSealed(desk)]);
  if (hex(sealed.id) !== me["identity"]) throw new Stop("blob-not-mine", {});
  requireNewest(sealed, known);
  if (!opened) return;
  if (await isFromBefore(desk, opened, me)) return void (await desk.store.setOpened(null));
  const keys = await openKeys(desk, sealed, opened.key);
  await holdAgainstLog(desk, keys, me);
  // Locked in another tab meanwhile: this one was not open yet, and did not hear of it.
  if (!(await desk.store.opened())) return;
  desk.keys = keys;
  desk.used = opened.used;
}

/**
 * Whether the member began anew elsewhere since this browser was opened: its key opens nothing any more, and other words are asked for. The
 * list of keys says so itself; a server that only says it gets nothing by it but a locked browser.
 *
 * @param {Desk} desk
 * @param {import("./store.js").Opened} opened
 * @param {Record<string, any>} me
 */
async function isFromBefore(desk, opened, me) {
  const entries = listIn(me["entries"]).map(({ entry }) => bytesIn(entry));
  const newest = await refuseAs("malformed", () => verifyEntries(entries));
  return newest.some((entry) => isBreak(entry) && entry.gen > (opened.gen ?? 0));
}

/**
 * @param {Desk} desk
 * @param {Opening} opening
 * @returns {Promise<State>}
 */
export async function unlock(desk, opening) {
  if (desk.stop) throw desk.stop;
  desk.me = await desk.server.get("me");
  if (!isSetUp(desk.me)) throw new Refusal("no-identity");
  const me = desk.me;
  await desk.guard(async () => {
    desk.remembered ||= await desk.log.recall();
    const { dek, blob } = await opened(desk, opening);
    const key = await sealingKey(dek);
    dek.fill(0);
    const keys = await openKeys(desk, blob, key);
    await holdAgainstLog(desk, keys, me);
    await begin(desk, keys, blob);
  });
  return told(desk, "open");
}

/**
 * The data key, by words, sheet or passkey. Also asked before the wraps are changed.
 *
 * @param {Desk} desk
 * @param {Opening} opening
 * @returns {Promise<{ dek: Bytes, blob: Blob }>}
 */
export async function opened(desk, opening) {
  const me = /** @type {Record<string, any>} */ (desk.me);
  const known = await knownVersion(desk, me["identity"]);
  const blob = await wholeBlob(desk, known);
  if (hex(blob.id) !== me["identity"]) throw new Stop("blob-not-mine", {});
  requireNewest(blob, known);
  const { code, lock } = await lockFor(opening, blob);
  try {
    return { dek: await openLock(blob, lock), blob };
  } catch (error) {
    codeOf(error);
    throw new Refusal(code);
  } finally {
    lock.kek.fill(0);
  }
}

/** The wraps leave the server ten times an hour at most: what was fetched serves for the next try, too. @type {WeakMap<Desk, { bytes: Bytes, version: unknown }>} */
const fetched = new WeakMap();

/**
 * @param {Desk} desk
 * @param {number} known what was fetched before this version is not used again
 * @returns {Promise<Blob>}
 */
async function wholeBlob(desk, known) {
  const version = desk.me?.["blob_version"];
  const before = fetched.get(desk);
  const bytes = before?.version === version && version >= known ? before?.bytes : undefined;
  const whole = bytes ?? bytesIn((await desk.server.get("blob"))["blob"]);
  fetched.set(desk, { bytes: whole, version });
  return readBlob(whole);
}

/**
 * @param {Opening} opening
 * @param {Blob} blob
 * @returns {Promise<{ code: string, lock: import("../../crypto/blob.js").Lock }>} the code if it does not open
 */
async function lockFor(opening, blob) {
  if ("words" in opening) return { code: "wrong-words", lock: await wordsLock(opening.words, blob, stretchWords) };
  if ("prf" in opening) {
    const { output, credential } = opening.prf;
    const lock = await passkeyLock(Uint8Array.from(output), Uint8Array.from(credential), blob, blob.id);
    output.fill(0);
    return { code: "wrong-passkey", lock };
  }
  try {
    return { code: "wrong-recovery", lock: await recoveryLock(await readRecovery(opening.recovery), blob, blob.id) };
  } catch (error) {
    throw new Refusal("recovery-typing", { because: codeOf(error) });
  }
}

/** @type {import("../../crypto/blob.js").Stretch} */
export async function stretchWords(password, cost) {
  const { stretch } = await loadArgon2();
  const key = await stretch(password, cost);
  password.fill(0);
  return key;
}

/**
 * The keys are open from now on, in this tab and in those beside it.
 *
 * @param {Desk} desk
 * @param {import("./keys.js").Keys} keys
 * @param {Blob} blob
 */
export async function begin(desk, keys, blob) {
  desk.keys = keys;
  desk.used = desk.now();
  const { identity, session } = /** @type {Record<string, any>} */ (desk.me);
  await desk.store.setOpened({ key: keys.dek, identity, session, used: desk.used, gen: keys.newest.gen });
  await desk.store.set("pins", `passkey/${keys.id}`, blob.wraps.some(({ ref }) => ref.length > 0));
  fetched.delete(desk);
  desk.tabs.tell({ kind: "opened" });
}

/**
 * @param {Desk} desk
 * @returns {Promise<State>}
 */
export async function lock(desk) {
  const wasOpen = desk.keys !== null;
  desk.forget();
  await desk.store.setOpened(null);
  if (wasOpen) desk.tabs.tell({ kind: "locked" });
  return told(desk, "locked");
}

/**
 * The member did something: the fifteen minutes begin again, for all tabs.
 *
 * @param {Desk} desk
 */
export async function touch(desk) {
  if (!desk.keys || Math.abs(desk.now() - desk.used) < NOTE_EVERY) return;
  // A machine that slept wakes before its clock ticks: whoever comes first then does not keep open what should have been locked.
  await lockIfIdle(desk);
  if (!desk.keys) return;
  desk.used = desk.now();
  await desk.store.noteUsed(desk.used);
}

/**
 * Called by the clock: lock what nobody used, here or in another tab.
 *
 * @param {Desk} desk
 */
export async function lockIfIdle(desk) {
  if (!desk.keys) return;
  const opened = await desk.store.opened();
  const idle = desk.now() - Math.max(opened?.used ?? 0, 0);
  if (opened && idle < IDLE && idle > -SLACK) {
    desk.used = opened.used;
    return;
  }
  desk.announce({ state: await lock(desk) });
}

/**
 * @param {Desk} desk
 * @param {State["status"]} status
 * @param {string | null} [code]
 * @returns {Promise<State>}
 */
export async function told(desk, status, code = null) {
  const identity = desk.me?.["identity"] ?? null;
  return {
    status,
    code,
    identity,
    gen: desk.keys?.newest.gen ?? desk.me?.["gen"] ?? null,
    kept: desk.store.kept,
    known: desk.remembered,
    passkey: identity ? (await desk.store.get("pins", `passkey/${identity}`)) === true : false,
    unsent: identity ? (await desk.store.all("unsent", `${identity}/`)).length : 0,
    locksAt: status === "open" ? desk.used + IDLE : null,
    reset: desk.me?.["reset"] ?? "none",
  };
}

/**
 * @param {string} identity
 * @returns {Promise<Bytes>}
 */
export function prfInputFor(identity) {
  return prfInput(unhex(identity));
}
