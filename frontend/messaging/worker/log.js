/**
 * This browser's own copy of the key log (section 4.4): every leaf is kept, each new checkpoint must continue it, and a checkpoint
 * from elsewhere is held against it. A server that shows two people two logs is found as soon as they write to each other.
 */
import { EMPTY, LEAF, append, base64, commitmentOf, hex, join, leafHash, readCheckpoint, readLeaf, rootOf, same } from "../../crypto/door.js";
import { Refusal, Stop, codeOf } from "./refusal.js";
import { bytesIn, numberIn } from "./server.js";

/** @typedef {import("../../crypto/log.js").Range} Range */
/** @typedef {{ origin: string, serverKey: Bytes, salt: Bytes }} Pinned */
/** @typedef {{ size: number, root: Bytes, time: number, note: string }} Checkpoint */
/** @typedef {{ size: number, root: Bytes }} Point */
/** @typedef {{ pinned: Pinned, leaves: Bytes, steps: Range[], newest: Checkpoint }} Kept */

/** Ranges are kept every so many leaves, so that the root of any size is a short way from one. */
const STEP = 256;

export class Log {
  /** @type {Pinned | null} */
  pinned = null;
  leaves = new Uint8Array(0);
  /** @type {Range[]} */
  steps = [EMPTY];
  /** @type {Checkpoint | null} */
  newest = null;
  /** Where each commitment stands. @type {Map<string, { index: number, entry: Bytes }[]>} */
  places = new Map();
  /** @type {Map<number, Bytes>} */
  roots = new Map();
  /** @type {Promise<void> | null} */
  refreshing = null;

  /**
   * @param {import("./server.js").Server} server
   * @param {import("./store.js").Store} store
   */
  constructor(server, store) {
    this.server = server;
    this.store = store;
  }

  get size() {
    return this.leaves.length / LEAF;
  }

  /** @returns {Promise<boolean>} whether this browser kept anything */
  async recall() {
    const kept = /** @type {Kept | null} */ (await this.store.get("pins", "log"));
    if (!kept) return false;
    this.take(kept);
    return true;
  }

  /** @param {Kept} kept */
  take({ pinned, leaves, steps, newest }) {
    Object.assign(this, { pinned, leaves, steps, newest });
    this.roots.clear();
    this.places.clear();
    this.note(0);
  }

  /**
   * What a blob says about the log, held against what this browser keeps. A browser that keeps nothing has it from here.
   *
   * @param {{ serverKey: Bytes, logSalt: Bytes }} content
   */
  pin({ serverKey, logSalt }) {
    if (!this.pinned) this.pinned = { origin: "", serverKey, salt: logSalt };
    const agrees = same(this.pinned.serverKey, serverKey) && same(this.pinned.salt, logSalt);
    if (!agrees) throw new Stop("server-key-changed", { blob: base64(serverKey), kept: base64(this.pinned.serverKey) });
  }

