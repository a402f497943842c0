/** A browser without a window: the Worker's parts over a fake server, a store in memory, and locks that hold. */
import { Calls } from "../../../frontend/messaging/worker/calls.js";
import { Desk } from "../../../frontend/messaging/worker/desk.js";
import { Server } from "../../../frontend/messaging/worker/server.js";
import { openMemory } from "../../../frontend/messaging/worker/store.js";
import { FakeServer } from "./server.js";

/** Web Locks, one holder at a time. */
class Locks {
  turns = new Map();
  /** Names that a tab holds for as long as it lives. */
  held = new Map();

  request(name, act) {
    const done = (this.turns.get(name) ?? Promise.resolve()).then(act);
    this.turns.set(name, done.catch(() => {}));
    return done;
  }
}

/** The tabs of one browser hear each other. */
class Channel {
  hearers = new Set();

  tab() {
    const mine = { hear: () => {} };
    this.hearers.add(mine);
    return {
      postMessage: (data) => [...this.hearers].filter((one) => one !== mine).forEach((one) => queueMicrotask(() => one.hear({ data }))),
      addEventListener: (_kind, hear) => (mine.hear = hear),
    };
  }
}

export class Browser {
  constructor(server, name) {
    Object.assign(this, { server, name, store: openMemory(), locks: new Locks(), channel: new Channel(), shift: 0 });
    this.session = server.browser(name);
  }

  /** A tab: the same store, locks and session, its own memory. */
  tab() {
    const channel = this.channel.tab();
    const holder = {};
    const tabs = {
      hold: async (name) => {
        if (!this.locks.held.has(name)) this.locks.held.set(name, holder);
        return this.locks.held.get(name) === holder;
      },
      alone: (name, act) => this.locks.request(name, act),
      tell: (news) => channel.postMessage(news),
      listen: (hear) => channel.addEventListener("message", ({ data }) => hear(data)),
    };
    const desk = new Desk({ server: new Server({ root: "/messages/", token: "t", ask: this.session.ask }), store: this.store, tabs, now: () => this.server.now() + this.shift });
    const calls = new Calls(desk);
    const close = () => this.locks.held.forEach((one, name) => one === holder && this.locks.held.delete(name));
    const api = new Proxy({ desk, calls, close }, { get: (own, name) => name === "then" ? undefined : own[name] ?? ((...values) => calls.call(name === "conversations" ? "conversationLines" : name, values)) });
    return api;
  }
}

export async function world(...names) {
  const server = await FakeServer.begun();
  const people = {};
  for (const name of names) people[name] = await setUp(server, name);
  return { server, ...people };
}

/** A member who has set messages up: `browser`, an open `tab`, and what opens another browser. */
export async function setUp(server, name) {
  const browser = new Browser(server, name);
  const tab = browser.tab();
  await tab.state();
  const { words } = await tab.words("en");
  const { groups, ask } = await tab.recoverySheet();
  const state = await tab.finishSetup({ typedGroup: groups[ask] });
  return { browser, tab, words: words.join(" "), recovery: groups.join("-"), id: state.identity };
}

/** A conversation of the first with the others. */
export async function talk([first, ...others], more = {}) {
  const { conv } = await first.tab.startConversation({ members: others.map(({ id }) => id), title: "Title", retention: 90, body: "First", ...more });
  return conv;
}

/** The first compares numbers with the second, and they agree. */
export async function compared(first, second) {
  const { digits, person } = await first.tab.safetyNumber(second.id);
  return first.tab.verify(second.id, digits, person);
}

export const bodies = (items) => items.filter(({ type }) => type === "message").map(({ body }) => body);
export const kinds = (items) => items.map((item) => (item.type === "refused" ? `refused:${item.code}` : item.type));

export async function code(act) {
  try {
    await act;
  } catch (error) {
    if (!error.code) throw error;
    return error.code;
  }
  return "nothing";
}
