/** What the pages can ask for, each call one method (`../types.js`). */
import { KIND, MOST, SEEN, VERIFIED } from "../../crypto/door.js";
import { changeMembers, leave } from "./changing.js";
import { askAnew, freshen } from "./composer.js";
import { Conversations } from "./conversations.js";
import { Drafts, REPORT } from "./drafts.js";
import { evidenceOf } from "./evidence.js";
import { Files } from "./files.js";
import { plainName } from "./flow.js";
import { reloadKeys } from "./keys.js";
import { linesOf } from "./list.js";
import { forget, stillUnsent, keep } from "./outbox.js";
import { Refusal, Stop, codeOf } from "./refusal.js";
import { preview, send as sendReport } from "./reports.js";
import { find } from "./searching.js";
import { put, start } from "./sending.js";
import { idIn } from "./server.js";
import { lock, lockIfIdle, stateOf, touch, unlock } from "./session.js";
import { Setup } from "./setup.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Draft} Draft */
/** @typedef {import("../types.js").Opening} Opening */

/** What needs no open keys, and what is no sign that somebody is there. */
const QUIET = new Set(["state", "ring", "listen", "watch", "unwatch", "evidence", "markRead"]);
/** What hands out texts. */
const READS = new Set(["people", "conversationLines", "openConversation", "older", "search", "previewReport", "download", "draft"]);

