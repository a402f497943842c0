/** The server's doors in memory: real objects, honest order, no pages. What a test makes of an answer is the test's lie. */
import * as door from "../../../frontend/crypto/door.js";
import { signingKey } from "../../../frontend/crypto/signature.js";

const { base64, hex, join, unbase64, unhex } = door;
const WRAP = 16 + 1120 + 48;

class Refuse extends Error {
  constructor(status, code, more = {}) {
    super(code);
    Object.assign(this, { status, code, more });
  }
}

const require = (holds, status, code, more) => {
  if (!holds) throw new Refuse(status, code, more);
};

export class FakeServer {
  members = new Map();
  leaves = [];
  conversations = new Map();
  files = new Map();
  reports = [];
  asked = [];
  /** Small, so that tests meet more than one page. */
  leavesAtOnce = 3;
  entriesAtOnce = 7;
  now = Date.now;

  static async begun() {
    const server = new FakeServer();
    server.key = await signingKey(door.random(32));
    server.salt = door.random(32);
    return server;
  }

  /** A `fetch` for one signed-in browser. LIE may change the answer, or throw in its place. */
  browser(name, lie = (_asked, answer) => answer) {
    const browser = { session: hex(door.random(32)), signedIn: true, lie, cut: () => false, instead: () => null };
    const ask = async (url, request) => {
      const asked = { method: request.method, door: url.replace("/messages/", ""), body: request.body, headers: request.headers };
      this.asked.push({ name, ...asked });
      if (browser.cut(asked) === "before") throw new TypeError("cut");
      const instead = await browser.instead(asked);
      if (instead) return new Response(JSON.stringify(instead.said), { status: instead.status });
      const given = browser.signedIn ? await this.answer(name, browser.session, asked) : { status: 401, said: {} };
      if (browser.cut(asked) === "after") throw new TypeError("cut");
      const { status, said, bytes } = await browser.lie(asked, given);
      if (status === 204) return new Response(null, { status });
      return new Response(bytes ?? JSON.stringify(said), { status });
    };
    return Object.assign(browser, { ask });
  }

  async answer(name, session, { method, door: path, body, headers }) {
    try {
      const [at, query = ""] = path.split("?");
      const search = Object.fromEntries(new URLSearchParams(query));
      const isJson = typeof body === "string";
      return await this.route(name, session, method, at.split("/"), search, isJson ? JSON.parse(body) : body, headers);
    } catch (error) {
      const code = error.code;
      if (!code) throw error;
      return { status: error.status ?? 400, said: { code, message: code, ...error.more } };
    }
  }

  member(name) {
    if (!this.members.has(name)) this.members.set(name, { name, id: null, entries: [], blob: null, version: 0, ended: false });
    return this.members.get(name);
  }

  byId(id) {
    return [...this.members.values()].find((one) => one.id === id && one.entries.length > 0);
  }

  who({ name }) {
    return { function: "Central authority", authority: "Ministry", state: "A", name, url: `/people/${name}/`, also: [] };
  }

  async route(name, session, method, [first, conv, what, ...rest], search, said, headers) {
    const me = this.member(name);
    const key = `${method} ${first}`;
    if (key === "GET log") return ok(await this.log(Number(search.from)));
    if (key === "GET me") return ok({ session, identity: me.id, gen: me.entries.length ? me.entries.length - 1 : null, entries: listed(me), blob_version: me.version, time: this.now(), reset: me.reset ?? "none" });
    if (key === "POST identity") return ok({ identity: (me.id ??= hex(door.randomId())) });
    if (key === "POST entries") return this.entry(me, unbase64(said.entry), unbase64(said.blob));
    if (key === "GET blob" && conv === "payload") return ok(await this.payload(me));
    if (key === "GET blob") return ok({ blob: base64(me.blob) });
    if (key === "PUT blob") return this.putBlob(me, said);
    if (key === "GET keys" && search.of.split(",").some((id) => !this.byId(id))) return { status: 404, said: {} };
    if (key === "GET keys") return ok({ keys: search.of.split(",").map((id) => this.byId(id)).map((one) => ({ identity: one.id, entries: listed(one), ended: one.ended, who: this.who(one) })) });
    if (key === "GET people") return ok({ people: [...this.members.values()].filter((one) => one !== me && one.name.includes(search.q)).map((one) => ({ identity: one.entries.length ? one.id : null, who: this.who(one) })) });
    if (key === "POST conversations") return this.begin(me, said);
    if (key === "GET conversations") return ok(this.list(me));
    require(first === "c", 404, undefined);
    const conversation = this.conversations.get(conv);
    if (!conversation?.members().some((id) => id === me.id) && !conversation?.past.has(me.id)) return { status: 404, said: {} };
    if (what === "entries") return ok(this.page(conversation, me, search));
    if (what === "envelopes") return this.envelope(conversation, me, unbase64(said.envelope));
    if (what === "epochs") return this.epoch(conversation, me, said);
    if (what === "leave") return this.leave(conversation, me, unbase64(said.leave));
    if (what === "marks") return this.mark(conversation, me, said);
    if (what === "files") return this.file(method, conversation, rest, said, headers);
    if (what === "reports") return this.report(conversation, me, unbase64(said.report));
    return { status: 404, said: {} };
  }

