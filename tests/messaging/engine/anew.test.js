/** Who lost everything begins anew with leave: what is lost stays closed, what comes is read, and the others see the break. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Browser, bodies, code, compared, kinds, talk, world } from "./browser.js";

/** Begin anew for a member in a new browser, as after the leave was given. */
async function anew(server, name) {
  const browser = new Browser(server, name);
  const tab = browser.tab();
  assert.equal((await tab.state()).status, "locked");
  const { words } = await tab.words("en");
  const { groups, ask } = await tab.recoverySheet();
  const finish = () => tab.finishSetup({ typedGroup: groups[ask] });
  return { browser, tab, words: words.join(" "), finish };
}

async function lost() {
  const people = await world("ana", "ben", "cora");
  const { server, ana, ben, cora } = people;
  const conv = await talk([ana, ben, cora]);
  await compared(ben, ana);
  await cora.tab.openConversation(conv);
  server.member("ana").reset = "may";
  return { ...people, conv, next: await anew(server, "ana") };
}

test("without leave nobody begins anew", async () => {
  const { server } = await world("ana", "ben");
  const next = await anew(server, "ana");
  assert.equal(await code(next.finish()), "identity-exists");
  assert.equal(server.member("ana").entries.length, 1);
});

test("with leave new keys follow the old ones as a visible break, and open", async () => {
  const { server, ana, next } = await lost();
  const state = await next.finish();
  assert.deepEqual([state.status, state.gen, state.identity, state.reset], ["open", 1, ana.id, "none"]);
  assert.equal(server.member("ana").entries.length, 2);
  const other = new Browser(server, "ana").tab();
  assert.equal(await code(other.unlock({ words: ana.words })), "wrong-words");
  assert.equal((await other.unlock({ words: next.words })).gen, 1);
});

test("what was written before stays closed and says why; what is written after is read", async () => {
  const { conv, next, ben } = await lost();
  await next.finish();
  const before = await next.tab.openConversation(conv);
  assert.deepEqual(kinds(before.items), ["change", "keys-lost", "keys-lost"]);
  assert.equal(before.head.title, null);
  assert.equal(before.head.composer.allowed, true);
  await next.tab.send(conv, { body: "Here again" });
  await ben.tab.openConversation(conv);
  const { items } = await ben.tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["First", "Here again"]);
  const change = items.findLast(({ type }) => type === "change");
  assert.deepEqual(change.broken.map(({ name }) => name), ["ana"]);
});

test("who had verified sends nothing before deciding; who had not is told and goes on", async () => {
  const { ana, conv, next, ben, cora } = await lost();
  await next.finish();
  await next.tab.send(conv, { body: "Here again" });
  assert.equal((await ben.tab.openConversation(conv)).head.composer.code, "key-changed");
  assert.equal(await code(ben.tab.send(conv, { body: "No" })), "key-changed");
  const { head } = await cora.tab.openConversation(conv);
  assert.equal(head.composer.allowed, true);
  assert.equal((await cora.tab.send(conv, { body: "Welcome" })).delivery, "sent");
  await compared(ben, ana);
  assert.equal((await ben.tab.send(conv, { body: "Called" })).delivery, "sent");
  assert.deepEqual(bodies((await next.tab.openConversation(conv)).items), ["Here again", "Welcome", "Called"]);
});

test("the bell of keys is heard at once, and nothing is sealed to the old ones although nobody rang", async () => {
  const { conv, next, ana, ben, cora } = await lost();
  await ben.tab.openConversation(conv);
  const told = [];
  await ben.tab.calls.watch(conv, (happening) => told.push(happening));
  await next.finish();
  // A minute has not passed: without the bell the log would not be asked again.
  await ben.tab.ring({ conversation: conv });
  assert.deepEqual(told, []);
  await ben.tab.ring({ conversation: conv, keys: true });
  assert.deepEqual(told.map(({ head }) => head?.composer.code), ["key-changed"]);
  // Cora heard nothing: the server takes nothing under the old keys, and what she wrote is sealed anew, to the new ones.
  assert.equal((await cora.tab.send(conv, { body: "Sealed anew" })).delivery, "sent");
  assert.deepEqual(bodies((await next.tab.openConversation(conv)).items), ["Sealed anew"]);
  assert.ok(ana);
});

