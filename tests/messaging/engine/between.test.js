/** What comes between two steps: a change of members, other keys, a lock, a message. Nothing slips through there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { KIND } from "../../../frontend/crypto/door.js";
import { put } from "../../../frontend/messaging/worker/sending.js";
import { Browser, bodies, code, compared, talk, world } from "./browser.js";

const records = ({ door, method }) => method === "POST" && door.endsWith("/epochs");

/** Do ACT once, when the browser of WHO asks for what IS says, before the server answers. */
function whenAsked(who, is, act) {
  let done = false;
  who.browser.session.instead = async (asked) => {
    if (done || !is(asked)) return null;
    done = true;
    await act();
    return null;
  };
}

/** The title as it stands above the conversation, in what happened, in the list, and beside what a search finds. */
async function titles(who, conv) {
  const { head, items } = await who.tab.openConversation(conv);
  const [{ title }] = (await who.tab.conversations()).lines;
  const [found] = await who.tab.search("First");
  return [head.title, items.findLast(({ type }) => type === "title").title, title, found.title];
}

/** Send TITLE as a client does that cleans nothing. */
async function lie(who, conv, title) {
  const conversation = await who.tab.calls.conversations.loaded(conv);
  await who.tab.calls.conversations.first(conversation, await put(who.tab.desk, { conv, kind: KIND.title, body: title }));
}

async function weekLater(server, ...people) {
  const now = Date.now();
  server.now = () => now + 8 * 86_400_000;
  for (const one of people) await one.tab.unlock({ words: one.words });
}

test("a newcomer whom somebody adds while the keys are renewed gets nothing that was written before one saw him", async () => {
  const { server, ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  await weekLater(server, ana, ben, chloe);
  whenAsked(ana, records, () => ben.tab.addMembers(conv, { members: [chloe.id], withHistory: false }));
  assert.equal(await code(ana.tab.send(conv, { body: "For Ben alone" })), "changes-unseen");
  assert.deepEqual(bodies((await chloe.tab.openConversation(conv)).items), []);
  // Nor did the record that ana made in passing say that she has seen him, here or in another browser.
  for (const browser of [ana.browser, new Browser(server, "ana")]) {
    const tab = browser.tab();
    await tab.unlock({ words: ana.words });
    assert.equal((await tab.openConversation(conv)).head.composer.code, "changes-unseen");
  }
});

for (const [name, act] of [
  ["adds somebody", (tab, conv, { dara }) => tab.addMembers(conv, { members: [dara.id], withHistory: true })],
  ["removes somebody", (tab, conv, { ben }) => tab.removeMember(conv, ben.id)],
  ["leaves", (tab, conv) => tab.leave(conv)],
]) {
  test(`who ${name} has seen first who was added, before and in a lost race`, async () => {
    const people = await world("ana", "ben", "chloe", "dara", "emil");
    const { server, ana, ben, chloe, emil } = people;
    const conv = await talk([ana, ben]);
    const count = () => server.conversations.get(conv).entries.filter(({ type }) => type === 3 || type === 9).length;
    await ben.tab.openConversation(conv);
    const heard = [];
    await ana.tab.openConversation(conv);
    await ana.tab.watch(conv, ({ head }) => head && heard.push(head.composer.code));
    // The newcomer comes while the act is on its way.
    whenAsked(ana, ({ door, method }) => method === "POST" && /epochs|leave/.test(door), () => ben.tab.addMembers(conv, { members: [chloe.id], withHistory: false }));
    assert.equal(await code(act(ana.tab, conv, people)), "changes-unseen");
    assert.equal(count(), 2);
    assert.equal(heard.at(-1), "changes-unseen");
    // Tried again, it is the same, until she says that she has seen it; and so with the next one.
    assert.equal(await code(act(ana.tab, conv, people)), "changes-unseen");
    const { head } = await ana.tab.openConversation(conv);
    await ana.tab.acknowledge(conv, head.composer.changes.at(-1));
    await ben.tab.addMembers(conv, { members: [emil.id], withHistory: false });
    await ana.tab.ring({ conversation: conv });
    assert.equal(await code(act(ana.tab, conv, people)), "changes-unseen");
    assert.equal(count(), 3);
    const { composer } = (await ana.tab.openConversation(conv)).head;
    await ana.tab.acknowledge(conv, composer.changes.at(-1));
    await act(ana.tab, conv, people);
    assert.equal(count(), 4);
  });
}

test("keys that came after the numbers were compared are not verified by it", async () => {
  const { ana, ben } = await world("ana", "ben");
  const { digits, person } = await ana.tab.safetyNumber(ben.id);
  await ben.tab.rotateKeys();
  assert.equal(await code(ana.tab.verify(ben.id, digits, person)), "numbers-changed");
  assert.equal((await ana.tab.people("ben"))[0].trust, "new");
  assert.equal((await compared(ana, ben)).trust, "verified");
});

test("to go on with changed keys means those that were shown, and no later ones", async () => {
  const { ana, ben } = await world("ana", "ben");
  await compared(ana, ben);
  await ben.tab.rotateKeys();
  const { digits, person } = await ana.tab.safetyNumber(ben.id);
  await ben.tab.rotateKeys();
  assert.equal(await code(ana.tab.unverify(ben.id, digits, person)), "numbers-changed");
  assert.equal((await ana.tab.people("ben"))[0].trust, "changed");
});

test("a tab that notes its use while another locks brings no key back", async () => {
  const { ana } = await world("ana");
  const { store } = ana.browser;
  const other = ana.browser.tab();
  await other.state();
  const opened = store.opened.bind(store);
  store.opened = async () => {
    const before = await opened();
    store.opened = opened;
    await ana.tab.lock();
    return before;
  };
  ana.browser.shift = 60_000;
  await code(other.conversations());
  assert.equal(await store.opened(), null);
});

test("who comes back after the time had passed does not find it open, though the clock has not said so yet", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  ana.browser.shift = 16 * 60_000;
  assert.equal(await code(ana.tab.openConversation(conv)), "locked");
  assert.equal(await ana.browser.store.opened(), null);
});