  // The log.

  async log(from) {
    const note = await this.note(this.leaves.length);
    const server_key = base64(this.key.publicKey);
    return { origin: "here/messages", server_key, salt: base64(this.salt), size: this.leaves.length, leaves: base64(join(...this.leaves.slice(from, from + this.leavesAtOnce))), checkpoint: note, more: this.leaves.length > from + this.leavesAtOnce };
  }

  async rootOf(leaves) {
    return door.rootOf(await door.append(door.EMPTY, await Promise.all(leaves.map(door.leafHash))));
  }

  async note(size, { leaves = this.leaves, key = this.key } = {}) {
    const root = await this.rootOf(leaves.slice(0, size));
    const text = `here/messages\n${size}\n${base64(root)}\ntime ${Math.floor(this.now() / 1000)}\n`;
    const bytes = new TextEncoder().encode(text);
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", key.key, bytes));
    const id = (await door.sha256(join(new TextEncoder().encode("here/messages\n"), door.u8(1), key.publicKey))).slice(0, 4);
    return `${text}\n— here/messages ${base64(join(id, signature))}\n`;
  }

  // Keys.

  async entry(me, bytes, blob) {
    const known = me.entries.find((one) => door.same(one.bytes, bytes));
    if (known) return ok({ index: known.index, checkpoint: await this.note(this.leaves.length) });
    const entry = door.readEntry(bytes);
    require(hex(entry.id) === me.id, 403, "not-sender");
    require(entry.gen === me.entries.length, 409, "generation");
    require(Math.abs(entry.time - this.now()) < 600_000, 422, "clock", { time: this.now() });
    require(entry.reason < 2 || me.reset === "may", 403, "reason");
    require(entry.reason < 2 || me.fresh !== false, 403, "second-factor");
    const chain = me.entries.length ? await door.verifyEntries(me.entries.map((one) => one.bytes)) : [];
    const verified = await door.verifyEntries([...chain.map((one) => one.bytes), bytes]);
    const read = await door.readBlob(blob);
    require(read.version === me.version + 1, 409, "blob-version");
    const index = this.leaves.length;
    this.leaves.push(door.makeLeaf(await door.commitmentOf(this.salt, entry.id), verified.at(-1).hash));
    me.entries.push({ bytes, index, edPk: entry.edPk, fingerprint: verified.at(-1).fingerprint });
    Object.assign(me, { blob, version: read.version }, entry.reason > 1 ? { reset: "none" } : {});
    return { status: 201, said: { index, checkpoint: await this.note(this.leaves.length) } };
  }

  async payload(me) {
    require(me.blob, 404, undefined);
    const { head, nonce, ct } = await door.readBlob(me.blob);
    return { head: base64(head), payload: base64(join(nonce, door.vec(ct))) };
  }

  async putBlob(me, said) {
    let blob = said.blob ? unbase64(said.blob) : null;
    if (!blob) {
      const before = await door.readBlob(me.blob);
      const wraps = me.blob.slice(before.head.length, me.blob.length - 12 - 4 - before.ct.length);
      blob = join(unbase64(said.head), wraps, unbase64(said.payload));
    }
    const read = await door.readBlob(blob);
    require(read.version === me.version + 1, 409, "blob-version");
    const body = join(read.head, read.nonce, door.vec(read.ct));
    await door.verifySigned({ signed: "blob-change", body, sig: unbase64(said.signature) }, me.entries.at(-1).edPk);
    Object.assign(me, { blob, version: read.version });
    return ok({ version: read.version });
  }

  // Conversations.

  async receipt(conversation, object, time = this.now()) {
    const seq = conversation.entries.length + 1;
    const prev = conversation.entries.length ? await door.sha256(conversation.entries.at(-1).receipt) : door.ZERO32;
    const body = join(door.u8(5), conversation.bytes, door.u64(seq), await door.sha256(object), prev, door.u64(time));
    const sig = await crypto.subtle.sign("Ed25519", this.key.key, join(door.label("receipt"), await door.sha256(body)));
    return join(body, new Uint8Array(sig));
  }

  async store(conversation, type, object, more = {}) {
    const receipt = await this.receipt(conversation, object);
    const seq = conversation.entries.length + 1;
    conversation.entries.push({ seq, type, object, hash: hex(await door.sha256(object)), receipt, wraps: null, ...more });
    return { seq, receipt };
  }

