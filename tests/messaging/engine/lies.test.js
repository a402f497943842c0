/** A server that lies: each lie is stopped or named, no text comes of it, and nothing is sealed to anybody because of it. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as door from "../../../frontend/crypto/door.js";
import { LIES } from "../lying/lies.js";
import { observe } from "../lying/observe.js";
import { Tools } from "../lying/tools.js";
import { Browser, compared, talk, world } from "./browser.js";

const TRUE_TEXTS = ["Title", "First", "Second", "From Ben", "More from Ben", "Other", "file text ".repeat(5000)];
const SECRET = "CANARY to be sent";

let people, tools, facts;

before(async () => {
  people = await world("ana", "ben", "chloe");
  const { server, ana, ben, chloe } = people;
  const older = await server.payload(server.member("ana"));
  const conv = await talk([ana, ben]);
  const other = await talk([chloe, ana], { body: "Other" });
  await ben.tab.send(conv, { body: "From Ben" });
  const { file } = await ben.tab.attach(conv, new File(["file text ".repeat(5000)], "a.txt"));
  await ana.tab.openConversation(conv);
  await ana.tab.send(conv, { body: "Second" });
  await ben.tab.send(conv, { body: "More from Ben", files: [file] });
  await Promise.all([conv, other].map((one) => ana.tab.openConversation(one)));
  await compared(ana, ben);
  facts = { conv, other, file, words: ana.words, secret: SECRET, ana: ana.id, ben: ben.id, chloe: chloe.id };
  Object.assign(server, { leavesAtOnce: 1000, entriesAtOnce: 200 });
  const honest = server.browser("ana").ask;
  const ask = async (path) => (await honest(`/messages/${path}`, { method: "GET", headers: {} })).json();
  const { entries } = (await ask(`keys?of=${chloe.id}`)).keys[0];
  const foreign = (await ask(`c/${other}/entries?after=0`)).entries.at(-1).object;
  const parts = { signer: server.key.key, publicKey: server.key.publicKey, ask, older: { payload: older }, other: { payload: await server.payload(server.member("ben")) } };
  tools = new Tools({ ...parts, chloe: { entries }, foreign, me: await ask("me") });
});

const told = (lie) => async (asked, answer) => {
  if (lie.instead || !lie.door.test(asked.door) || asked.method === "PUT") return answer;
  const said = await lie.tell({ said: answer.said, bytes: answer.bytes, asked, tools, world: facts });
  return answer.bytes ? { ...answer, bytes: said } : { status: answer.status, said };
};

for (const lie of LIES) {
  test(lie.name, async () => {
    const { server, ana } = people;
    const count = server.conversations.get(facts.conv).entries.length;
    const browser = lie.by === "new" ? new Browser(server, "ana") : ana.browser;
    const tab = browser.tab();
    if (lie.by !== "new") await tab.unlock({ words: ana.words });
    if (lie.by === "kept") await tab.openConversation(facts.conv);
    const next = lie.by !== "new" ? browser.tab() : tab;
    if (lie.by === "blank") for (const name of browser.store.things.keys()) if (name.startsWith("conversations/")) browser.store.things.delete(name);
    browser.session.lie = told(lie);
    browser.session.instead = ({ door }) => (lie.instead && lie.door.test(door) ? { status: lie.instead, said: lie.tell() } : null);
    const { found, texts } = await observe(next, lie.act, facts);
    const evidence = await (await next.evidence()).text();
    const { findings } = JSON.parse(evidence);
    assert.deepEqual(findings.map(({ code }) => code).filter((code) => !found.includes(code)), []);
    if (next.desk.stop) assert.ok(findings.some(({ code }) => code === next.desk.stop.code), "what stopped is kept");
    for (const said of [...TRUE_TEXTS, SECRET, ana.words, ana.recovery]) assert.ok(!evidence.includes(said), said);
    Object.assign(browser.session, { lie: (_asked, answer) => answer, instead: () => null });
    const named = [lie.expect].flat().some((code) => found.includes(code));
    assert.ok(named, `${lie.name}: ${found}`);
    assert.deepEqual(texts.filter((text) => !TRUE_TEXTS.includes(text) && text !== SECRET), []);
    if (lie.act !== "send") assert.equal(server.conversations.get(facts.conv).entries.length, count);
    assert.ok(!JSON.stringify(server.asked.map(({ body }) => (typeof body === "string" ? body : ""))).includes("CANARY"));
    for (const [name] of await browser.store.all("unsent", "")) await browser.store.set("unsent", name, null);
  });
}

test("two lists of keys, each signed by the server, are kept as evidence against it", async () => {
  const { ana } = people;
  const tab = ana.browser.tab();
  await tab.unlock({ words: ana.words });
  await tab.openConversation(facts.conv);
  const kept = tab.desk.log.newest.note;
  ana.browser.session.lie = told(LIES.find(({ name }) => name === "another log, from the first leaf on"));
  const next = ana.browser.tab();
  const state = await next.state();
  ana.browser.session.lie = (_asked, answer) => answer;
  assert.deepEqual([state.status, state.code], ["stopped", "log-forked"]);
  const { checkpoint, origin, server_key, leaves, findings } = JSON.parse(await (await next.evidence()).text());
  assert.equal(checkpoint, kept);
  const by = { origin, serverKey: door.unbase64(server_key) };
  const [mine, other] = [await door.readCheckpoint(checkpoint, by), await door.readCheckpoint(findings[0].given, by)];
  assert.deepEqual([findings[0].code, findings[0].kept], ["log-forked", kept]);
  // What the browser held gives the root that the server signed first, and not the one that it signs now.
  const held = door.unbase64(leaves);
  const hashes = await Promise.all(Array.from({ length: held.length / door.LEAF }, (_, i) => door.leafHash(held.slice(i * door.LEAF, (i + 1) * door.LEAF))));
  const rootAt = async (size) => door.hex(await door.rootOf(await door.append(door.EMPTY, hashes.slice(0, size))));
  assert.equal(await rootAt(mine.size), door.hex(mine.root));
  assert.notEqual(await rootAt(other.size), door.hex(other.root));
  await assert.rejects(next.openConversation(facts.conv), ({ code }) => code === "log-forked");
});

test("there are more than forty of them", () => {
  assert.ok(LIES.length >= 40);
  assert.equal(new Set(LIES.map(({ name }) => name)).size, LIES.length);
});
