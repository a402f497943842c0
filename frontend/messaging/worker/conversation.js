/**
 * One conversation as this browser has proven it: records, the chain of receipts, the chain of each sender. Texts are opened only when
 * they are shown. Nothing of it is kept but hashes and numbers.
 */
import { ZERO32, hex, same, unhex, verifySigned } from "../../crypto/door.js";
import { acceptEnvelope } from "./envelopes.js";
import { acceptEpoch, acceptGrant } from "./epochs.js";
import { TYPES, broken, isErased, readPage } from "./entries.js";
import { Refusal, Stop, codeOf, isPassing } from "./refusal.js";
import { idIn, listIn, numberIn } from "./server.js";

/** @typedef {import("./entries.js").Entry} Entry */
/** @typedef {import("./entries.js").Envelope} Envelope */
/** @typedef {import("./entries.js").Grant} Grant */
/** @typedef {import("./entries.js").Leave} Leave */
/** @typedef {import("./epochs.js").Accepted} Accepted */
/** @typedef {{ counter: number, hash: Bytes }} Last */
/** What was found about an entry: `code` why nothing of it is shown, `missing` how many before it are not there. @typedef {{ code: string | null, missing: number }} Verdict */
/** @typedef {{ seq: number, receipt: Bytes, seen: number, records: string[] }} Kept */
/** @typedef {{ identity: string, delivered: number, read: number }} Mark */

const AT_ONCE = 200;
/** @type {Last} */
const NONE = { counter: 0, hash: ZERO32 };
const DAY = 86_400_000;

export class Conversation {
  /** @type {Entry[]} by `seq`, from 1 */
  entries = [];
  /** @type {Map<number, Verdict>} */
  verdicts = new Map();
  /** @type {Accepted[]} by epoch */
  records = [];
  /** @type {Map<string, Last>} */
  senders = new Map();
  /** Hashes of accepted entries to which no other points, with their `seq`. @type {Map<string, number>} */
  heads = new Map();
  /** All hashes that stand here, readable or not. @type {Set<string>} */
  hashes = new Set();
  /** @type {import("./entries.js").Tail} */
  tail = { seq: 0, receipt: ZERO32 };
  /** @type {string | null} */
  closed = null;
  /** @type {Stop | null} */
  stopped = null;
  /** Who said that they leave. @type {Set<string>} */
  left = new Set();
  /** @type {string[]} */
  ended = [];
  /** @type {Mark[]} */
  marks = [];
  /** The last epoch whose members the reader has seen. */
  seen = 0;
  /** @type {Promise<unknown>} */
  turn = Promise.resolve();
  /** My own last envelope here as the server counts. @type {Last} */
  counted = NONE;
  /** @type {boolean} */
  loaded = false;
  /** The names under which lines of my own stood before they had a place, by hash. @type {Map<string, string>} */
  keys = new Map();

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {string} conv
   */
  constructor(desk, conv) {
    this.desk = desk;
    this.conv = conv;
    this.bytes = unhex(conv);
  }

  get shelf() {
    return `${this.desk.open().id}/${this.conv}`;
  }

  /** @returns {Accepted} */
  get newest() {
    const newest = this.records.at(-1);
    if (!newest) throw new Refusal(this.closed ?? "not-found");
    return newest;
  }

  /**
   * One thing after the other: what is given by the server is applied in order.
   *
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  inTurn(act) {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  /** Fetch what is new and hold it against everything; afterwards this is what the server has. */
  refresh() {
    return this.inTurn(() => this.stopping(() => this.load()));
  }

  /**
   * An entry that the server answered to something of our own.
   *
   * @param {Record<string, any>[]} given entries as the door gives them
   * @returns {Promise<boolean>} false: others came between, refresh first
   */
  add(given) {
    return this.inTurn(() => this.stopping(async () => {
      if (given[0]?.["seq"] !== this.tail.seq + 1) return false;
      await this.take({ entries: given });
      await this.keep();
      return true;
    }));
  }