  async begin(me, said) {
    const record = door.readEpoch(unbase64(said.record));
    const conv = hex(record.conv);
    const known = this.conversations.get(conv);
    if (known) {
      require(door.same(known.entries[0].object, record.bytes), 409, "conversation-exists");
      return ok({ seq: 1, receipts: known.entries.map(({ receipt }) => base64(receipt)) });
    }
    const entries = [];
    const conversation = { conv, bytes: record.conv, entries, left: new Set(), past: new Set(), marks: new Map(), record, recordHash: null, members: () => conversation.record.members.map(({ id }) => hex(id)), last: new Map() };
    await this.takeEpoch(conversation, me, record, unbase64(said.wraps), []);
    for (const envelope of said.envelopes) await this.takeEnvelope(conversation, me, unbase64(envelope));
    this.conversations.set(conv, conversation);
    return { status: 201, said: { seq: 1, receipts: entries.map(({ receipt }) => base64(receipt)) } };
  }

  async takeEpoch(conversation, me, record, wraps, grants) {
    require(hex(record.creator) === me.id, 403, "not-sender");
    for (const { id, gen } of record.members) {
      const one = this.byId(hex(id));
      require(one && !one.ended, 422, "member-unknown");
      require(!conversation.left.has(hex(id)), 409, "member-left");
      require(one.entries.length - 1 === gen, 409, "wrong-generation");
    }
    const cut = record.members.map(({ id }, i) => [hex(id), wraps.slice(i * WRAP + 16, (i + 1) * WRAP)]);
    const before = conversation.record === record ? [] : conversation.members();
    Object.assign(conversation, { record, recordHash: await door.sha256(record.bytes) });
    before.filter((id) => !conversation.members().includes(id)).forEach((id) => conversation.past.add(id));
    conversation.left = new Set([...conversation.left].filter((id) => conversation.members().includes(id)));
    const receipts = [await this.store(conversation, 3, record.bytes, { wraps: new Map(cut), record })];
    for (const grant of grants) receipts.push(await this.store(conversation, 8, grant, { grant: door.readGrant(grant) }));
    return receipts;
  }

  epoch(conversation, me, said) {
    return this.inTurn(conversation, () => this.newEpoch(conversation, me, said));
  }

  async newEpoch(conversation, me, said) {
    const record = door.readEpoch(unbase64(said.record));
    const known = conversation.entries.find(({ object }) => object && door.same(object, record.bytes));
    if (known) return ok({ seq: known.seq, receipts: [base64(known.receipt)] });
    require(conversation.members().includes(me.id), 403, "not-member");
    require(door.same(record.prev, conversation.recordHash), 409, "epoch-conflict");
    await door.requireNext(record, conversation.record);
    const receipts = await this.takeEpoch(conversation, me, record, unbase64(said.wraps), said.grants.map(unbase64));
    return { status: 201, said: { seq: receipts[0].seq, receipts: receipts.map(({ receipt }) => base64(receipt)) } };
  }

  async takeEnvelope(conversation, me, bytes) {
    const envelope = door.readEnvelope(bytes);
    const sender = hex(envelope.sender);
    require(sender === me.id, 403, "not-sender");
    const known = conversation.entries.find(({ object }) => object && door.same(object, bytes));
    if (known) return { status: 200, said: { seq: known.seq, receipt: base64(known.receipt) } };
    require(conversation.left.size === 0 && conversation.members().every((id) => !this.byId(id).ended), 409, "epoch-closed");
    require(conversation.members().includes(sender), 409, "epoch-closed");
    require(door.same(envelope.epochRec, conversation.recordHash), 409, "epoch-closed");
    const isCurrent = conversation.record.members.every(({ id, gen }) => this.byId(hex(id)).entries.length - 1 === gen);
    require(isCurrent, 409, "wrong-generation");
    const last = conversation.last.get(sender) ?? { counter: 0, hash: door.ZERO32 };
    require(envelope.counter === last.counter + 1, 409, "counter");
    require(door.same(envelope.prevOwn, last.hash), 409, "previous");
    require(envelope.heads.every((head) => conversation.entries.some(({ hash }) => hash === hex(head))), 409, "heads");
    require(Math.abs(envelope.time - this.now()) < 600_000, 422, "clock", { time: this.now() });
    await door.verifySigned(envelope, this.byId(sender).entries[envelope.gen].edPk);
    const { seq, receipt } = await this.store(conversation, 4, bytes);
    conversation.last.set(sender, { counter: envelope.counter, hash: await door.sha256(bytes) });
    return { status: 201, said: { seq, receipt: base64(receipt) } };
  }

