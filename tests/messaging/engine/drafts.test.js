/** What was begun and not sent: kept sealed, given back to one tab, and to nobody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, code, setUp, talk, world } from "./browser.js";

const TEXT = "Ask for the bank of the second company.";
const writing = (body, more = {}) => ({ body, code: 2, replyTo: null, files: [], ...more });

/** A tab of the same browser, open. */
async function another({ browser }) {
  const tab = browser.tab();
  await tab.state();
  return tab;
}

/** Everything that the browser keeps, as somebody reads it who has the disk. */
function onDisk({ store }) {
  return [...store.things].map(([name, value]) => name + (value?.sealed ? Buffer.from(value.sealed).toString("latin1") : JSON.stringify(value))).join("\n");
}

test("a text comes back in the next tab, with its answer and code, and once only", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { items } = await ana.tab.openConversation(conv);
  const replyTo = items.find(({ type }) => type === "message").hash;
  await ana.tab.keepDraft(conv, writing(TEXT, { replyTo, code: 4 }));
  const before = await another(ana);
  assert.equal(await before.draft(conv), null, "the tab in which it is being written is there");
  ana.tab.close();
  const { body, replyTo: answered, code: handling } = await before.draft(conv);
  assert.deepEqual([body, answered, handling], [TEXT, replyTo, 4]);
  assert.equal(await (await another(ana)).draft(conv), null, "it is in the second tab now");
});

test("neither the text nor where it belongs stands in the clear in what the browser keeps", async () => {
  const { ana, ben } = await world("ana", "ben");
  await talk([ana, ben]);
  const before = onDisk(ana.browser);
  await ana.tab.keepDraft("new", writing(TEXT, { title: "The second company", retention: 30, to: [ben.id] }));
  const added = onDisk(ana.browser).slice(before.length);
  assert.ok(added.includes("draft/"), "it was kept");
  for (const clear of [TEXT, "second", "new", ben.id, ben.id.slice(0, 8)]) assert.ok(!added.includes(clear), clear);
});

test("nothing of it goes to the server", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const asked = [];
  ana.browser.session.cut = (request) => (asked.push(request), false);
  await ana.tab.keepDraft(conv, writing(TEXT));
  assert.deepEqual(asked, []);
});

test("a reason for a report is kept beside what is being written, each for its message", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const [one, other] = ["a", "b"].map((sign) => `report/${sign.repeat(64)}`);
  await ana.tab.keepDraft(conv, writing(TEXT));
  await ana.tab.keepDraft(one, writing("It names a witness."));
  await ana.tab.keepDraft(other, writing("It is none of his."));
  assert.equal((await ana.tab.draft(one)).body, "It names a witness.");
  await ana.tab.keepDraft(one, writing("It names two witnesses."));
  ana.tab.close();
  const next = await another(ana);
  assert.equal((await next.draft(other)).body, "It is none of his.");
  assert.equal((await next.draft(one)).body, "It names two witnesses.");
  assert.equal((await next.draft(conv)).body, TEXT);
  await next.keepDraft(one, null);
  next.close();
  const last = await another(ana);
  assert.deepEqual([await last.draft(one), (await last.draft(other)).body], [null, "It is none of his."]);
  assert.deepEqual((await last.conversations()).begun, []);
});

/** Have SEE told of every moment at which the page may end: before the first thing is kept, and after each. */
function atEveryMoment({ store }, see) {
  const setAll = store.setAll.bind(store);
  store.setAll = async (things) => {
    await setAll(things);
    await see(new Map(store.things));
  };
}

test("whenever the page ends while a text is sent, it does not stand in the composer although it was sent, nor is it lost", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.openConversation(conv);
  await ana.tab.keepDraft(conv, writing(TEXT));
  const moments = [];
  atEveryMoment(ana.browser, async (things) => moments.push({ things, stored: server.conversations.get(conv).entries.length }));
  await ana.tab.send(conv, writing(TEXT));
  assert.ok(moments.length > 2);
  for (const { things } of moments) {
    const names = [...things.keys()].map((name) => name.split("/").slice(0, 2).join("/"));
    const places = [names.includes("conversations/draft"), names.some((name) => name.startsWith("unsent/")), things === moments.at(-1).things];
    assert.equal(places.filter(Boolean).length, 1, String(places));
  }
});

test("whenever the page ends while a conversation begins, its text does not stand among what was begun without what makes it the same one", async () => {
  const { ana, ben } = await world("ana", "ben");
  const wish = { members: [ben.id], title: "Title", retention: 90, body: TEXT };
  await ana.tab.keepDraft("new", writing(TEXT, { title: "Title", retention: 90, to: [ben.id] }));
  const moments = [];
  atEveryMoment(ana.browser, async (things) => moments.push([...things.keys()].map((name) => name.split("/").slice(0, 2).join("/"))));
  await ana.tab.startConversation(wish);
  const begun = moments.findIndex((names) => names.includes("conversations/begun"));
  assert.ok(begun >= 0);
  for (const names of moments.slice(begun)) assert.equal(names.includes("conversations/begun"), names.includes("conversations/draft"));
});

