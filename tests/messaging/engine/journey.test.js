/** Set-up, writing, reading, a new browser, adding, leaving, verifying: what must work. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser, bodies, code, compared, kinds, setUp, talk, world } from "./browser.js";

test("two members set up, one writes, the other reads and answers", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const opened = await ben.tab.openConversation(conv);
  assert.deepEqual(kinds(opened.items), ["change", "title", "message"]);
  assert.equal(opened.head.title, "Title");
  assert.equal((await ben.tab.send(conv, { body: "Answer" })).delivery, "sent");
  assert.deepEqual(bodies((await ana.tab.openConversation(conv)).items), ["First", "Answer"]);
});

test("set-up asks for a group of the sheet, and a wrong one registers nothing", async () => {
  const { server } = await world();
  const tab = new Browser(server, "ana").tab();
  await tab.words("fr");
  await tab.recoverySheet();
  assert.equal(await code(tab.finishSetup({ typedGroup: "0000" })), "wrong-group");
  assert.equal(server.leaves.length, 0);
});

test("set-up whose answer was lost registers once", async () => {
  const { server } = await world();
  const browser = new Browser(server, "ana");
  const tab = browser.tab();
  await tab.words("ar");
  const { groups, ask } = await tab.recoverySheet();
  browser.session.cut = ({ door }) => door === "entries" && "after";
  assert.equal(await code(tab.finishSetup({ typedGroup: groups[ask].toLowerCase() })), "offline");
  browser.session.cut = () => false;
  assert.equal((await tab.finishSetup({ typedGroup: groups[ask] })).status, "open");
  assert.equal(server.leaves.length, 1);
});

test("a second set-up of the same member is refused", async () => {
  const { server, ana } = await world("ana");
  const tab = new Browser(server, "ana").tab();
  await tab.words("en");
  const { groups, ask } = await tab.recoverySheet();
  assert.equal(await code(tab.finishSetup({ typedGroup: groups[ask] })), "identity-exists");
  assert.equal((await ana.tab.state()).status, "open");
});

for (const way of ["words", "recovery"]) {
  test(`a new browser opened by ${way} has the history`, async () => {
    const { server, ana, ben } = await world("ana", "ben");
    const conv = await talk([ana, ben]);
    const tab = new Browser(server, "ben").tab();
    assert.equal((await tab.state()).status, "locked");
    assert.equal(await code(tab.openConversation(conv)), "locked");
    assert.equal((await tab.unlock({ [way]: ben[way] })).status, "open");
    assert.deepEqual(bodies((await tab.openConversation(conv)).items), ["First"]);
  });
}

test("a passkey opens after it was added, and opens nothing before", async () => {
  const { server, ana } = await world("ana");
  const prf = () => ({ credential: Uint8Array.of(1, 2, 3), output: new Uint8Array(32).fill(9) });
  const other = new Browser(server, "ana").tab();
  assert.equal(await code(other.unlock({ prf: prf() })), "wrong-passkey");
  assert.equal((await ana.tab.addPasskey({ words: ana.words, passkey: prf() })).passkey, true);
  assert.equal((await new Browser(server, "ana").tab().unlock({ prf: prf() })).status, "open");
});

test("new words and a new sheet open, the old ones do not any more", async () => {
  const { server, ana } = await world("ana");
  const { words } = await ana.tab.words("en");
  await ana.tab.newWords({ recovery: ana.recovery });
  const { groups, ask } = await ana.tab.recoverySheet();
  await ana.tab.newSheet({ words: words.join(" "), typedGroup: groups[ask] });
  assert.equal(await code(new Browser(server, "ana").tab().unlock({ words: ana.words })), "wrong-words");
  assert.equal(await code(new Browser(server, "ana").tab().unlock({ recovery: ana.recovery })), "wrong-recovery");
  assert.equal((await new Browser(server, "ana").tab().unlock({ recovery: groups.join(" ") })).status, "open");
});

test("a mistyped sheet says so before anything is tried", async () => {
  const { server, ana } = await world("ana");
  const tab = new Browser(server, "ana").tab();
  const other = ana.recovery.endsWith("0") ? "1" : "0";
  assert.equal(await code(tab.unlock({ recovery: ana.recovery.slice(0, -1) + other })), "recovery-typing");
});

test("somebody added from now on reads from there; with history from the beginning", async () => {
  const { ana, ben, chloe, dara } = await world("ana", "ben", "chloe", "dara");
  const conv = await talk([ana, ben]);
  await ana.tab.addMembers(conv, { members: [chloe.id], withHistory: false });
  await ana.tab.addMembers(conv, { members: [dara.id], withHistory: true });
  await ana.tab.send(conv, { body: "Second" });
  assert.deepEqual(bodies((await chloe.tab.openConversation(conv)).items), ["Second"]);
  assert.deepEqual(bodies((await dara.tab.openConversation(conv)).items), ["First", "Second"]);
  const seen = (await chloe.tab.openConversation(conv)).items.filter(({ type }) => type === "change");
  assert.deepEqual(seen.at(-1).withHistory, [dara.id]);
});

test("the history is given although its beginning is erased, and not by whoever was denied it", async () => {
  const { server, ana, ben, chloe, dara } = await world("ana", "ben", "chloe", "dara");
  const conv = await talk([ana, ben], { retention: 30 });
  await ana.tab.addMembers(conv, { members: [chloe.id], withHistory: false });
  assert.equal(await code(chloe.tab.addMembers(conv, { members: [dara.id], withHistory: true })), "no-history");
  const real = server.now;
  server.now = () => real() + 31 * 86_400_000;
  const { entries } = server.conversations.get(conv);
  for (const { seq, type } of entries) if (type === 4) await server.erase(server.conversations.get(conv), seq);
  entries[0].wraps = null;
  const later = new Browser(server, "ana").tab();
  await later.unlock({ words: ana.words });
  await later.send(conv, { body: "Second" });
  await later.addMembers(conv, { members: [dara.id], withHistory: true });
  await dara.tab.unlock({ words: dara.words });
  const { items, head } = await dara.tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["Second"]);
  assert.ok(kinds(items).includes("erased"));
  assert.equal(head.composer.allowed, true);
});

test("a change of members stops sending until it was seen", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  await ana.tab.addMembers(conv, { members: [chloe.id], withHistory: false });
  assert.equal(await code(ben.tab.send(conv, { body: "For Ana only" })), "changes-unseen");
  const { head } = await ben.tab.openConversation(conv);
  assert.deepEqual([head.composer.allowed, head.composer.changes.length], [false, 1]);
  assert.equal((await ben.tab.acknowledge(conv, head.composer.changes[0])).composer.allowed, true);
  await ben.tab.send(conv, { body: "For both" });
  assert.deepEqual(bodies((await chloe.tab.openConversation(conv)).items), ["For both"]);
});

test("who was removed reads nothing that came later", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  await chloe.tab.openConversation(conv);
  await ana.tab.removeMember(conv, chloe.id);
  await ana.tab.send(conv, { body: "Later" });
  const { items } = await chloe.tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["First"]);
});

test("who is added again goes on counting, also in a browser that never saw the first time", async () => {
  const { server, ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  await ben.tab.send(conv, { body: "Once" });
  await ana.tab.removeMember(conv, ben.id);
  await ana.tab.addMembers(conv, { members: [ben.id], withHistory: false });
  const later = new Browser(server, "ben").tab();
  await later.unlock({ words: ben.words });
  const { head } = await later.openConversation(conv);
  for (const change of head.composer.changes) await later.acknowledge(conv, change);
  assert.equal((await later.send(conv, { body: "Again" })).delivery, "sent");
  assert.deepEqual(bodies((await ana.tab.openConversation(conv)).items), ["First", "Once", "Again"]);
});

test("who left is left out by the next who writes, and the others see it", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  await chloe.tab.openConversation(conv);
  await chloe.tab.leave(conv);
  assert.equal(await code(chloe.tab.send(conv, { body: "No" })), "not-member");
  const { head } = await ben.tab.openConversation(conv);
  assert.deepEqual([head.composer.code, head.composer.person.name, head.composer.people.length], ["person-ended", "chloe", 1]);
  await ben.tab.send(conv, { body: "We two" });
  const { items } = await ana.tab.openConversation(conv);
  assert.deepEqual(kinds(items), ["change", "title", "message", "left", "change", "message"]);
  assert.deepEqual(items.at(-2).removed.map(({ name }) => name), ["chloe"]);
});

test("whose membership ended is left out by the next who writes", async () => {
  const { server, ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  server.member("chloe").ended = true;
  await ana.tab.openConversation(conv);
  assert.equal((await ana.tab.send(conv, { body: "We two" })).delivery, "sent");
  const { items } = await ben.tab.openConversation(conv);
  assert.deepEqual(items.findLast(({ type }) => type === "change").removed.map(({ name }) => name), ["chloe"]);
});

test("both see the same safety number, and verifying is remembered in another browser", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const [one, other] = [await ana.tab.safetyNumber(ben.id), await ben.tab.safetyNumber(ana.id)];
  assert.match(one.digits, /^\d{60}$/);
  assert.equal(one.digits, other.digits);
  assert.equal((await compared(ana, ben)).trust, "verified");
  const tab = new Browser(server, "ana").tab();
  await tab.unlock({ words: ana.words });
  assert.equal((await tab.people("ben"))[0].trust, "verified");
});

test("new keys of a verified person stop sending until it is decided", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await compared(ana, ben);
  await ben.tab.rotateKeys();
  await ben.tab.send(conv, { body: "With new keys" });
  const { head, items } = await ana.tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["First", "With new keys"]);
  assert.deepEqual([head.composer.code, head.composer.person.name], ["key-changed", "ben"]);
  assert.equal(await code(ana.tab.send(conv, { body: "No" })), "key-changed");
  const { digits, person } = await ana.tab.safetyNumber(ben.id);
  assert.equal((await ana.tab.unverify(ben.id, digits, person)).trust, "seen");
  assert.equal((await ana.tab.send(conv, { body: "Yes" })).delivery, "sent");
});

test("new keys of somebody who was not verified are a notice", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ben.tab.rotateKeys();
  await ben.tab.send(conv, { body: "With new keys" });
  const { head, items } = await ana.tab.openConversation(conv);
  assert.deepEqual(items.find(({ reason }) => reason === "keys").keys.map(({ name }) => name), ["ben"]);
  assert.equal(head.composer.allowed, true);
  assert.equal((await ana.tab.send(conv, { body: "Answer" })).delivery, "sent");
});

test("an epoch is renewed after a week", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const now = Date.now();
  server.now = () => now + 8 * 86_400_000;
  await ana.tab.unlock({ words: ana.words });
  await ana.tab.send(conv, { body: "A week later" });
  await ben.tab.unlock({ words: ben.words });
  const { items, head } = await ben.tab.openConversation(conv);
  assert.deepEqual(kinds(items), ["change", "title", "message", "change", "message"]);
  assert.equal(head.composer.allowed, true);
});

test("search finds what was opened, whatever the case and the accents", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben], { body: "Déplacement d'une ÉCOLE" });
  await ben.tab.openConversation(conv);
  assert.deepEqual((await ben.tab.search("ecole deplacement")).map(({ hit }) => hit.body), ["Déplacement d'une ÉCOLE"]);
  assert.deepEqual(await ben.tab.search("nothing"), []);
});

test("a file arrives as it was, under its name, and its key stays behind", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const file = new File([bytes], "order.pdf", { type: "application/pdf" });
  const steps = [];
  const manifest = await ana.tab.attach(conv, file, (done, all) => steps.push(done / all));
  assert.deepEqual(Object.keys(manifest).sort(), ["file", "name", "size", "type"]);
  await ana.tab.send(conv, { body: "", files: [manifest.file] });
  const { items } = await ben.tab.openConversation(conv);
  const got = await ben.tab.download(conv, items.at(-1).hash, items.at(-1).files[0].file);
  assert.deepEqual(new Uint8Array(await got.blob.arrayBuffer()), bytes);
  assert.deepEqual([got.name, got.blob.type, steps.at(-1)], ["order.pdf", "application/octet-stream", 1]);
  assert.equal(server.files.size, 1);
});

test("a report hands over the chosen messages and no other", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { items } = await ben.tab.openConversation(conv);
  const what = { hashes: [items.at(-1).hash], reason: "Not proper" };
  const preview = await ben.tab.previewReport(conv, what);
  assert.deepEqual(preview.messages.map(({ body, sender }) => [body, sender.name]), [["First", "ana"]]);
  await ben.tab.report(conv, what);
  assert.deepEqual(server.reports[0].messages.length, 1);
});

test("who watches hears of what arrives, and of nothing twice", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  const heard = [];
  await ben.tab.watch(conv, ({ items = [] }) => heard.push(...bodies(items)));
  await ana.tab.send(conv, { body: "Second" });
  await ben.tab.ring({ conversation: conv });
  await ben.tab.ring({ conversation: conv });
  assert.deepEqual(heard, ["Second"]);
});

test("what one wrote is delivered and read when all others have it", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const state = async () => (await ana.tab.openConversation(conv)).items.at(-1).delivery;
  assert.equal(await state(), "sent");
  const { head } = await ben.tab.openConversation(conv);
  assert.equal(await state(), "delivered");
  await ben.tab.markRead(conv, head.lastSeq);
  assert.equal(await state(), "read");
});

test("the list shows titles and people", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await ana.tab.setTitle(conv, "New title");
  const { lines } = await ben.tab.conversations();
  assert.deepEqual(lines.map(({ title, members }) => [title, members.map(({ name }) => name)]), [["New title", ["ana"]]]);
});

test("nothing is written to people without messages", async () => {
  const { server, ana } = await world("ana");
  server.member("ben");
  const [ben] = await ana.tab.people("ben");
  assert.equal(ben.identity, null);
  assert.equal(await code(ana.tab.startConversation({ members: ["0".repeat(31) + "1"], title: "", retention: 30, body: "x" })), "key-not-in-log");
  assert.equal(server.conversations.size, 0);
  await setUp(server, "ben");
  assert.equal((await ana.tab.people("ben"))[0].trust, "new");
});

test("who left is said to have left at once, and is counted among the readers no more", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  await ana.tab.openConversation(conv);
  await ben.tab.openConversation(conv);
  const heads = [];
  await ana.tab.watch(conv, ({ head }) => head && heads.push(head));
  await chloe.tab.leave(conv);
  await ana.tab.ring({ conversation: conv });
  assert.deepEqual(heads.at(-1).left, [chloe.id]);
  assert.deepEqual(heads.at(-1).composer.people.map(({ identity }) => identity), [ben.id]);
  assert.deepEqual((await ana.tab.conversations()).lines[0].members.map(({ identity }) => identity), [ben.id]);
  // Ben has read it, and nobody waits for the one who left.
  const { lastSeq } = (await ben.tab.openConversation(conv)).head;
  await ben.tab.markRead(conv, lastSeq);
  const { items } = await ana.tab.openConversation(conv);
  assert.equal(items.find(({ type }) => type === "message").delivery, "read");
});

test("a message is announced as one, and nothing else is", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben, chloe]);
  await ana.tab.conversations();
  await ben.tab.openConversation(conv);
  const heard = [];
  ana.tab.desk.listeners.add(({ unread }) => unread && heard.push(unread.messages));
  const ring = () => ana.tab.ring({ conversation: conv });
  const said = async (act) => {
    heard.length = 0;
    await act();
    await ring();
    return [...heard];
  };
  const { lastSeq } = (await ben.tab.openConversation(conv)).head;
  assert.deepEqual(await said(() => ben.tab.markRead(conv, lastSeq)), [], "a mark is no news");
  assert.deepEqual(await said(() => ben.tab.setTitle(conv, "Another")), [false]);
  assert.deepEqual(await said(() => chloe.tab.leave(conv)), [false]);
  assert.deepEqual(await said(() => ben.tab.send(conv, { body: "A message." })), [true], "the epoch before it is none");
  const { changes } = (await ana.tab.openConversation(conv)).head.composer;
  await ana.tab.acknowledge(conv, changes.at(-1));
  assert.deepEqual(await said(() => ana.tab.send(conv, { body: "My own." })), []);
});

test("sealing and opening a file say how far they are, from nothing to all of it, and never back", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const heard = [];
  const hear = (done, all) => heard.push([done, all]);
  const rises = () => {
    const [last, all] = heard.at(-1);
    assert.ok(heard.length > 2, String(heard));
    assert.equal(last, all);
    assert.ok(heard.every(([done, of], i) => of === all && done >= (heard[i - 1]?.[0] ?? 0)), String(heard));
    heard.length = 0;
  };
  const { file } = await ana.tab.attach(conv, new File([new Uint8Array(3_000_000)], "large.bin"), hear);
  rises();
  await ana.tab.send(conv, { body: "", files: [file] });
  const { items } = await ben.tab.openConversation(conv);
  await ben.tab.download(conv, items.at(-1).hash, file, hear);
  rises();
});
