/** The Worker: it takes calls from the page and answers them; keys and secrets stay on this side. */
import { selfTest } from "../crypto/door.js";
import { Calls } from "./worker/calls.js";
import { Desk } from "./worker/desk.js";
import { codeOf } from "./worker/refusal.js";
import { Server } from "./worker/server.js";
import { openStore } from "./worker/store.js";
import { stretchWords } from "./worker/session.js";
import { Tabs } from "./worker/tabs.js";

/** @typedef {{ ask: number, name: string, values: any[] }} Asked */

/** What the page may call; anything else on the object is not for it. */
const CALLS = new Set([
  "state", "words", "recoverySheet", "passkeyInput", "finishSetup", "unlock", "lock", "people", "conversations", "startConversation",
  "openConversation", "older", "send", "retry", "discard", "addMembers", "removeMember", "leave", "setTitle", "attach", "download",
  "safetyNumber", "verify", "unverify", "acknowledge", "markRead", "search", "previewReport", "report", "evidence", "rotateKeys",
  "addPasskey", "newSheet", "newWords", "keepDraft", "draft", "dropDraft", "ring", "watch", "listen", "unwatch",
]);
const TICK = 15_000;

const page = /** @type {{ postMessage(message: unknown): void }} */ (/** @type {unknown} */ (self));
/** @type {Map<number, () => void>} */
const watching = new Map();
/** @type {(calls: Calls) => void} */
let begin;
/** @type {Promise<Calls>} */
const begun = new Promise((done) => (begin = done));

/** @param {{ token: string, root: string }} how */
async function start({ token, root }) {
  const desk = new Desk({ server: new Server({ root, token }), store: await openStore(), tabs: new Tabs() });
  const missing = await selfTest(stretchWords);
  desk.missing = missing.join(", ") || null;
  const calls = new Calls(desk);
  setInterval(() => void calls.tick().catch(() => {}), TICK);
  begin(calls);
}

/** @param {number} number */
function callback(number) {
  return (/** @type {unknown[]} */ ...values) => page.postMessage({ callback: number, values });
}

/** @param {Asked} asked */
async function answer({ name, values }) {
  if (name === "begin") return start(values[0]);
  if (!CALLS.has(name)) throw new TypeError(name);
  const calls = await begun;
  if (name === "unwatch") return end(values[0]);
  if (name === "listen") return listen(calls, values[0]);
  if (name === "watch") return watch(calls, values[0], values[1]);
  const given = values.map((value) => (typeof value?.callback === "number" ? callback(value.callback) : value));
  return calls.call(name === "conversations" ? "conversationLines" : name, given);
}

/** @param {number} number */
function end(number) {
  watching.get(number)?.();
  watching.delete(number);
}

/**
 * @param {Calls} calls
 * @param {number} number
 */
function listen({ desk }, number) {
  const listener = callback(number);
  desk.listeners.add(listener);
  watching.set(number, () => desk.listeners.delete(listener));
}

/**
 * @param {Calls} calls
 * @param {string} conv
 * @param {number} number
 */
async function watch(calls, conv, number) {
  watching.set(number, await calls.call("watch", [conv, callback(number)]));
}

/** @param {unknown} error */
function told(error) {
  try {
    const { detail = {}, words = "" } = /** @type {any} */ (error);
    return { code: codeOf(error), detail, words };
  } catch (fault) {
    // A fault of our own: the page says so, the console says where. No text stands in it.
    console.error(fault);
    return { code: "fault", detail: {}, words: "" };
  }
}

addEventListener("message", async ({ data }) => {
  try {
    page.postMessage({ answer: data.ask, value: await answer(data) });
  } catch (error) {
    page.postMessage({ answer: data.ask, error: told(error) });
  }
});