test("locked it opens for nobody, and unlocked it is there again", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.keepDraft(conv, writing(TEXT));
  await ana.tab.lock();
  assert.equal(await code(ana.tab.draft(conv)), "locked");
  assert.equal(await code(ana.tab.keepDraft(conv, writing("Typed into a locked page."))), "locked");
  await ana.tab.unlock({ words: ana.words });
  assert.equal((await ana.tab.draft(conv)).body, TEXT);
});

test("another member at the same browser gets nothing of it", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.keepDraft(conv, writing(TEXT));
  ana.tab.close();
  const cora = await setUp(server, "cora");
  for (const [name, value] of ana.browser.store.things) if (name.includes("draft/")) cora.browser.store.things.set(name.replace(ana.id, cora.id), value);
  assert.equal(await cora.tab.draft(conv), null);
});

test("two tabs write at the same place, and each keeps its own", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const second = await another(ana);
  await ana.tab.keepDraft(conv, writing("In the first tab."));
  // Nobody writes in two tabs within a millisecond, and the older text comes first.
  ana.browser.shift += 1;
  await second.keepDraft(conv, writing("In the second tab."));
  ana.tab.close();
  second.close();
  const third = await another(ana);
  assert.equal((await third.draft(conv)).body, "In the first tab.\n\nIn the second tab.");
  third.close();
  assert.equal((await (await another(ana)).draft(conv)).body, "In the first tab.\n\nIn the second tab.", "and it stays one");
});

test("what was sent does not come back, nor what was emptied", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.keepDraft(conv, writing(TEXT));
  assert.equal((await ana.tab.send(conv, { body: TEXT })).delivery, "sent");
  assert.equal(await ana.tab.draft(conv), null);
  await ana.tab.keepDraft(conv, writing("Not that."));
  await ana.tab.keepDraft(conv, null);
  ana.tab.close();
  assert.equal(await (await another(ana)).draft(conv), null);
  assert.ok(!onDisk(ana.browser).includes("draft/"));
});

test("a text that waits for a connection is not there twice", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.keepDraft(conv, writing(TEXT));
  ana.browser.session.cut = () => "before";
  assert.equal((await ana.tab.send(conv, { body: TEXT })).delivery, "waiting");
  assert.equal(await ana.tab.draft(conv), null);
  ana.browser.session.cut = () => false;
  await ana.tab.calls.conversations.flushAll();
  assert.deepEqual(bodies((await ben.tab.openConversation(conv)).items), ["First", TEXT]);
});

test("conversations that were not begun are kept apart, and stand in the list until they are begun or thrown away", async () => {
  const { ana, ben } = await world("ana", "ben");
  const second = await another(ana);
  const one = await ana.tab.keepDraft("new", writing("To Ben.", { title: "One", retention: 30, to: [ben.id] }));
  const other = await second.keepDraft("new", writing("To nobody yet.", { title: "Other", retention: 90, to: [] }));
  assert.notEqual(one.key, other.key);
  assert.deepEqual((await ana.tab.conversations()).begun.map(({ title }) => title).sort(), ["One", "Other"]);
  ana.tab.close();
  second.close();
  const third = await another(ana);
  assert.equal(await third.draft("new"), null, "which of them is meant must be said");
  const back = await third.draft("new", one.key);
  assert.deepEqual([back.body, back.title, back.retention, back.to.map(({ identity }) => identity)], ["To Ben.", "One", 30, [ben.id]]);
  await third.startConversation({ members: [ben.id], title: "One", retention: 30, body: "To Ben." });
  await third.dropDraft(other.key);
  assert.deepEqual((await third.conversations()).begun, []);
});

test("a conversation in which a text was begun says so in the list", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  assert.deepEqual((await ana.tab.conversations()).lines.map(({ draft }) => draft), [false]);
  await ana.tab.keepDraft(conv, writing(TEXT));
  assert.deepEqual((await ana.tab.conversations()).lines.map(({ draft }) => draft), [true]);
});

test("a file that was sealed for it goes with it after a reload; one that the server has removed is named", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const [kept, gone] = await Promise.all(["kept.pdf", "gone.pdf"].map((name) => ana.tab.attach(conv, new File([name], name, { type: "application/pdf" }))));
  await ana.tab.keepDraft(conv, writing("", { files: [kept.file, gone.file] }));
  ana.tab.close();
  server.files.delete(gone.file);
  const next = await another(ana);
  const back = await next.draft(conv);
  assert.deepEqual([back.files.map(({ name }) => name), back.gone], [["kept.pdf"], 1]);
  assert.equal((await next.send(conv, { body: "With the file.", files: [kept.file] })).delivery, "sent");
  const { hash } = (await ben.tab.openConversation(conv)).items.at(-1);
  const { blob, name } = await ben.tab.download(conv, hash, kept.file);
  assert.deepEqual([name, await blob.text()], ["kept.pdf", "kept.pdf"]);
});
