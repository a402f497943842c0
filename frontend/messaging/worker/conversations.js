/** The conversations that are open in this tab: what is shown of them, who watches, and what goes out by itself. */
import { composerOf, freshen } from "./composer.js";
import { Conversation } from "./conversation.js";
import { itemsFrom, plainName, shown, titleOf } from "./flow.js";
import { forget, unsentOf } from "./outbox.js";
import { Refusal, Stop, codeOf, isPassing } from "./refusal.js";
import { deliver } from "./sending.js";
import { idIn } from "./server.js";
import { KIND, hex } from "../../crypto/door.js";
import { TYPES } from "./entries.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Unsent} Unsent */
/** @typedef {import("../types.js").Head} Head */
/** @typedef {import("../types.js").Item} Item */
/** @typedef {import("../types.js").Happening} Happening */
/** @typedef {import("../types.js").Sent} Sent */
/** What stands on the page: each line by key, and the head. @typedef {{ told: Map<string, string>, head: string }} Drawn */
/** @typedef {Drawn & { callback: (happening: Happening) => void }} Watcher */

const LINES = 50;

export class Conversations {
  /** @type {Map<string, Conversation>} */
  open_ = new Map();
  /** From which `seq` on a conversation is shown. @type {Map<string, number>} */
  from = new Map();
  /** @type {Map<string, Set<Watcher>>} */
  watchers = new Map();
  /** What was handed out for drawing last. @type {Map<string, Drawn>} */
  drawn = new Map();
  /** One telling after the other: the later one knows more. @type {Map<string, Promise<void>>} */
  telling = new Map();
  /** Keys of texts that are on their way at this moment. @type {Set<string>} */
  sending = new Set();
  /** @type {Map<string, { delivered: number, read: number }>} */
  marked = new Map();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    desk.forgetting.push(() => this.forget());
  }

  forget() {
    for (const watchers of this.watchers.values()) for (const { callback } of watchers) callback({ stopped: this.desk.stop?.code ?? "locked" });
    this.open_.clear();
    this.from.clear();
    this.watchers.clear();
    this.drawn.clear();
    this.telling.clear();
    this.marked.clear();
  }

  /**
   * A conversation that was proven up to what the server had when it was first asked for.
   *
   * @param {string} conv
   * @returns {Promise<Conversation>}
   */
  async loaded(conv) {
    this.desk.open();
    const conversation = this.open_.get(idIn(conv)) ?? new Conversation(this.desk, conv);
    this.open_.set(conv, conversation);
    if (conversation.stopped) throw conversation.stopped;
    if (!conversation.loaded) {
      await conversation.refresh();
      await freshen(conversation);
      await this.desk.people.noteSeen(conversation.newest.record.members.map(({ id }) => hex(id)));
    }
    return conversation;
  }

  /** The same, and the senders are told that it has reached a browser of mine. @param {string} conv */
  async arrived(conv) {
    const conversation = await this.loaded(conv);
    await this.mark(conversation, { delivered: conversation.tail.seq });
    return conversation;
  }

  /** @param {string} conv */
  async open(conv) {
    const wasLoaded = this.open_.get(conv)?.loaded === true;
    const conversation = await this.loaded(conv);
    if (wasLoaded) await conversation.refresh();
    await freshen(conversation);
    if (!this.from.has(conv)) this.from.set(conv, Math.max(1, conversation.tail.seq - LINES + 1));
    await this.mark(conversation, { delivered: conversation.tail.seq });
    void this.flush(conversation).catch(() => {});
    return this.handed(conversation);
  }

  /** @param {string} conv */
  async older(conv) {
    const conversation = await this.loaded(conv);
    this.from.set(conv, Math.max(1, (this.from.get(conv) ?? conversation.tail.seq + 1) - LINES));
    return this.handed(conversation);
  }

  /** Everything, for drawing; whoever watches hears of what differs from it. @param {Conversation} conversation */
  async handed(conversation) {
    const { head, items } = await this.shown(conversation);
    this.drawn.set(conversation.conv, drawnOf(head, items));
    for (const watcher of this.watchers.get(conversation.conv) ?? []) Object.assign(watcher, drawnOf(head, items));
    return { head, items };
  }

  /** @param {Conversation} conversation */
  async shown(conversation) {
    return { head: await this.head(conversation), items: await this.items(conversation) };
  }

  /**
   * @param {Conversation} conversation
   * @returns {Promise<Item[]>}
   */
  async items(conversation) {
    const lines = await itemsFrom(conversation, this.from.get(conversation.conv) ?? 1);
    const unsent = await unsentOf(this.desk, conversation.conv);
    return [...lines, ...unsent.filter(({ tries }) => !tries.some((hash) => conversation.hashes.has(hash))).map((one) => this.pending(one))];
  }

  /**
   * @param {Unsent} unsent
   * @returns {Item}
   */
  pending({ key, kind, body, replyTo, code, files, time, refusal }) {
    const sender = this.desk.people.person(this.desk.open().id);
    if (kind === 2) return { type: "title", key, seq: null, sender, time, title: plainName(body) };
    const delivery = refusal ? "refused" : this.sending.has(key) ? "sending" : "waiting";
    return { type: "message", key, seq: null, hash: null, sender, own: true, time, body, replyTo, code: /** @type {0} */ (code), files: files.map(shown), delivery, refusal };
  }

  /**
   * @param {Conversation} conversation
   * @returns {Promise<Head>}
   */
  async head(conversation) {
    const { conv, newest, tail, desk, stopped } = conversation;
    const from = this.from.get(conv) ?? 1;
    const { title } = await titleOf(conversation);
    const readable = conversation.records.find(({ key }) => key !== null)?.seq ?? tail.seq;
    const read = conversation.marks.find(({ identity }) => identity === desk.open().id)?.read ?? 0;
    const unread = conversation.entries.filter(({ seq, said }) => seq > read && said && "cipher" in said && hex(said.sender) !== desk.open().id).length;
    return {
      conv, title, members: newest.record.members.map(({ id }) => desk.people.person(hex(id))), left: [...conversation.left], retention: newest.record.retention, readableFrom: readable,
      composer: composerOf(conversation), older: from > 1, unread, lastSeq: tail.seq, stopped: stopped?.code ?? null,
    };
  }

  /**
   * @param {string} conv
   * @param {(happening: Happening) => void} callback
   */
  async watch(conv, callback) {
    const conversation = await this.loaded(conv);
    if (!this.drawn.has(conv)) await this.handed(conversation);
    const watcher = { callback, .../** @type {Drawn} */ (this.drawn.get(conv)) };
    const watchers = this.watchers.get(conv) ?? new Set();
    this.watchers.set(conv, watchers.add(watcher));
    // What came after the drawing was told to nobody.
    await this.changed(conv);
    return () => watchers.delete(watcher);
  }

  /** Tell whoever watches what is different now. @param {string} conv */
  changed(conv) {
    const turn = (this.telling.get(conv) ?? Promise.resolve()).then(() => this.tell(conv));
    this.telling.set(conv, turn.catch(() => {}));
    return turn;
  }

  /** @param {string} conv */
  async tell(conv) {
    const conversation = this.open_.get(conv);
    const watchers = this.watchers.get(conv);
    if (!conversation || !watchers?.size) return;
    const { head, items } = await this.shown(conversation);
    if (this.watchers.get(conv) !== watchers) return;
    for (const watcher of watchers) tellWatcher(watcher, head, items);
  }

  /** Somebody's keys were decided upon. @param {string} identity */
  async changedFor(identity) {
    const touched = [...this.open_.values()].filter((conversation) => conversation.records.length > 0 && conversation.isMember(identity));
    await Promise.all(touched.map(({ conv }) => this.changed(conv)));
  }

  /** Something may have happened there. @param {string} conv */
  async look(conv) {
    const conversation = this.open_.get(conv);
    if (!conversation) return;
    try {
      await conversation.refresh();
      await freshen(conversation);
      await this.mark(conversation, { delivered: conversation.tail.seq });
      await this.changed(conv);
    } catch (error) {
      if (error instanceof Stop && error.code === "order-broken") this.stop(conv, error);
      else if (codeOf(error) === "not-found") await this.leftOut(conversation);
      // Signed out, whoever asked locks: what stands on the page is for nobody any more.
      else if (!isPassing(error) || codeOf(error) === "signed-out") throw error;
    }
  }

  /**
   * Whether something of another stands there since then, and whether a message is among it. Of a conversation that is not open here nothing is known:
   * it is new, or long quiet.
   *
   * @param {string} conv
   * @param {number} seq
   */
  since(conv, seq) {
    const conversation = this.open_.get(conv);
    if (!conversation) return { conv, messages: true };
    const news = conversation.entries.filter((entry) => entry.seq > seq && entry.said && entry.type !== TYPES.grant && !this.isMine(entry.said));
    return news.length ? { conv, messages: news.some(({ said }) => said && "kind" in said && said.kind === KIND.message) } : null;
  }

  /** @param {NonNullable<import("./entries.js").Entry["said"]>} said */
  isMine(said) {
    return hex("sender" in said ? said.sender : "creator" in said ? said.creator : "granter" in said ? said.granter : said.id) === this.desk.open().id;
  }

  /** Somebody left me out: what I have read stays before me, and I write no more. @param {Conversation} conversation */
  async leftOut(conversation) {
    conversation.left.add(this.desk.open().id);
    await this.changed(conversation.conv);
  }

  /** My own keys, or what I decided about others, came from another tab. */
  async changedEverywhere() {
    for (const conv of this.open_.keys()) await this.changed(conv);
  }

  async lookAtAll() {
    for (const conv of this.open_.keys()) await this.look(conv);
  }

  /**
   * @param {string} conv
   * @param {Stop} stop
   */
  stop(conv, stop) {
    for (const { callback } of this.watchers.get(conv) ?? []) callback({ stopped: stop.code });
    throw stop;
  }

  /** My own marks as the server holds them. @param {Conversation} conversation */
  given({ marks }) {
    const own = marks.find(({ identity }) => identity === this.desk.open().id);
    return { delivered: own?.delivered ?? 0, read: own?.read ?? 0 };
  }

  /**
   * @param {Conversation} conversation
   * @param {{ delivered?: number, read?: number }} marks they only grow
   */
  async mark(conversation, { delivered = 0, read = 0 }) {
    const { conv } = conversation;
    const before = this.marked.get(conv) ?? this.given(conversation);
    const marks = { delivered: Math.max(before.delivered, delivered, read), read: Math.max(before.read, read) };
    if (marks.delivered === before.delivered && marks.read === before.read) return;
    try {
      await this.desk.server.post(`c/${conv}/marks`, marks);
      this.marked.set(conv, marks);
    } catch (error) {
      // A mark is a courtesy; the next one says it, too.
      codeOf(error);
    }
  }

  /**
   * The first try of a text that was just written. If it is refused, the page keeps it, and it is not kept here.
   *
   * @param {Conversation} conversation
   * @param {Unsent} unsent
   * @returns {Promise<Sent>}
   */
  async first(conversation, unsent) {
    const sent = await this.again(conversation, unsent).catch(async (error) => {
      if (error instanceof Refusal) await forget(this.desk, unsent);
      await this.changed(conversation.conv);
      throw error;
    });
    return sent;
  }

  /**
   * @param {Conversation} conversation
   * @param {Unsent} unsent
   * @returns {Promise<Sent>}
   */
  async again(conversation, unsent) {
    const { conv } = conversation;
    this.sending.add(unsent.key);
    void this.changed(conv);
    // What was written before goes before.
    const outcome = await this.flush(conversation, unsent.key).finally(() => this.sending.delete(unsent.key));
    await this.changed(conv);
    this.desk.tabs.tell({ kind: "conversation", conv });
    const result = outcome.get(unsent.key) ?? { how: "waiting", code: null, detail: {} };
    if (result.how === "refused") throw new Refusal(result.code ?? "refused", result.detail);
    return { key: unsent.key, delivery: result.how === "sent" ? "sent" : "waiting" };
  }

  /**
   * Send what waits in a conversation, oldest first, up to and with one text.
   *
   * @param {Conversation} conversation
   * @param {string} [last]
   * @returns {Promise<Map<string, { how: string, code: string | null, detail: Record<string, any> }>>}
   */
  async flush(conversation, last) {
    const outcome = new Map();
    for (const unsent of await unsentOf(this.desk, conversation.conv)) {
      if (unsent.refusal || (last && unsent.key > last)) continue;
      const refused = /** @type {Unsent & { detail?: Record<string, any> }} */ (unsent);
      const how = await deliver(conversation, refused, () => {});
      outcome.set(unsent.key, { how, code: refused.refusal, detail: refused.detail ?? {} });
      if (how === "waiting") break;
      await this.changed(conversation.conv);
    }
    return outcome;
  }

  /** What waits anywhere. It goes without anybody looking; what is refused stays, and says so. */
  async flushAll() {
    const waiting = (await unsentOf(this.desk)).filter(({ refusal }) => !refusal);
    for (const conv of new Set(waiting.map((unsent) => unsent.conv))) {
      try {
        await this.flush(await this.loaded(conv));
        await this.changed(conv);
      } catch (error) {
        if (isPassing(error)) return;
        if (error instanceof Stop && error.code !== "order-broken") throw error;
        codeOf(error);
      }
    }
  }
}

/**
 * @param {Head} head
 * @param {Item[]} items
 * @returns {Drawn}
 */
function drawnOf(head, items) {
  return { told: new Map(items.map((item) => [item.key, JSON.stringify(item)])), head: JSON.stringify(head) };
}

/**
 * @param {Watcher} watcher
 * @param {Head} head
 * @param {Item[]} items
 */
function tellWatcher(watcher, head, items) {
  const { told: now, head: said } = drawnOf(head, items);
  const changed = items.filter((item) => watcher.told.get(item.key) !== now.get(item.key));
  const gone = [...watcher.told.keys()].filter((key) => !now.has(key));
  /** @type {Happening} */
  const happening = {};
  if (said !== watcher.head) happening.head = head;
  if (changed.length > 0) happening.items = changed;
  if (gone.length > 0) happening.gone = gone;
  Object.assign(watcher, { told: now, head: said });
  if (Object.keys(happening).length > 0) watcher.callback(happening);
}