test("what arrives is marked as read, and that is no sign that somebody is there", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { head } = await ben.tab.openConversation(conv);
  ben.browser.shift = 10 * 60_000;
  await ben.tab.markRead(conv, head.lastSeq);
  ben.browser.shift = 16 * 60_000;
  await ben.tab.calls.tick();
  assert.equal((await ben.tab.state()).status, "locked");
});

for (const [name, act] of [
  ["fetches changed keys", (tab) => tab.calls.hear({ kind: "blob" })],
  ["makes new keys", (tab) => tab.rotateKeys()],
]) {
  test(`a tab that ${name} while another locks is locked when it is done`, async () => {
    const { ana } = await world("ana");
    const { store } = ana.browser;
    const other = ana.browser.tab();
    await other.state();
    const merge = store.merge.bind(store);
    // The version that was opened is noted almost last.
    store.merge = async (shelf, key, act) => {
      await merge(shelf, key, act);
      if (!key.startsWith("blob/")) return;
      store.merge = merge;
      await ana.tab.lock();
      await new Promise((done) => setTimeout(done, 5));
    };
    await code(act(other));
    assert.equal(store.merge, merge);
    assert.equal(other.desk.keys, null);
  });
}

test("what another tab saves while keys are on their way makes them no older ones", async () => {
  const { ana, ben } = await world("ana", "ben");
  const other = ana.browser.tab();
  let held = true;
  ana.browser.session.lie = async (asked, answer) => {
    if (asked.door !== "blob/payload" || !held) return answer;
    held = false;
    await compared(ana, ben);
    return answer;
  };
  assert.equal((await other.state()).status, "open");
  assert.equal(other.desk.stop, null);
  // What was opened here is older than what the other tab noted, and does not take its place.
  assert.equal(await ana.browser.store.get("pins", `blob/${ana.id}`), ana.tab.desk.keys.head.version);
  assert.equal((await compared({ tab: other }, ben)).trust, "verified");
});

