/** Lost connections, closed tabs, two tabs, two browsers, races, wrong clocks: nothing is lost, nothing goes twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser, bodies, code, kinds, talk, world } from "./browser.js";

const sends = ({ door, method }) => method === "POST" && door.endsWith("/envelopes");
const reads = async (who, conv) => bodies((await who.tab.openConversation(conv)).items);

async function pair() {
  const { server, ana, ben } = await world("ana", "ben");
  return { server, ana, ben, conv: await talk([ana, ben]) };
}

for (const when of ["before", "after"]) {
  test(`a text whose connection was lost ${when} the server had it goes once`, async () => {
    const { ana, ben, conv } = await pair();
    ana.browser.session.cut = (asked) => sends(asked) && when;
    assert.equal((await ana.tab.send(conv, { body: "Once" })).delivery, "waiting");
    ana.browser.session.cut = () => false;
    await ana.tab.ring({});
    assert.deepEqual(await reads(ben, conv), ["First", "Once"]);
    assert.deepEqual(await reads(ana, conv), ["First", "Once"]);
    assert.equal((await ana.tab.state()).unsent, 0);
  });

  test(`a tab closed ${when} the server had the text: the next tab sends what was not sent`, async () => {
    const { ana, ben, conv } = await pair();
    ana.browser.session.cut = (asked) => sends(asked) && when;
    await ana.tab.send(conv, { body: "Once" });
    ana.browser.session.cut = () => false;
    const next = ana.browser.tab();
    assert.equal((await next.state()).unsent, 1);
    await next.openConversation(conv);
    await next.ring({});
    assert.deepEqual(await reads(ben, conv), ["First", "Once"]);
  });
}

test("texts that wait keep their order", async () => {
  const { ana, ben, conv } = await pair();
  ana.browser.session.cut = (asked) => sends(asked) && "before";
  await ana.tab.send(conv, { body: "One" });
  await ana.tab.send(conv, { body: "Two" });
  ana.browser.session.cut = () => false;
  await ana.tab.send(conv, { body: "Three" });
  assert.deepEqual(await reads(ben, conv), ["First", "One", "Two", "Three"]);
});

test("two tabs that send at once both send, each once", async () => {
  const { ana, ben, conv } = await pair();
  const other = ana.browser.tab();
  await other.state();
  await Promise.all([other.openConversation(conv), ana.tab.openConversation(conv)]);
  await Promise.all([1, 2, 3].flatMap((n) => [ana.tab.send(conv, { body: `a${n}` }), other.send(conv, { body: `b${n}` })]));
  assert.deepEqual((await reads(ben, conv)).sort(), ["First", "a1", "a2", "a3", "b1", "b2", "b3"]);
});

test("two browsers of one member that send at once both send, under other salts", async () => {
  const { server, ana, ben, conv } = await pair();
  const other = new Browser(server, "ana").tab();
  await other.unlock({ words: ana.words });
  await Promise.all([other.openConversation(conv), ana.tab.openConversation(conv)]);
  await Promise.all([1, 2, 3].flatMap((n) => [ana.tab.send(conv, { body: `a${n}` }), other.send(conv, { body: `b${n}` })]));
  assert.equal((await reads(ben, conv)).length, 7);
  const tried = server.asked.filter(sends).map(({ body }) => JSON.parse(body).envelope);
  assert.ok(tried.length > 6, "somebody lost a race");
  assert.equal(new Set(tried).size, tried.length);
});

test("two who add at once: the loser sees whom the winner added, and begins again from that record", async () => {
  const { ana, ben, chloe, dara } = await world("ana", "ben", "chloe", "dara");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  const adding = [
    { tab: ana.tab, how: { members: [chloe.id], withHistory: false } },
    { tab: ben.tab, how: { members: [dara.id], withHistory: true } },
  ];
  const said = await Promise.all(adding.map(({ tab, how }) => code(tab.addMembers(conv, how))));
  assert.deepEqual([...said].sort(), ["changes-unseen", "nothing"]);
  const { tab, how } = adding[said.indexOf("changes-unseen")];
  await tab.acknowledge(conv, (await tab.openConversation(conv)).head.composer.changes.at(-1));
  await tab.addMembers(conv, how);
  const { head, items } = await ana.tab.openConversation(conv);
  assert.deepEqual(head.members.map(({ name }) => name).sort(), ["ana", "ben", "chloe", "dara"]);
  assert.equal(items.filter(({ type }) => type === "change").length, 3);
});

test("two who add the same person make one record", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben]);
  await ben.tab.openConversation(conv);
  await Promise.all([ana, ben].map((who) => who.tab.addMembers(conv, { members: [chloe.id], withHistory: false })));
  const { items } = await chloe.tab.openConversation(conv);
  assert.equal(items.filter(({ type }) => type === "change").length, 2);
});

test("a clock that is wrong by a day says so, and the text is not lost", async () => {
  const { server, ana, conv } = await pair();
  ana.browser.shift = 86_400_000;
  await ana.tab.unlock({ words: ana.words });
  let said;
  await assert.rejects(ana.tab.send(conv, { body: "Text" }), (error) => ((said = error), error.code === "clock"));
  assert.ok(Math.abs(said.detail.time - server.now()) < 60_000);
  ana.browser.shift = 0;
  await ana.tab.unlock({ words: ana.words });
  assert.equal((await ana.tab.send(conv, { body: "Text" })).delivery, "sent");
});

test("a conversation whose beginning got no answer begins once", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const wish = { members: [ben.id], title: "T", retention: 30, body: "B" };
  ana.browser.session.cut = ({ door }) => door === "conversations" && "after";
  assert.equal(await code(ana.tab.startConversation(wish)), "offline");
  ana.browser.session.cut = () => false;
  const { conv } = await ana.tab.startConversation(wish);
  assert.deepEqual([...server.conversations.keys()], [conv]);
});

for (const when of ["before", "after"]) {
  test(`a conversation that begins again after a reload begins once, if its answer was lost ${when} the server had it`, async () => {
    const { server, ana, ben } = await world("ana", "ben");
    const wish = { members: [ben.id], title: "T", retention: 30, body: "B" };
    ana.browser.session.cut = ({ door }) => door === "conversations" && when;
    assert.equal(await code(ana.tab.startConversation(wish)), "offline");
    ana.browser.session.cut = () => false;
    const next = ana.browser.tab();
    await next.state();
    const { conv } = await next.startConversation(wish);
    assert.deepEqual([...server.conversations.keys()], [conv]);
    assert.deepEqual(await reads(ben, conv), ["B"]);
    // What was answered is over: the same words begin another.
    assert.notEqual((await next.startConversation(wish)).conv, conv);
  });
}

for (const when of ["before", "after"]) {
  test(`a beginning that is changed after its answer was lost ${when} the server had it never begins twice unasked`, async () => {
    const { server, ana, ben, chloe } = await world("ana", "ben", "chloe");
    const wish = { members: [ben.id], title: "T", retention: 30, body: "Draft" };
    const { key } = await ana.tab.keepDraft("new", { ...wish, to: wish.members, code: 0 });
    ana.browser.session.cut = ({ door }) => door === "conversations" && when;
    assert.equal(await code(ana.tab.startConversation(wish)), "offline");
    // The browser ends. What was being written comes back, and is changed: other words, another reader.
    ana.tab.close();
    const next = ana.browser.tab();
    await next.state();
    assert.equal((await next.draft("new", key)).body, "Draft");
    const changed = { ...wish, members: [ben.id, chloe.id], body: "Better" };
    assert.equal(await code(next.startConversation(changed)), "offline");
    assert.equal(server.conversations.size, 1 - (when === "before"));
    ana.browser.session.cut = () => false;
    if (when === "before") {
      const { conv } = await next.startConversation(changed);
      assert.deepEqual([...server.conversations.keys()], [conv]);
      assert.deepEqual(await reads(chloe, conv), ["Better"]);
      return;
    }
    const [conv] = server.conversations.keys();
    await assert.rejects(next.startConversation(changed), (error) => error.code === "begun-before" && error.detail.conv === conv);
    assert.equal(server.conversations.size, 1);
    assert.equal((await next.draft("new", key)).body, "Draft", "what was kept is still there");
    assert.deepEqual(await reads(ben, conv), ["Draft"]);
    // Told so, whoever sends it once more wants another one.
    assert.notEqual((await next.startConversation(changed)).conv, conv);
    assert.equal(server.conversations.size, 2);
  });
}

test("a beginning that is changed and changed back never begins twice unasked", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const wish = { members: [ben.id], title: "T", retention: 30, body: "One" };
  const bodies = ["One", "Two", "One"];
  ana.browser.session.cut = ({ door }) => door === "conversations" && "after";
  for (const body of bodies) assert.equal(await code(ana.tab.startConversation({ ...wish, body })), "offline");
  ana.browser.session.cut = () => false;
  assert.equal(await code(ana.tab.startConversation(wish)), "begun-before");
  assert.equal(server.conversations.size, 1);
});

test("a beginning that waits lies in the browser without a word of it in the clear", async () => {
  const { ana, ben } = await world("ana", "ben");
  ana.browser.session.cut = ({ door }) => door === "conversations" && "before";
  await code(ana.tab.startConversation({ members: [ben.id], title: "Secretive", retention: 30, body: "Whispered" }));
  const kept = [...ana.browser.store.things].filter(([name]) => name.includes("begun/"));
  assert.equal(kept.length, 1);
  const raw = kept.map(([name, { sealed }]) => name + new TextDecoder("latin1").decode(sealed)).join("");
  for (const word of ["Secretive", "Whispered", ben.id]) assert.ok(!raw.includes(word));
});

test("a beginning that has become too old is made anew, and begins once", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const wish = { members: [ben.id], title: "T", retention: 30, body: "B" };
  ana.browser.session.cut = ({ door }) => door === "conversations" && "before";
  assert.equal(await code(ana.tab.startConversation(wish)), "offline");
  ana.browser.session.cut = () => false;
  const now = Date.now();
  server.now = () => now + 3_600_000;
  await ana.tab.unlock({ words: ana.words });
  const { conv } = await ana.tab.startConversation(wish);
  assert.deepEqual([...server.conversations.keys()], [conv]);
});

test("two tabs with the same wish begin one conversation when the first got no answer", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const wish = { members: [ben.id], title: "T", retention: 30, body: "B" };
  const other = ana.browser.tab();
  await other.state();
  // Asked before and after the server has it: the first request alone gets no answer.
  let asked = 0;
  ana.browser.session.cut = ({ door }) => door === "conversations" && asked++ < 2 && "after";
  const [first, second] = await Promise.all([code(ana.tab.startConversation(wish)), code(other.startConversation(wish))]);
  assert.deepEqual([first, second].sort(), ["nothing", "offline"]);
  assert.equal(server.conversations.size, 1);
});

test("after fifteen idle minutes everything is locked, here and in the tab beside", async () => {
  const { ana, conv } = await pair();
  const other = ana.browser.tab();
  await other.state();
  ana.browser.shift = 16 * 60_000;
  await ana.tab.calls.tick();
  assert.equal((await ana.tab.state()).status, "locked");
  assert.equal(await code(ana.tab.openConversation(conv)), "locked");
  assert.equal(await code(other.openConversation(conv)), "locked");
  assert.equal(await ana.browser.store.opened(), null);
});

test("using one tab keeps the other open", async () => {
  const { ana, conv } = await pair();
  const other = ana.browser.tab();
  await other.state();
  ana.browser.shift = 10 * 60_000;
  await ana.tab.openConversation(conv);
  ana.browser.shift = 20 * 60_000;
  await other.calls.tick();
  assert.equal((await other.state()).status, "open");
});

test("locking in one tab locks the other", async () => {
  const { ana, conv } = await pair();
  const other = ana.browser.tab();
  await other.state();
  const heard = [];
  other.desk.listeners.add(({ state }) => heard.push(state?.status));
  await ana.tab.lock();
  while (heard.length === 0) await new Promise((done) => setTimeout(done, 1));
  assert.deepEqual(heard, ["locked"]);
  assert.equal(await code(other.openConversation(conv)), "locked");
});

test("the key of another session is dropped, not used", async () => {
  const { server, ana } = await pair();
  const fresh = server.browser("ana");
  ana.browser.session.ask = fresh.ask;
  const tab = ana.browser.tab();
  assert.equal((await tab.state()).status, "locked");
  assert.equal(await ana.browser.store.opened(), null);
});

test("who is signed out keeps the text, sealed, and sends it after the next unlock", async () => {
  const { ana, ben, conv } = await pair();
  ana.browser.session.cut = (asked) => sends(asked) && "before";
  await ana.tab.send(conv, { body: "Kept" });
  ana.browser.session.cut = () => false;
  ana.browser.session.signedIn = false;
  assert.equal((await ana.tab.state()).status, "signed-out");
  ana.browser.session.signedIn = true;
  await ana.tab.unlock({ words: ana.words });
  await ana.tab.ring({});
  assert.deepEqual(await reads(ben, conv), ["First", "Kept"]);
});

test("no text and no secret lies in the store in the clear", async () => {
  const { ana, conv } = await pair();
  ana.browser.session.cut = (asked) => sends(asked) && "before";
  await ana.tab.send(conv, { body: "CANARY-unsent" });
  const seen = [];
  for (const value of [...ana.browser.store.things.values(), await ana.browser.store.opened()]) {
    seen.push(JSON.stringify(value, (_name, one) => (one instanceof Uint8Array ? Buffer.from(one).toString("latin1") : one instanceof CryptoKey ? `extractable ${one.extractable}` : one)));
  }
  const all = seen.join("\n");
  for (const word of ["CANARY-unsent", "First", "Title", ana.words]) assert.ok(!all.includes(word), word);
  assert.match(all, /extractable false/);
  assert.doesNotMatch(all, /extractable true/);
});

test("a text that was refused while nobody looked waits for the member, and can be taken back", async () => {
  const { ana, ben, chloe } = await world("ana", "ben", "chloe");
  const conv = await talk([ana, ben]);
  ana.browser.session.cut = (asked) => sends(asked) && "before";
  await ana.tab.send(conv, { body: "For Ben alone" });
  ana.browser.session.cut = () => false;
  await ben.tab.openConversation(conv);
  await ben.tab.addMembers(conv, { members: [chloe.id], withHistory: false });
  await ana.tab.ring({});
  const { items } = await ana.tab.openConversation(conv);
  const pending = items.at(-1);
  assert.deepEqual([pending.body, pending.delivery, pending.refusal], ["For Ben alone", "refused", "changes-unseen"]);
  assert.deepEqual(await reads(chloe, conv), []);
  assert.deepEqual(await ana.tab.discard(conv, pending.key), { body: "For Ben alone" });
  assert.equal((await ana.tab.state()).unsent, 0);
});

test("a piece of a file whose connection was lost is sent again, and the file is whole", async () => {
  const { ana, ben, conv } = await pair();
  let losses = 2;
  ana.browser.session.cut = ({ method, door }) => method === "PUT" && door.includes("/files/") && losses-- > 0 && (losses ? "before" : "after");
  const bytes = crypto.getRandomValues(new Uint8Array(30_000));
  const { file } = await ana.tab.attach(conv, new File([bytes], "a.bin"));
  await ana.tab.send(conv, { body: "", files: [file] });
  const { items } = await ben.tab.openConversation(conv);
  const { blob } = await ben.tab.download(conv, items.at(-1).hash, items.at(-1).files[0].file);
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), bytes);
});

test("who cleared the browser's storage is asked for the words and loses nothing", async () => {
  const { server, ana, conv } = await pair();
  const cleared = new Browser(server, "ana").tab();
  assert.deepEqual([(await cleared.state()).status, (await cleared.state()).known], ["locked", false]);
  await cleared.unlock({ recovery: ana.recovery });
  assert.deepEqual(kinds((await cleared.openConversation(conv)).items), ["change", "title", "message"]);
});

test("who left makes no record any more, also where the server takes it", async () => {
  const { server, ana, ben, chloe, dara } = await world("ana", "ben", "chloe", "dara");
  const conv = await talk([ana, ben, chloe]);
  await ana.tab.openConversation(conv);
  await ben.tab.leave(conv);
  const conversation = await ben.tab.calls.conversations.loaded(conv);
  for (const one of [conversation, server.conversations.get(conv)]) one.left.clear();
  const { changeMembers } = await import("../../../frontend/messaging/worker/changing.js");
  await changeMembers(conversation, { add: [dara.id] });
  const { items, head } = await ana.tab.openConversation(conv);
  assert.equal(head.composer.code, "epoch-refused");
  assert.equal(kinds(items).at(-1), "refused:epoch-refused");
  assert.equal(await code(ana.tab.send(conv, { body: "To whom?" })), "epoch-refused");
});

test("who is signed out elsewhere is locked when the next bell rings, whatever it rings for", async () => {
  const { ana, conv } = await pair();
  await ana.tab.openConversation(conv);
  for (const bell of [{}, { conversation: conv }]) {
    await ana.tab.unlock({ words: ana.words });
    await ana.tab.openConversation(conv);
    ana.browser.session.signedIn = false;
    assert.equal(await code(ana.tab.ring(bell)), "signed-out");
    assert.equal(ana.tab.desk.keys, null);
    assert.equal(await ana.browser.store.opened(), null);
    ana.browser.session.signedIn = true;
  }
});
