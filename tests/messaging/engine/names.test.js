/** What stood beside the keys when two compared numbers: the server cannot put another name there and keep the mark. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as door from "../../../frontend/crypto/door.js";
import { saveContent, withPin } from "../../../frontend/messaging/worker/keys.js";
import { Browser, code, compared, talk, world } from "./browser.js";

/** From now on the server says OTHER of WHO. */
function renamed(server, who, other) {
  const honest = server.who.bind(server);
  server.who = (member) => (member.id === who.id ? { ...honest(member), ...other } : honest(member));
}

async function seenBy(browser, words, conv) {
  const tab = browser.tab();
  if ((await tab.state()).status !== "open") await tab.unlock({ words });
  const { head } = await tab.openConversation(conv);
  return { tab, head, other: head.members.find(({ self }) => !self) };
}

const TRUE = { function: "Central authority", authority: "Ministry", state: "A", name: "ben" };

for (const [word, other] of Object.entries({ name: "Chloe", function: "Head of unit", authority: "Court", state: "B" })) {
  test(`another ${word} beside the keys that were compared is not verified, here or in another browser, until it is accepted`, async () => {
    const { server, ana, ben } = await world("ana", "ben");
    const conv = await talk([ana, ben]);
    await compared(ana, ben);
    renamed(server, ben, { [word]: other });
    for (const browser of [ana.browser, new Browser(server, "ana")]) {
      const { tab, other: seen } = await seenBy(browser, ana.words, conv);
      assert.deepEqual([seen.trust, seen[word], seen.compared], ["renamed", other, TRUE]);
      assert.equal((await tab.people("b")).concat(await tab.people("C")).find(({ identity }) => identity === ben.id).trust, "renamed");
    }
    const { tab } = await seenBy(ana.browser, ana.words, conv);
    const { digits, person } = await tab.safetyNumber(ben.id);
    const after = await tab.verify(ben.id, digits, person);
    assert.deepEqual([after.trust, after.compared], ["verified", null]);
    assert.equal((await seenBy(new Browser(server, "ana"), ana.words, conv)).other.trust, "verified");
  });
}

test("what was accepted once is not asked about again, and four are remembered", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await compared(ana, ben);
  const honest = server.who.bind(server);
  for (const state of ["Allemagne", "ألمانيا", "Deutschland", "Germania"]) {
    server.who = honest;
    renamed(server, ben, { state });
    await compared(ana, ben);
  }
  const trusts = [];
  for (const state of ["Germania", "Deutschland", "ألمانيا", "Allemagne", "A"]) {
    server.who = honest;
    renamed(server, ben, { state });
    trusts.push((await seenBy(ana.browser, ana.words, conv)).other.trust);
  }
  assert.deepEqual(trusts, ["verified", "verified", "verified", "verified", "renamed"]);
});

test("a name that came after the one that was looked at is not accepted by it", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const { digits, person } = await ana.tab.safetyNumber(ben.id);
  renamed(server, ben, { name: "Chloe" });
  assert.equal(await code(ana.tab.verify(ben.id, digits, person)), "name-changed");
  assert.equal((await ana.tab.people("ben"))[0].trust, "new");
});

test("other keys of the same person end what was accepted for the first ones", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await compared(ana, ben);
  await ben.tab.rotateKeys();
  renamed(server, ben, { name: "Chloe" });
  const { tab, other } = await seenBy(ana.browser, ana.words, conv);
  assert.deepEqual([other.trust, other.compared.name], ["changed", "ben"]);
  const { digits, person } = await tab.safetyNumber(ben.id);
  assert.equal((await tab.verify(ben.id, digits, person)).trust, "verified");
  renamed(server, ben, { name: "ben" });
  assert.equal((await seenBy(ana.browser, ana.words, conv)).other.trust, "renamed");
});