test("what was acknowledged in one tab is not forgotten by another that notes how far it is", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  const other = ben.browser.tab();
  await other.state();
  await other.openConversation(conv);
  await ana.tab.addMembers(conv, { members: [chloe.id], withHistory: false });
  const { head } = await ben.tab.openConversation(conv);
  const conversation = await other.calls.conversations.loaded(conv);
  const { store } = ben.browser;
  const get = store.get.bind(store);
  const place = `${ben.id}/${conv}`;
  const acknowledge = () => ben.tab.acknowledge(conv, head.composer.changes[0]);
  // Between the look at what lies there and the writing.
  store.get = async (shelf, name) => {
    const found = await get(shelf, name);
    store.get = get;
    if (name === place) await acknowledge();
    return found;
  };
  await conversation.keep();
  store.get = get;
  if ((await get("conversations", place)).seen === 0 && ben.tab.calls.conversations.open_.get(conv).seen === 0) await acknowledge();
  await conversation.keep();
  assert.equal((await get("conversations", place)).seen, 1);
});

test("a tab that opens with the kept key while another locks stays locked", async () => {
  const { ana } = await world("ana");
  const other = ana.browser.tab();
  whenAsked(ana, ({ door }) => door.startsWith("log"), () => ana.tab.lock());
  assert.equal((await other.state()).status, "locked");
  assert.equal(other.desk.keys, null);
});

test("what was opened before it locked is not handed out after", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  const { store } = ben.browser;
  const all = store.all.bind(store);
  // The last step of drawing: the texts are open already. (The first look is for what waits to be sent.)
  let looks = 0;
  store.all = async (...of) => {
    const found = await all(...of);
    if (++looks === 2) await ben.tab.lock();
    return found;
  };
  assert.equal(await code(ben.tab.openConversation(conv)), "locked");
});

test("what arrives between opening and watching is told", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  await ana.tab.send(conv, { body: "Second" });
  await ben.tab.ring({ conversation: conv });
  const heard = [];
  await ben.tab.watch(conv, ({ items = [] }) => heard.push(...bodies(items)));
  assert.deepEqual(heard, ["Second"]);
});

test("of two tellings the later one stands", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.openConversation(conv);
  const shown = new Map();
  await ana.tab.watch(conv, ({ items = [], gone = [] }) => {
    for (const item of items) if (item.type === "message") shown.set(item.body, item.delivery);
    for (const key of gone) shown.set(key, "gone");
  });
  const { store } = ana.browser;
  const all = store.all.bind(store);
  const slow = async (...of) => {
    store.all = all;
    const found = await all(...of);
    await new Promise((done) => setTimeout(done, 200));
    return found;
  };
  await ben.tab.send(conv, { body: "Second" });
  store.all = slow;
  const before = ana.tab.calls.conversations.changed(conv);
  while (store.all === slow) await new Promise((done) => setTimeout(done, 1));
  await Promise.all([before, ana.tab.ring({ conversation: conv })]);
  assert.deepEqual([...shown], [["Second", "received"]]);
});

test("two files under one name of the server stay two: each message gives its own", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const bytes = (text) => new TextEncoder().encode(text);
  await ben.tab.openConversation(conv);
  const planted = await ben.tab.attach(conv, new File([bytes("planted")], "order.pdf"));
  await ben.tab.send(conv, { body: "", files: [planted.file] });
  // The server answers with the name of a file that is there already, and keeps what it likes.
  ana.browser.session.lie = (asked, answer) => (asked.method === "POST" && asked.door.endsWith("/files") ? { ...answer, said: { file: planted.file } } : answer);
  const held = server.files.get(planted.file);
  server.files.set(planted.file, { ...held, bytes: new Uint8Array(0) });
  const own = await ana.tab.attach(conv, new File([bytes("true")], "order.pdf"));
  ana.browser.session.lie = (_asked, answer) => answer;
  await ana.tab.send(conv, { body: "", files: [own.file] });
  server.files.set(planted.file, held);
  const { items } = await ben.tab.openConversation(conv);
  const named = items.find((item) => item.type === "message" && item.sender.name === "ana" && item.files.length > 0);
  // The bytes are ben's: under ana's name they open for nobody.
  const next = ben.browser.tab();
  await next.state();
  assert.equal(await code(next.download(conv, named.hash, named.files[0].file)), "file-damaged");
});