export class Calls {
  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    this.setup = new Setup(desk);
    this.files = new Files(desk);
    this.drafts = new Drafts(desk, this.files);
    /** A report is written beside a message that is being written. */
    this.reasons = new Drafts(desk, this.files);
    this.conversations = new Conversations(desk);
    /** @type {Stop[]} */
    this.stops = [];
    desk.tabs.listen((news) => void this.hear(news).catch(() => {}));
    desk.store.onforget = () => void this.lockedElsewhere();
  }

  /**
   * @param {string} name
   * @param {any[]} values
   */
  async call(name, values) {
    const act = /** @type {any} */ (this)[name];
    try {
      if (!QUIET.has(name)) await touch(this.desk);
      const value = await this.desk.guard(() => act.apply(this, values));
      // What was opened before it locked is not handed out after.
      if (READS.has(name)) this.desk.open();
      return value;
    } catch (error) {
      if (error instanceof Stop) await this.noteStop(error);
      if (error instanceof Refusal && error.code === "signed-out") await this.signedOut();
      throw error;
    }
  }

  /** @param {Stop} stop */
  async noteStop(stop) {
    if (!this.stops.includes(stop)) this.stops.push(stop);
    if (this.desk.stop === stop) this.desk.announce({ state: await stateOf(this.desk) });
  }

  async signedOut() {
    if (!this.desk.keys) return;
    await lock(this.desk);
    this.desk.announce({ state: await stateOf(this.desk) });
  }

  /** @param {import("./tabs.js").News} news */
  async hear({ kind, conv }) {
    if (kind === "locked") await this.lockedElsewhere();
    if (kind === "opened" && !this.desk.keys) this.desk.announce({ state: await stateOf(this.desk) });
    if (kind === "blob" && this.desk.keys) {
      await this.desk.guard(() => reloadKeys(this.desk));
      await this.conversations.changedEverywhere();
    }
    if (kind === "conversation" && conv && this.desk.keys) await this.conversations.look(conv);
  }

  async lockedElsewhere() {
    if (!this.desk.keys) return;
    this.desk.forget();
    this.desk.announce({ state: await stateOf(this.desk) });
  }

  /** Called by the clock. */
  async tick() {
    await lockIfIdle(this.desk);
    if (this.desk.keys) await this.conversations.flushAll();
  }

  async state() {
    const before = this.desk.keys;
    const state = await stateOf(this.desk);
    if (this.desk.keys && !before) void this.conversations.flushAll().catch(() => {});
    return state;
  }

  /** @param {"en" | "fr" | "ar"} language */
  words(language) {
    return this.setup.giveWords(language);
  }

  recoverySheet() {
    return this.setup.giveSheet();
  }

  passkeyInput() {
    return this.setup.passkeyInput();
  }

  /** @param {{ typedGroup: string, prf?: import("../types.js").Prf }} how */
  finishSetup(how) {
    return this.setup.finish(how);
  }

  /** @param {Opening} opening */
  async unlock(opening) {
    const state = await unlock(this.desk, opening);
    void this.conversations.flushAll().catch(() => {});
    return state;
  }

  lock() {
    return lock(this.desk);
  }

  /** @param {string} query */
  people(query) {
    this.desk.open();
    return this.desk.people.find(query);
  }

  /** @param {{ before?: string }} [page] */
  async conversationLines({ before } = {}) {
    this.desk.open();
    return linesOf(this.desk, { load: (conv) => this.conversations.arrived(conv), drafts: await this.drafts.all() }, before);
  }

  /** @param {{ members: string[], title: string, retention: number, body: string, code?: number }} wish */
  async startConversation(wish) {
    requireLength(wish.body, MOST.body);
    const title = plainName(wish.title);
    requireLength(title, MOST.title);
    const conv = await start(this.desk, { ...wish, title, members: wish.members.map(idIn) }, this.drafts.key, (thing) => this.drafts.over(thing));
    // It has begun: whatever is wrong with reading it at once is said where it is opened, and nobody begins it twice.
    await this.conversations.loaded(conv).catch(codeOf);
    return { conv };
  }

  /** @param {string} conv */
  openConversation(conv) {
    return this.conversations.open(conv);
  }

  /** @param {string} conv */
  older(conv) {
    return this.conversations.older(conv);
  }

  /**
   * @param {string} conv
   * @param {(happening: import("../types.js").Happening) => void} callback
   */
  watch(conv, callback) {
    return this.conversations.watch(conv, callback);
  }

  /**
   * @param {string} conv
   * @param {Draft} draft
   */
  async send(conv, { body, replyTo = null, code = 0, files = [] }) {
    requireLength(body, MOST.body);
    if (!body.trim() && files.length === 0) throw new Refusal("empty");
    const conversation = await this.conversations.loaded(conv);
    const manifests = this.files.manifests(files);
    // From here on it lies among what goes out; if it is refused, the page keeps it anew.
    const unsent = await put(this.desk, { conv, kind: KIND.message, body, replyTo, code, files: manifests }, (thing) => this.drafts.over(thing));
    const sent = await this.conversations.first(conversation, unsent);
    files.forEach((file) => this.files.uploaded.delete(file));
    return sent;
  }

  /**
   * @param {string} place
   * @param {import("../types.js").Begun | null} writing
   */
  keepDraft(place, writing) {
    return this.draftsAt(place).keep(place, writing);
  }

  /**
   * @param {string} place
   * @param {string} [key]
   */
  draft(place, key) {
    return this.draftsAt(place).take(place, key);
  }

  /** @param {string} place */
  draftsAt(place) {
    return place.startsWith(REPORT) ? this.reasons : this.drafts;
  }

  /** @param {string} key */
  dropDraft(key) {
    return this.drafts.forget(key);
  }

  /**
   * @param {string} conv
   * @param {string} title
   */
  async setTitle(conv, title) {
    title = plainName(title);
    if (!title.trim()) throw new Refusal("empty");
    requireLength(title, MOST.title);
    const conversation = await this.conversations.loaded(conv);
    return this.conversations.first(conversation, await put(this.desk, { conv, kind: KIND.title, body: title }));
  }

  /**
   * @param {string} conv
   * @param {string} key
   */
  async retry(conv, key) {
    const conversation = await this.conversations.loaded(conv);
    // Not while another tab sends it, or gives it back.
    const unsent = await this.desk.tabs.alone(`send/${conv}`, async () => {
      const still = await stillUnsent(this.desk, { conv, key });
      if (still) await keep(this.desk, { ...still, refusal: null });
      return still;
    });
    if (!unsent) return { key, delivery: /** @type {const} */ ("sent") };
    return this.conversations.again(conversation, { ...unsent, refusal: null });
  }

  /**
   * @param {string} conv
   * @param {string} key
   */
  async discard(conv, key) {
    return this.desk.tabs.alone(`send/${idIn(conv)}`, async () => {
      const unsent = await stillUnsent(this.desk, { conv, key });
      if (!unsent) throw new Refusal("not-found");
      await forget(this.desk, unsent);
      void this.conversations.changed(conv);
      return { body: unsent.body };
    });
  }

  /**
   * @param {string} conv
   * @param {{ members: string[], withHistory: boolean }} how
   */
  async addMembers(conv, { members, withHistory }) {
    await this.change(conv, { add: members.map(idIn), withHistory });
  }

  /**
   * @param {string} conv
   * @param {string} identity
   */
  async removeMember(conv, identity) {
    await this.change(conv, { remove: [idIn(identity)] });
  }

  /**
   * @param {string} conv
   * @param {import("./changing.js").Wish} wish
   */
  async change(conv, wish) {
    const conversation = await this.conversations.loaded(conv);
    const done = this.desk.tabs.alone(`send/${conv}`, async () => {
      await freshen(conversation);
      await changeMembers(conversation, wish);
    });
    // Refused or not: who is in now stands there.
    await done.finally(() => this.conversations.changed(conv));
    this.desk.tabs.tell({ kind: "conversation", conv });
  }

  /** @param {string} conv */
  async leave(conv) {
    const conversation = await this.conversations.loaded(conv);
    await this.desk.tabs.alone(`send/${conv}`, () => leave(conversation)).finally(() => this.conversations.changed(conv));
    conversation.left.add(this.desk.open().id);
    await this.conversations.changed(conv);
  }

  /**
   * @param {string} conv
   * @param {File} file
   * @param {(done: number, all: number) => void} [progress]
   */
  async attach(conv, file, progress = () => {}) {
    return this.files.attach(await this.conversations.loaded(conv), file, progress);
  }

  /**
   * @param {string} conv
   * @param {string | null} message
   * @param {string} file
   * @param {(done: number, all: number) => void} [progress]
   */
  async download(conv, message, file, progress = () => {}) {
    return this.files.download(await this.conversations.loaded(conv), { message, file: idIn(file) }, progress);
  }

  /** @param {string} identity */
  safetyNumber(identity) {
    return this.desk.people.number(identity);
  }

  /**
   * @param {string} identity
   * @param {string} digits
   * @param {import("../types.js").Person} shown
   */
  verify(identity, digits, shown) {
    return this.decide(identity, VERIFIED, digits, shown);
  }

  /**
   * @param {string} identity
   * @param {string} digits
   * @param {import("../types.js").Person} shown
   */
  unverify(identity, digits, shown) {
    return this.decide(identity, SEEN, digits, shown);
  }

  /**
   * @param {string} identity
   * @param {number} state
   * @param {string} digits
   * @param {import("../types.js").Person} shown
   */
  async decide(identity, state, digits, shown) {
    const person = await this.desk.people.decide(identity, state, digits, shown);
    await this.conversations.changedFor(identity);
    return person;
  }

  /**
   * @param {string} conv
   * @param {string} change
   */
  async acknowledge(conv, change) {
    const conversation = await this.conversations.loaded(conv);
    const epoch = conversation.records.findIndex(({ hash }) => hash === change);
    if (epoch < 0) throw new Refusal("not-found");
    conversation.seen = Math.max(conversation.seen, epoch);
    await conversation.keep();
    this.desk.tabs.tell({ kind: "conversation", conv });
    await this.conversations.changed(conv);
    return this.conversations.head(conversation);
  }

  /**
   * @param {string} conv
   * @param {number} seq
   */
  async markRead(conv, seq) {
    const conversation = await this.conversations.loaded(conv);
    await this.conversations.mark(conversation, { read: Math.min(seq, conversation.tail.seq) });
  }

  /** @param {string} text */
  search(text) {
    return find(this.conversations, text);
  }

  /**
   * @param {string} conv
   * @param {{ hashes: string[], reason: string }} what
   */
  async previewReport(conv, what) {
    return preview(await this.conversations.loaded(conv), what);
  }

  /**
   * @param {string} conv
   * @param {{ hashes: string[], reason: string }} what
   */
  async report(conv, what) {
    return sendReport(await this.conversations.loaded(conv), what);
  }

  async evidence() {
    // What was found while looking where the member stands was thrown at nobody.
    return evidenceOf(this.desk, [...new Set(this.desk.stop ? [this.desk.stop, ...this.stops] : this.stops)]);
  }

  rotateKeys() {
    return this.setup.rotate();
  }

  /** @param {Opening & { passkey: import("../types.js").Prf }} how */
  addPasskey(how) {
    return this.setup.addPasskey(how);
  }

  /** @param {Opening & { typedGroup: string }} how */
  newSheet(how) {
    return this.setup.newSheet(how);
  }

  /** @param {Opening} how */
  newWords(how) {
    return this.setup.newWords(how);
  }

  /** The bell rang: for one conversation, for keys of somebody in it, or for whatever may have been missed. @param {Record<string, any>} what */
  async ring(what) {
    if (!this.desk.keys) return;
    const conv = what["conversation"];
    const isAny = typeof conv !== "string";
    if (isAny || what["keys"]) askAnew(this.desk);
    if (!isAny) {
      const seq = this.conversations.open_.get(conv)?.tail.seq ?? 0;
      await this.conversations.look(conv);
      const unread = !what["gone"] && !what["keys"] && this.desk.keys ? this.conversations.since(conv, seq) : null;
      if (unread) this.desk.announce({ unread });
    } else {
      await this.conversations.lookAtAll();
    }
    await this.conversations.flushAll();
  }
}

/**
 * @param {string} text
 * @param {number} most bytes
 */
function requireLength(text, most) {
  if (new TextEncoder().encode(text.normalize("NFC")).length > most) throw new Refusal("too-long");
}
