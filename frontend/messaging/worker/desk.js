/** What all parts of the Worker share: the server, this browser's store, the log, people, and the member's keys while they are open. */
import { Log } from "./log.js";
import { requireOpen } from "./keys.js";
import { People } from "./people.js";
import { Stop } from "./refusal.js";

/** @typedef {import("./keys.js").Keys} Keys */
/** @typedef {import("../types.js").State} State */
/** @typedef {(happening: { state?: State, unread?: { conv: string, messages: boolean } }) => void} Listener */
/** @typedef {{ server: import("./server.js").Server, store: import("./store.js").Store, tabs: import("./tabs.js").Tabs, now?: () => number }} Parts */

export class Desk {
  /** @type {Keys | null} */
  keys = null;
  /** What `GET me` said last. @type {Record<string, any> | null} */
  me = null;
  /** @type {Stop | null} */
  stop = null;
  /** What this browser lacks, if the self-test found something. @type {string | null} */
  missing = null;
  /** Whether this browser had a log of its own before it was opened. */
  remembered = false;
  /** When the member last did something. */
  used = 0;
  /** @type {Set<Listener>} */
  listeners = new Set();
  /** What is thrown away when the keys go. @type {(() => void)[]} */
  forgetting = [];

  /** @param {Parts} parts */
  constructor({ server, store, tabs, now = Date.now }) {
    this.server = server;
    this.store = store;
    this.tabs = tabs;
    this.now = now;
    this.log = new Log(server, store);
    this.people = new People(this);
  }

  /** @returns {Keys} the open keys; locked or stopped, there are none for anybody */
  open() {
    if (this.stop) throw this.stop;
    return requireOpen(this.keys);
  }

  /** Drop everything that was opened. What lies in the store is dropped by whoever locks. */
  forget() {
    this.keys = null;
    this.people.known.clear();
    for (const forget of this.forgetting) forget();
  }

  /**
   * Run an act; if it meets something that must not be, stop everything and keep the proof.
   *
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  async guard(act) {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Stop && error.code !== "order-broken") this.halt(error);
      throw error;
    }
  }

  /** @param {Stop} stop */
  halt(stop) {
    this.stop ??= stop;
    this.forget();
  }

  /** @param {Parameters<Listener>[0]} happening */
  announce(happening) {
    for (const listener of this.listeners) listener(happening);
  }
}