  /** One at a time, as under a row's lock. */
  inTurn(conversation, act) {
    const turn = (conversation.turn ?? Promise.resolve()).then(act);
    conversation.turn = turn.catch(() => {});
    return turn;
  }

  envelope(conversation, me, bytes) {
    return this.inTurn(conversation, () => this.takeEnvelope(conversation, me, bytes));
  }

  leave(conversation, me, bytes) {
    return this.inTurn(conversation, () => this.takeLeave(conversation, me, bytes));
  }

  async takeLeave(conversation, me, bytes) {
    const leave = door.readLeave(bytes);
    require(door.same(leave.epochRec, conversation.recordHash), 409, "epoch-closed");
    conversation.left.add(me.id);
    const { seq, receipt } = await this.store(conversation, 9, bytes);
    return { status: 201, said: { seq, receipt: base64(receipt) } };
  }

  mark(conversation, me, { delivered, read }) {
    conversation.marks.set(me.id, { identity: me.id, delivered, read });
    return { status: 204, said: {} };
  }

  /** From which entry on somebody may read. */
  readableFrom(conversation, me) {
    const grant = conversation.entries.some((entry) => entry.grant && hex(entry.grant.newcomer) === me.id);
    const first = conversation.entries.find((entry) => entry.record?.members.some(({ id }) => hex(id) === me.id));
    return grant ? 1 : first.seq;
  }

  page(conversation, me, search) {
    const from = this.readableFrom(conversation, me);
    const after = Number(search.after);
    const gone = conversation.entries.findLast((entry) => entry.type === 3 && entry.record.members.some(({ id }) => hex(id) === me.id));
    const mayRead = conversation.members().includes(me.id) ? Infinity : conversation.entries.find((entry) => entry.type === 3 && entry.seq > gone.seq)?.seq ?? Infinity;
    const all = conversation.entries.filter(({ seq }) => seq > after && seq <= mayRead);
    const entries = all.slice(0, this.entriesAtOnce).map((entry) => ({
      seq: entry.seq, type: entry.type, receipt: base64(entry.receipt),
      object: entry.object && (entry.type !== 4 || entry.seq >= from) ? base64(entry.object) : null,
      wrap: entry.wraps?.get(me.id) ? base64(entry.wraps.get(me.id)) : null,
      tombstone: entry.tombstone ? base64(entry.tombstone) : null,
    }));
    const ended = conversation.members().filter((id) => this.byId(id).ended);
    const { counter = 0, hash = door.ZERO32 } = conversation.last.get(me.id) ?? {};
    return { entries, more: all.length > this.entriesAtOnce, marks: [...conversation.marks.values()], left: [...conversation.left], ended, own: { counter, hash: hex(hash) }, head: conversation.entries.length };
  }

  list(me) {
    const mine = [...this.conversations.values()].filter((conversation) => conversation.members().includes(me.id));
    return { before: null, conversations: mine.map(({ conv, entries }) => ({ conv, seq: entries.length, unread: 0, readable_from: 1, retention: 90, records: [], title: null, members: [], last_time: this.now() })) };
  }

  // Files and reports.

  file(method, conversation, [file, offset], said, headers) {
    if (method === "POST") {
      const id = hex(door.randomId());
      this.files.set(id, { size: said.size, bytes: new Uint8Array(0) });
      return ok({ file: id });
    }
    const kept = this.files.get(file);
    if (!kept) return { status: 404, said: {} };
    if (method === "PUT") {
      if (Number(offset) === kept.bytes.length) kept.bytes = join(kept.bytes, said);
      return ok({ have: kept.bytes.length });
    }
    const [from, to] = headers.Range.match(/\d+/g).map(Number);
    return { status: 206, said: {}, bytes: kept.bytes.slice(from, to + 1) };
  }

  async report(conversation, me, bytes) {
    const report = door.readReport(bytes);
    for (const { envelope, frankKey, content } of report.messages) {
      const stored = conversation.entries.find(({ hash }) => hash === hex(envelope));
      await door.requireFranked(door.readEnvelope(stored.object), frankKey, content);
    }
    this.reports.push(report);
    return { status: 201, said: { report: hex(door.randomId()) } };
  }

  async erase(conversation, seq, { time = this.now(), key = this.key } = {}) {
    const entry = conversation.entries[seq - 1];
    const body = join(door.u8(10), conversation.bytes, door.u64(seq), unhex(entry.hash), door.u8(1), door.u64(time));
    const sig = await crypto.subtle.sign("Ed25519", key.key, join(door.label("tombstone"), await door.sha256(body)));
    Object.assign(entry, { object: null, tombstone: join(body, new Uint8Array(sig)) });
  }
}

const ok = (said) => ({ status: 200, said });

const listed = ({ entries }) => entries.map(({ bytes, index }) => ({ entry: base64(bytes), index }));
