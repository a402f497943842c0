/** Beginning: words, a sheet, keys. Changing them later, and new generations of keys. */
import {
  REASONS, closeLock, deriveIdentity, hex, makeEntry, newCost, newWords, passkeyLock, printRecovery, random, readBlob, recoveryLock, same, sealBlob, sealingKey, signBlob, unhex,
  verifyEntries, wordsLock,
} from "../../crypto/door.js";
import { holdAgainstLog, openKeys, stillOpen } from "./keys.js";
import { Refusal, Stop, codeOf, refuseAs } from "./refusal.js";
import { bytesIn, idIn, listIn, numberIn } from "./server.js";
import { begin, isSetUp, opened, prfInputFor, stretchWords, told } from "./session.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Opening} Opening */
/** @typedef {import("../types.js").Prf} Prf */
/** @typedef {import("../../crypto/blob.js").Lock} Lock */
/** @typedef {import("../../crypto/blob.js").Blob} Blob */

/** What is begun and not yet registered; it is nowhere but in memory. */
export class Setup {
  /** @type {string | null} */
  words = null;
  /** @type {{ key: Bytes, groups: string[], ask: number } | null} */
  sheet = null;
  /** The registration as it was sent: after a lost answer the same bytes go again. @type {{ entry: Bytes, blob: Bytes, dek: Bytes } | null} */
  made = null;

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    desk.forgetting.push(() => this.forget());
  }

  forget() {
    this.sheet?.key.fill(0);
    this.made?.dek.fill(0);
    Object.assign(this, { words: null, sheet: null, made: null });
  }

  /** @param {"en" | "fr" | "ar"} language */
  async giveWords(language) {
    const words = await newWords(language);
    this.words = words.join(" ");
    this.made = null;
    return { words };
  }

  /** @returns {Promise<import("../types.js").Sheet>} */
  async giveSheet() {
    const key = random(32);
    const groups = await printRecovery(key);
    // The last group holds the check signs only; which one is asked cannot be known before the sheet is there.
    const ask = /** @type {number} */ (random(1)[0]) % (groups.length - 1);
    this.sheet = { key, groups, ask };
    this.made = null;
    return { groups, ask };
  }

  /** @returns {Promise<Bytes>} */
  async passkeyInput() {
    const { desk } = this;
    desk.me = await desk.server.get("me");
    return prfInputFor(isSetUp(desk.me) ? idIn(desk.me["identity"]) : await reserve(desk));
  }

  /** @param {string} typed */
  requireTyped(typed) {
    const { groups, ask } = this.requiredSheet();
    const read = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
    if (read !== groups[ask]) throw new Refusal("wrong-group");
  }

  requiredSheet() {
    if (!this.sheet) throw new Refusal("no-sheet");
    return this.sheet;
  }

  requiredWords() {
    if (!this.words) throw new Refusal("no-words");
    return this.words;
  }

  /**
   * @param {{ typedGroup: string, prf?: Prf }} how
   * @returns {Promise<State>}
   */
  async finish({ typedGroup, prf }) {
    const { desk } = this;
    this.requireTyped(typedGroup);
    desk.me = await desk.server.get("me");
    const isAnew = isSetUp(desk.me);
    if (isAnew && desk.me["reset"] !== "may" && !this.made) throw new Refusal("identity-exists");
    const id = isAnew ? idIn(desk.me["identity"]) : await reserve(desk);
    await desk.guard(async () => {
      await desk.log.recall();
      await desk.log.refresh();
      const { entry, blob, dek } = (this.made ??= await this.make(unhex(id), prf));
      await this.register(entry, blob);
      desk.me = await desk.server.get("me");
      const sealed = await readBlob(blob);
      const keys = await openKeys(desk, sealed, await sealingKey(dek));
      await holdAgainstLog(desk, keys, desk.me);
      desk.remembered = true;
      await begin(desk, keys, sealed);
    });
    this.forget();
    return told(desk, "open");
  }

  /**
   * The newest keys of the member that stand in the log, which the new ones follow; null before the first.
   *
   * @param {Bytes} id
   */
  async before(id) {
    const { desk } = this;
    const given = listIn(desk.me?.["entries"]).map(({ entry, index }) => ({ bytes: bytesIn(entry), index: numberIn(index) }));
    const entries = await refuseAs("malformed", () => verifyEntries(given.map(({ bytes }) => bytes)));
    const leaves = await desk.log.leavesOf(id);
    const agree = leaves.length === entries.length && leaves.every((leaf, i) => same(leaf.entry, /** @type {any} */ (entries[i]).hash) && leaf.index === given[i]?.index);
    if (!agree || entries.some((entry) => !same(entry.id, id))) throw new Stop("own-key-unknown", { leaves: leaves.length, note: desk.log.required().newest.note });
    return entries.at(-1) ?? null;
  }

  /**
   * @param {Bytes} id
   * @param {Prf} [prf]
   */
  async make(id, prf) {
    const { log } = this.desk;
    const last = await this.before(id);
    const gen = last ? last.gen + 1 : 0;
    const secret = random(32);
    const dek = random(32);
    const identity = await deriveIdentity({ secret, id, gen });
    const of = { id, ...newCost() };
    const locks = await this.locks(of, prf);
    const wraps = await Promise.all(locks.map((lock) => closeLock(dek, of, lock)));
    locks.forEach(({ kek }) => kek.fill(0));
    const { pinned, checkpoint } = { pinned: log.required(), checkpoint: log.required().newest };
    const content = { secrets: [{ gen, secret }], serverKey: pinned.serverKey, logSalt: pinned.salt, pins: [] };
    const head = { ...of, gen, fingerprint: identity.fingerprint, version: (this.desk.me?.["blob_version"] ?? 0) + 1, checkpoint };
    const { blob } = await sealBlob({ head, dek: await sealingKey(dek), content, wraps });
    const chained = last ? { reason: REASONS.reset, prev: last.hash } : { reason: REASONS.first };
    const entry = await makeEntry({ identity, ...chained, time: this.desk.now() });
    secret.fill(0);
    return { entry, blob: /** @type {Bytes} */ (blob), dek };
  }

  /**
   * @param {{ id: Bytes } & import("../../crypto/blob.js").Cost} of
   * @param {Prf} [prf]
   * @returns {Promise<Lock[]>}
   */
  async locks(of, prf) {
    const locks = [await wordsLock(this.requiredWords(), of, stretchWords), await recoveryLock(this.requiredSheet().key, of, of.id)];
    if (prf) locks.push(await passkeyLock(Uint8Array.from(prf.output), Uint8Array.from(prf.credential), of, of.id));
    prf?.output.fill(0);
    return locks;
  }

  /**
   * @param {Bytes} entry
   * @param {Bytes} blob
   */
  async register(entry, blob) {
    try {
      await this.desk.server.post("entries", { entry, blob });
    } catch (error) {
      const code = codeOf(error);
      // Another tab or browser was first: what was made here is worth nothing.
      if (code === "generation" || code === "previous" || code === "blob-version") {
        this.made = null;
        throw new Refusal("identity-exists");
      }
      if (code === "clock") this.made = null;
      throw error;
    }
  }

  /**
   * @param {Opening} opening
   * @returns {Promise<State>}
   */
  newWords(opening) {
    const words = this.requiredWords();
    return this.changeWraps(opening, async (blob, dek) => {
      const wrap = await closeLock(dek, blob, await wordsLock(words, blob, stretchWords));
      return [wrap, ...blob.wraps.filter(({ kind }) => kind !== wrap.kind)];
    });
  }

  /**
   * @param {Opening & { typedGroup: string }} opening
   * @returns {Promise<State>}
   */
  newSheet(opening) {
    this.requireTyped(opening.typedGroup);
    const { key } = this.requiredSheet();
    return this.changeWraps(opening, async (blob, dek) => {
      const wrap = await closeLock(dek, blob, await recoveryLock(key, blob, blob.id));
      return blob.wraps.map((before) => (before.kind === wrap.kind ? wrap : before));
    });
  }

  /**
   * @param {Opening & { passkey: Prf }} opening
   * @returns {Promise<State>}
   */
  addPasskey(opening) {
    const { output, credential } = opening.passkey;
    return this.changeWraps(opening, async (blob, dek) => {
      const lock = await passkeyLock(Uint8Array.from(output), Uint8Array.from(credential), blob, blob.id);
      output.fill(0);
      const others = blob.wraps.filter(({ kind, ref }) => kind !== lock.kind || hex(ref) !== hex(lock.ref));
      return [...others, await closeLock(dek, blob, lock)];
    });
  }

  /**
   * The same data key behind other wraps. The salt stays: the wraps that are kept are bound to it.
   *
   * @param {Opening} opening
   * @param {(blob: Blob, dek: Bytes) => Promise<import("../../crypto/blob.js").Wrap[]>} change
   * @returns {Promise<State>}
   */
  async changeWraps(opening, change) {
    const { desk } = this;
    desk.open();
    desk.me = await desk.server.get("me");
    await desk.tabs.alone("blob", () => desk.guard(async () => {
      const { dek, blob } = await opened(desk, opening);
      const keys = await openKeys(desk, blob, await sealingKey(dek));
      const wraps = await change(blob, dek);
      dek.fill(0);
      const head = { ...blob, version: blob.version + 1, checkpoint: desk.log.required().newest };
      const made = await sealBlob({ head, dek: keys.dek, content: keys.content, wraps });
      await desk.server.put("blob", { blob: made.blob, signature: await signBlob(keys.newest.signKey, made) });
      const sealed = await readBlob(/** @type {Bytes} */ (made.blob));
      await begin(desk, { ...keys, ...(await openKeys(desk, sealed, keys.dek)), entries: desk.open().entries }, sealed);
    }));
    this.forget();
    desk.tabs.tell({ kind: "blob" });
    return told(desk, "open");
  }

  /**
   * A new generation of keys, signed by the one before; the others' next epochs take it up.
   *
   * @returns {Promise<State>}
   */
  async rotate() {
    const { desk } = this;
    await desk.tabs.alone("blob", () => desk.guard(async () => {
      const keys = desk.open();
      const secret = random(32);
      const gen = keys.newest.gen + 1;
      const identity = await deriveIdentity({ secret, id: unhex(keys.id), gen });
      const prev = /** @type {import("./keys.js").VerifiedEntry} */ (keys.entries.at(-1)).hash;
      const entry = await makeEntry({ identity, reason: REASONS.rotation, time: desk.now(), prev, old: keys.newest.signKey });
      const content = { ...keys.content, secrets: [...keys.content.secrets, { gen, secret }] };
      const head = { ...keys.head, gen, fingerprint: identity.fingerprint, version: keys.head.version + 1, checkpoint: desk.log.required().newest };
      const wraps = (await readBlob(bytesIn((await desk.server.get("blob"))["blob"]))).wraps;
      const made = await sealBlob({ head, dek: keys.dek, content, wraps });
      await desk.server.post("entries", { entry, blob: made.blob });
      desk.me = await desk.server.get("me");
      const sealed = await readBlob(/** @type {Bytes} */ (made.blob));
      const next = await openKeys(desk, sealed, keys.dek);
      await holdAgainstLog(desk, next, desk.me);
      desk.keys = stillOpen(desk, next);
    }));
    desk.tabs.tell({ kind: "blob" });
    return told(desk, "open");
  }
}

/**
 * @param {Desk} desk
 * @returns {Promise<string>}
 */
async function reserve(desk) {
  return idIn((await desk.server.post("identity"))["identity"]);
}