  /**
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  async stopping(act) {
    if (this.stopped) throw this.stopped;
    try {
      return await act();
    } catch (error) {
      if (error instanceof Stop && error.code === "order-broken") this.stopped = error;
      throw error;
    }
  }

  async load() {
    const kept = /** @type {Kept | null} */ (await this.desk.store.get("conversations", this.shelf));
    for (let more = true; more; ) {
      const page = await this.desk.server.get(`c/${this.conv}/entries?after=${this.tail.seq}&limit=${AT_ONCE}`);
      await this.take(page);
      more = page["more"] === true && listIn(page["entries"]).length > 0;
      this.noteOthers(page);
    }
    this.requireKept(kept);
    if (!this.loaded) this.seen = Math.max(this.seen, kept?.seen ?? 0, this.ownEpoch());
    this.loaded = true;
    await this.keep();
  }

  /** @param {Kept | null} kept what this browser accepted before must still be so */
  requireKept(kept) {
    if (!kept) return;
    const next = this.entries[kept.seq]?.receipt.prev;
    const holds = kept.seq < this.tail.seq ? next && same(next, kept.receipt) : kept.seq === this.tail.seq && same(kept.receipt, this.tail.receipt);
    if (!holds) throw broken({ kept: { seq: kept.seq, receipt: hex(kept.receipt) }, given: { seq: this.tail.seq, receipt: hex(this.tail.receipt) } });
  }

  /** @param {Record<string, any>} page */
  noteOthers(page) {
    const own = page["own"];
    this.counted = { counter: numberIn(own?.counter), hash: unhex(String(own?.hash)) };
    this.ended = listIn(page["ended"]).map(idIn);
    this.marks = listIn(page["marks"]).map(({ identity, delivered, read }) => ({ identity: idIn(identity), delivered: numberIn(delivered), read: numberIn(read) }));
  }

  /** @param {Record<string, any>} page */
  async take(page) {
    const { serverKey } = this.desk.log.required();
    const entries = await readPage(page, { conv: this.bytes, serverKey, tail: this.tail });
    await this.know(entries);
    // Signatures are checked side by side; what they say is taken in order.
    const found = entries.map((entry) => (entry.type === TYPES.envelope ? this.look(entry) : null));
    await Promise.allSettled(found);
    for (const [i, entry] of entries.entries()) await this.apply(entry, found[i] ?? null);
  }

  /** @param {Entry[]} entries */
  async know(entries) {
    const members = entries.flatMap(({ type, said }) => (type === TYPES.epoch && said ? /** @type {import("./entries.js").Epoch} */ (said).members : []));
    const stale = members.filter(({ id, gen }) => !this.desk.people.generation(hex(id), gen)).map(({ id }) => hex(id));
    await this.desk.people.know(stale, { anew: true });
    await this.desk.people.know(members.map(({ id }) => hex(id)));
  }

  /** @param {Entry} entry */
  look(entry) {
    return acceptEnvelope(this.desk, entry, this.conv);
  }

  /**
   * @param {Entry} entry
   * @param {Promise<Envelope> | null} found
   */
  async apply(entry, found) {
    if (entry.seq !== this.entries.length + 1) throw new Error("entries are applied in order");
    const verdict = await this.judge(entry, found);
    this.entries.push(entry);
    this.hashes.add(entry.hash);
    this.verdicts.set(entry.seq, verdict);
    this.tail = { seq: entry.seq, receipt: entry.receiptHash };
  }

  /**
   * @param {Entry} entry
   * @param {Promise<Envelope> | null} found
   * @returns {Promise<Verdict>}
   */
  async judge(entry, found) {
    if (this.closed) return { code: this.closed, missing: 0 };
    if (!entry.object) return { code: await this.absence(entry), missing: 0 };
    try {
      if (found) return { code: null, missing: this.follow(await found, entry) };
      if (entry.type === TYPES.epoch) await this.takeEpoch(entry);
      else if (!entry.said) throw new Refusal(entry.fault ?? "malformed");
      else if (entry.type === TYPES.grant) await acceptGrant(this.desk, /** @type {Grant} */ (entry.said), this.records);
      else if (entry.type === TYPES.leave) await this.takeLeave(/** @type {Leave} */ (entry.said));
      return { code: null, missing: 0 };
    } catch (error) {
      if (error instanceof Stop || isPassing(error)) throw error;
      const code = codeOf(error);
      if (code === "epoch-refused") this.closed = code;
      return { code, missing: 0 };
    }
  }

  /** @param {Entry} entry */
  async takeEpoch(entry) {
    // Who left is left out by the next record, and the creator is in it: nobody comes back, nor signs, by one of his own.
    if (entry.said && /** @type {import("./entries.js").Epoch} */ (entry.said).members.some(({ id }) => this.left.has(hex(id)))) throw new Refusal("epoch-refused", { seq: entry.seq });
    const accepted = await acceptEpoch(this.desk, { entry, before: this.records.at(-1) ?? null, conv: this.conv });
    this.records.push(accepted);
    this.heads.delete(hex(accepted.record.prev));
    this.heads.set(entry.hash, entry.seq);
    for (const id of this.left) if (!this.isMember(id)) this.left.delete(id);
  }

  /** @param {Leave} leave */
  async takeLeave(leave) {
    const id = hex(leave.id);
    const member = this.newest.record.members.find((one) => hex(one.id) === id && one.gen === leave.gen);
    const proven = member && this.desk.people.generation(id, leave.gen);
    if (!proven || !same(leave.conv, this.bytes) || hex(leave.epochRec) !== this.newest.hash) throw new Refusal("leave-refused");
    await verifySigned(leave, proven.entry.edPk);
    this.left.add(id);
  }

  /**
   * The chains into which an envelope fits.
   *
   * @param {Envelope} envelope its signature is checked
   * @param {Entry} entry
   * @returns {number} how many of the sender's are missing before it
   */
  follow(envelope, entry) {
    const sender = hex(envelope.sender);
    const member = this.newest.record.members.find(({ id, gen }) => same(id, envelope.sender) && gen === envelope.gen);
    if (hex(envelope.epochRec) !== this.newest.hash || envelope.epoch !== this.newest.record.epoch) throw new Refusal("epoch-closed");
    if (!member) throw new Refusal("not-member");
    if (this.left.has(sender)) throw new Refusal("member-left");
    // The server takes no envelope that points to what it does not hold: this one was written on another history than mine.
    if (!envelope.heads.every((head) => this.hashes.has(hex(head)))) throw broken({ envelope: hex(envelope.bytes), receipt: hex(entry.receipt.bytes) });
    const last = this.senders.get(sender) ?? NONE;
    if (envelope.counter <= last.counter) throw new Refusal("counter");
    const follows = envelope.counter === last.counter + 1;
    if (follows && !same(envelope.prevOwn, last.hash)) throw new Refusal("previous");
    const isKnown = follows || this.hashes.has(hex(envelope.prevOwn));
    this.senders.set(sender, { counter: envelope.counter, hash: unhex(entry.hash) });
    for (const head of envelope.heads) this.heads.delete(hex(head));
    this.heads.set(entry.hash, entry.seq);
    return isKnown ? 0 : envelope.counter - last.counter - 1;
  }

  /**
   * Why an entry has no object.
   *
   * @param {Entry} entry
   */
  async absence(entry) {
    const { serverKey } = this.desk.log.required();
    const retention = this.records.at(-1)?.record.retention ?? 0;
    // A receipt that was dated back would make of a message which is kept from me one whose time had passed.
    const since = Math.max(this.records.at(-1)?.record.time ?? 0, this.entries.at(-1)?.time ?? 0) - DAY;
    if (entry.tombstone && entry.time < since) return "withheld";
    if (entry.tombstone) return (await isErased(entry, { conv: this.bytes, serverKey, retention, now: this.desk.now() })) ? "erased" : "withheld";
    return entry.type === TYPES.envelope && !this.isReadable(entry.seq) ? "unreadable" : "withheld";
  }

  /**
   * Whether I may read what stands there: from the first epoch on of which I have the key.
   *
   * @param {number} seq
   */
  isReadable(seq) {
    const epoch = this.records.filter((record) => record.seq < seq).at(-1);
    return epoch !== undefined && this.records.some(({ key, seq: from }) => key !== null && from <= epoch.seq);
  }

  /** @param {string} identity */
  isMember(identity) {
    return this.newest.record.members.some(({ id }) => hex(id) === identity);
  }

  /** The last epoch in which I wrote, or which began for me: I saw its members then. A record that I made may follow one that I had not seen. */
  ownEpoch() {
    const { id } = this.desk.open();
    const wrote = this.entries.flatMap(({ said, seq }) => {
      const isMine = said && "counter" in said && hex(said.sender) === id && this.verdicts.get(seq)?.code === null;
      return isMine ? [said.epoch] : [];
    });
    const began = this.records.find(({ record }) => record.members.some((member) => hex(member.id) === id));
    return Math.max(began?.record.epoch ?? 0, ...wrote);
  }

  /** Another tab may be further on: what is kept only grows. */
  async keep() {
    await this.desk.store.merge("conversations", this.shelf, (/** @type {Kept | null} */ before) => {
      this.seen = Math.max(this.seen, before?.seen ?? 0);
      const records = this.records.map(({ hash }) => hash);
      return before && before.seq > this.tail.seq ? { ...before, seen: this.seen } : { ...this.tail, seen: this.seen, records };
    });
  }

  /**
   * Of my own last envelope here. What was erased, or written before I was left out and added again, the server alone can count; it cannot name
   * anything that does not stand here.
   *
   * @returns {Last}
   */
  own() {
    const mine = this.senders.get(this.desk.open().id) ?? NONE;
    return this.counted.counter > mine.counter && this.hashes.has(hex(this.counted.hash)) ? this.counted : mine;
  }
}