test("a socket that was away may have missed the bell of keys: the log is asked again", async () => {
  const { conv, next, ben } = await lost();
  await ben.tab.openConversation(conv);
  await next.finish();
  const told = [];
  await ben.tab.calls.watch(conv, (happening) => told.push(happening));
  await ben.tab.ring({});
  assert.deepEqual(told.map(({ head }) => head?.composer.code), ["key-changed"]);
});

test("who is taken out and added again with the history reads what was before", async () => {
  const { ana, conv, next, cora } = await lost();
  await next.finish();
  await cora.tab.removeMember(conv, ana.id);
  await cora.tab.addMembers(conv, { members: [ana.id], withHistory: true });
  const { items, head } = await next.tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["First"]);
  assert.equal(head.title, "Title");
});

test("a lost answer registers nothing twice", async () => {
  const { server, next } = await lost();
  next.browser.session.cut = ({ door, method }) => method === "POST" && door === "entries" && "after";
  assert.equal(await code(next.finish()), "offline");
  next.browser.session.cut = () => false;
  assert.equal((await next.finish()).status, "open");
  assert.equal(server.member("ana").entries.length, 2);
});

test("without a fresh second factor nothing is registered, and afterwards the same keys are", async () => {
  const { server, next } = await lost();
  server.member("ana").fresh = false;
  assert.equal(await code(next.finish()), "second-factor");
  server.member("ana").fresh = true;
  assert.equal((await next.finish()).gen, 1);
});

test("a browser that was open since before locks, stops at nothing, and opens with the new words", async () => {
  const { ana, conv, next } = await lost();
  ana.browser.session.cut = ({ door, method }) => method === "POST" && door.endsWith("/envelopes") && "before";
  await ana.tab.send(conv, { body: "Never sent" });
  ana.browser.session.cut = () => false;
  await next.finish();
  await next.tab.send(conv, { body: "Here again" });
  const tab = ana.browser.tab();
  assert.equal((await tab.state()).status, "locked");
  assert.equal((await tab.unlock({ words: next.words })).status, "open");
  const { items } = await tab.openConversation(conv);
  assert.deepEqual(bodies(items), ["Here again"]);
  assert.equal((await tab.send(conv, { body: "From here, too" })).delivery, "sent");
  assert.equal((await tab.state()).unsent, 0);
});

test("an open browser stops when somebody else has put keys in my name", async () => {
  const { server, ana } = await world("ana", "ben");
  server.member("ana").reset = "may";
  await (await anew(server, "ana")).finish();
  const { reloadKeys } = await import("../../../frontend/messaging/worker/keys.js");
  assert.equal(await code(ana.tab.rotateKeys()), "generation");
  assert.equal(await code(ana.tab.desk.guard(() => reloadKeys(ana.tab.desk))), "blob-not-mine");
  assert.equal((await ana.tab.state()).status, "stopped");
});

test("a blob that leaves out keys which were not lost is refused", async () => {
  const { server, ana } = await world("ana", "ben");
  await ana.tab.rotateKeys();
  const { desk } = ana.tab;
  const { holdAgainstLog } = await import("../../../frontend/messaging/worker/keys.js");
  const keys = desk.open();
  const cut = { ...keys, content: { ...keys.content, secrets: keys.content.secrets.slice(1) }, gens: new Map([[1, keys.newest]]) };
  assert.equal(await code(holdAgainstLog(desk, cut, await desk.server.get("me"))), "blob-not-mine");
  assert.ok(server);
});