test("whoever was not compared may be called otherwise, and nothing is said of it", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { digits, person } = await ana.tab.safetyNumber(ben.id);
  await ana.tab.verify(ben.id, digits, person);
  await ana.tab.unverify(ben.id, digits, person);
  renamed(server, ben, { name: "Benjamin" });
  const { other } = await seenBy(ana.browser, ana.words, conv);
  assert.deepEqual([other.trust, other.compared], ["seen", null]);
});

test("keys that were verified before names were kept stay verified, and are held to the name that is shown next", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const { newest } = ana.tab.desk.people.proven(ben.id);
  const { id, gen, fingerprint } = newest;
  await saveContent(ana.tab.desk, (content) => withPin(content, { id, gen, fingerprint, state: door.VERIFIED, time: 1, shown: [] }));
  assert.equal((await seenBy(ana.browser, ana.words, conv)).other.trust, "verified");
  renamed(server, ben, { name: "Chloe" });
  assert.deepEqual((await seenBy(ana.browser, ana.words, conv)).other.compared, TRUE);
});

test("a name too long to be remembered is none", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  renamed(server, ben, { name: "x".repeat(341) });
  assert.equal(await code(ana.tab.safetyNumber(ben.id)), "malformed");
  server.who = Object.getPrototypeOf(server).who;
  renamed(server, ben, { name: "字".repeat(340) });
  assert.equal((await compared(ana, ben)).trust, "verified");
});

test("what is decided in one tab stands in the one beside it", async () => {
  const { ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  const beside = ana.browser.tab();
  await beside.state();
  await beside.openConversation(conv);
  const told = new Promise((done) => beside.watch(conv, ({ head }) => head && done(head.members.find(({ self }) => !self).trust)));
  await compared(ana, ben);
  assert.equal(await told, "verified");
});

test("the same words in another language leave the mark, and under it stands what was accepted, until the translation is", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await compared(ana, ben);
  const french = { ...TRUE, function: "Autorité centrale", authority: "Ministère" };
  renamed(server, ben, { ...french, also: [TRUE] });
  const { tab, other } = await seenBy(ana.browser, ana.words, conv);
  assert.deepEqual([other.trust, other.compared, other.translated], ["verified", null, french]);
  assert.deepEqual([other.function, other.authority, other.state, other.name], Object.values(TRUE));
  assert.equal("also" in other, false);
  assert.equal((await tab.people("b"))[0].function, TRUE.function);

  const { digits, person } = await tab.safetyNumber(ben.id);
  const after = await tab.verify(ben.id, digits, person.translated);
  assert.deepEqual([after.trust, after.function, after.translated], ["verified", french.function, null]);
  server.who = Object.getPrototypeOf(server).who;
  renamed(server, ben, { also: [french] });
  const { other: again } = await seenBy(new Browser(server, "ana"), ana.words, conv);
  assert.deepEqual([again.trust, again.function, again.translated], ["verified", TRUE.function, null]);
});

test("a server that says the accepted words beside others gets the accepted ones shown, and no others accepted", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  const conv = await talk([ana, ben]);
  await compared(ana, ben);
  renamed(server, ben, { name: "Chloe", state: "B", also: [TRUE] });
  const { tab, head, other } = await seenBy(ana.browser, ana.words, conv);
  assert.deepEqual([other.trust, other.name, other.state], ["verified", "ben", "A"]);
  assert.ok(head.composer.people.every(({ name }) => name !== "Chloe"));
  const { digits } = await tab.safetyNumber(ben.id);
  assert.equal(await code(tab.verify(ben.id, digits, { ...TRUE, name: "Dara" })), "name-changed");
});

test("words in other languages that are none are not believed", async () => {
  const { server, ana, ben } = await world("ana", "ben");
  for (const also of [null, {}, [null], [{ name: "x" }], [{ ...TRUE, state: 1 }], [{ ...TRUE, name: "x".repeat(341) }], Array(17).fill(TRUE)]) {
    server.who = Object.getPrototypeOf(server).who;
    renamed(server, ben, { also });
    assert.equal(await code(ana.tab.safetyNumber(ben.id)), "malformed", JSON.stringify(also)?.slice(0, 60));
  }
});