test("a conversation that was begun is not begun again because it could not be read at once", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  ana.browser.session.cut = ({ door }) => door.startsWith("c/") && "before";
  const wish = { members: [ben.id], title: "T", retention: 30, body: "B" };
  const { conv } = await ana.tab.startConversation(wish);
  assert.deepEqual([...server.conversations.keys()], [conv]);
});

for (const url of ["/\t/elsewhere.example/", "/\n/elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example/", "javascript:alert(1)"]) {
  test(`an address of a profile that leads elsewhere is none: ${JSON.stringify(url)}`, async () => {
    const { ana } = await world("ana", "ben");
    ana.browser.session.lie = (asked, answer) => {
      if (!asked.door.startsWith("people")) return answer;
      const people = answer.said.people.map((one) => ({ identity: null, who: { ...one.who, url } }));
      return { ...answer, said: { people } };
    };
    assert.equal(await code(ana.tab.people("ben")), "malformed");
  });
}

test("a name that turns its letters round is shown and kept without that", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { file, name } = await ana.tab.attach(conv, new File(["x"], "order\u202efdp.exe\n\u2067"));
  assert.equal(name, "orderfdp.exe");
  await ana.tab.send(conv, { body: "", files: [file] });
  const { hash, files } = (await ben.tab.openConversation(conv)).items.at(-1);
  assert.deepEqual([files[0].name, (await ben.tab.download(conv, hash, file)).name], ["orderfdp.exe", "orderfdp.exe"]);
  const preview = await ben.tab.previewReport(conv, { hashes: [hash], reason: "It is none" });
  assert.equal(preview.messages[0].files[0].name, "orderfdp.exe");
});

test("a title that turns its letters round is sent, kept and shown without that", async () => {
  const { ana, ben } = await world("ana", "ben");
  const turned = "Order \u202efdp.exe\u2067\n\u200f ";
  const { conv } = await ana.tab.startConversation({ members: [ben.id], title: turned, retention: 90, body: "First" });
  assert.deepEqual((await ben.tab.openConversation(conv)).head.title, "Order fdp.exe ");
  await ana.tab.setTitle(conv, `New ${turned}`);
  assert.deepEqual(await titles(ben, conv), Array(4).fill("New Order fdp.exe "));
  assert.equal(await code(ana.tab.setTitle(conv, " \u202e\u200f\n")), "empty");
});

test("a title that turns its letters round is shown without that, whatever the client of its writer sent", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await lie(ana, conv, "Order \u202efdp.exe\u2066\u200f");
  assert.deepEqual(await titles(ben, conv), Array(4).fill("Order fdp.exe"));
  assert.deepEqual(await titles(ana, conv), Array(4).fill("Order fdp.exe"));
  await lie(ana, conv, "\u202e");
  assert.deepEqual(await titles(ben, conv), Array(4).fill(""));
});

test("a text that another tab took back is not sent again from here", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  let tries = 0;
  ana.browser.session.cut = ({ door }) => door.endsWith("/envelopes") && ++tries && "before";
  const { key } = await ana.tab.send(conv, { body: "Taken back" });
  const other = ana.browser.tab();
  await other.state();
  await other.openConversation(conv);
  // What opening tries by itself, after what was tried first, has failed by now.
  while (tries < 2) await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => setTimeout(done, 100));
  ana.browser.session.cut = () => false;
  const { store } = ana.browser;
  const get = store.get.bind(store);
  /** @type {Promise<string>} */
  let taking;
  store.get = async (shelf, name) => {
    const found = await get(shelf, name);
    if (shelf === "unsent" && found && store.get !== get) {
      store.get = get;
      // The other tab takes it back now, or as soon as it may.
      taking = code(other.discard(conv, key));
      await new Promise((done) => setTimeout(done, 20));
    }
    return found;
  };
  await ana.tab.retry(conv, key).catch(() => {});
  const stored = bodies((await ben.tab.openConversation(conv)).items).includes("Taken back");
  assert.equal(stored, (await taking) === "not-found");
});