  /** Fetch what is new, once for all who ask at the same time. */
  refresh() {
    this.refreshing ??= this.fetch().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  async fetch() {
    const first = await this.page(this.size);
    const pinned = this.agreed(first);
    const checkpoint = await this.checkpointIn(first, pinned);
    const proof = { kept: this.newest?.note ?? null, given: checkpoint.note };
    if (checkpoint.size < this.size) throw new Stop("log-rolled-back", proof);
    const added = first.leaves;
    for (let page = first; page.more && this.size + added.length < checkpoint.size; ) {
      page = await this.page(this.size + added.length);
      if (page.leaves.length === 0) break;
      added.push(...page.leaves);
    }
    added.splice(checkpoint.size - this.size);
    const steps = await extended(this.steps, this.leaves, added);
    const leaves = join(this.leaves, ...added);
    const root = await rootAt(steps, leaves, Math.min(checkpoint.size, leaves.length / LEAF));
    if (leaves.length / LEAF !== checkpoint.size || !same(root, checkpoint.root)) {
      throw new Stop("log-forked", { ...proof, leaves: base64(leaves) });
    }
    const from = this.size;
    Object.assign(this, { pinned, steps, leaves, newest: checkpoint });
    this.note(from);
    // Another tab may be further on.
    await this.store.merge("pins", "log", (/** @type {Kept | null} */ before) => (before && before.leaves.length > leaves.length ? before : { pinned, leaves, steps, newest: checkpoint }));
  }

  /** @param {number} from */
  async page(from) {
    const said = await this.server.get(`log?from=${from}`);
    const { origin, checkpoint, more } = said;
    if (typeof origin !== "string" || typeof checkpoint !== "string") throw new Refusal("malformed");
    const joined = bytesIn(said["leaves"]);
    if (joined.length % LEAF !== 0) throw new Refusal("malformed");
    const leaves = cut(joined, 0, joined.length / LEAF);
    leaves.forEach(readLeaf);
    return { origin, serverKey: bytesIn(said["server_key"]), salt: bytesIn(said["salt"]), size: numberIn(said["size"]), leaves, note: checkpoint, more: more === true };
  }

  /** @param {{ origin: string, serverKey: Bytes, salt: Bytes, note: string }} said */
  agreed({ origin, serverKey, salt, note }) {
    const pinned = this.pinned;
    if (!pinned) return { origin, serverKey, salt };
    const agrees = (!pinned.origin || pinned.origin === origin) && same(pinned.serverKey, serverKey) && same(pinned.salt, salt);
    if (!agrees) throw new Stop("server-key-changed", { kept: base64(pinned.serverKey), given: base64(serverKey), note });
    return { ...pinned, origin };
  }

  /**
   * @param {{ note: string }} said
   * @param {Pinned} pinned
   * @returns {Promise<Checkpoint>}
   */
  async checkpointIn({ note }, pinned) {
    try {
      return await readCheckpoint(note, pinned);
    } catch (error) {
      const code = codeOf(error);
      throw code === "server-key-changed" ? new Stop(code, { kept: this.newest?.note ?? null, given: note }) : new Refusal("malformed");
    }
  }

  /** @param {number} from the first leaf that is not noted yet */
  note(from) {
    for (let index = from; index < this.size; index++) {
      const { commitment, entry } = readLeaf(this.leaves.slice(index * LEAF, (index + 1) * LEAF));
      const name = hex(commitment);
      const places = this.places.get(name);
      if (places) places.push({ index, entry });
      else this.places.set(name, [{ index, entry }]);
    }
  }

  /**
   * The leaves of an identity, oldest first.
   *
   * @param {Bytes} id
   */
  async leavesOf(id) {
    const { salt } = this.required();
    return this.places.get(hex(await commitmentOf(salt, id))) ?? [];
  }

  /**
   * A checkpoint that came inside an object, or in a blob. What is ahead of this copy is fetched first.
   *
   * @param {Point} point
   * @param {Record<string, any>} proof the object
   */
  async requireAgrees({ size, root }, proof) {
    if (size > this.size) await this.refresh();
    if (size > this.size) throw new Stop("log-rolled-back", { ...proof, kept: this.newest?.note ?? null });
    let own = this.roots.get(size);
    if (!own) this.roots.set(size, (own = await rootAt(this.steps, this.leaves, size)));
    if (!same(own, root)) throw new Stop("log-forked", { ...proof, kept: this.newest?.note ?? null, leaves: base64(this.leaves) });
  }

  required() {
    if (!this.pinned || !this.newest) throw new Refusal("locked");
    return { ...this.pinned, newest: this.newest };
  }
}

/**
 * @param {Range[]} steps
 * @param {Bytes} leaves that they stand for
 * @param {Bytes[]} added
 * @returns {Promise<Range[]>}
 */
async function extended(steps, leaves, added) {
  const all = [...steps];
  let last = /** @type {Range} */ (all.at(-1));
  const rest = [...cut(leaves, last.size, leaves.length / LEAF), ...added];
  while (rest.length >= STEP) {
    last = await append(last, await Promise.all(rest.splice(0, STEP).map(leafHash)));
    all.push(last);
  }
  return all;
}

/**
 * @param {Range[]} steps
 * @param {Bytes} leaves
 * @param {number} size
 */
async function rootAt(steps, leaves, size) {
  const step = /** @type {Range} */ (steps[Math.floor(size / STEP)]);
  return rootOf(await append(step, await Promise.all(cut(leaves, step.size, size).map(leafHash))));
}

/**
 * @param {Bytes} leaves
 * @param {number} from
 * @param {number} to
 * @returns {Bytes[]}
 */
function cut(leaves, from, to) {
  return Array.from({ length: to - from }, (_, i) => leaves.slice((from + i) * LEAF, (from + i + 1) * LEAF));
}
