/**
 * What this browser keeps, and never in the clear: the opened key as one that scripts cannot read, what was accepted of the log and of
 * conversations (hashes and numbers), and unsent texts under that key. Where the browser keeps nothing, the memory of the page does.
 */
import { Refusal } from "./refusal.js";

/** The opened key lies apart, so that signing out can end it without the rest (`forget.js`). */
export const OPENED = "messages-opened";
const KEPT = "messages-kept";
const SHELVES = /** @type {const} */ (["pins", "conversations", "unsent", "uploads"]);

/** @typedef {"pins" | "conversations" | "unsent" | "uploads"} Shelf */
/** What is to lie where; null: nothing any more. @typedef {[shelf: Shelf, name: string, value: any]} Thing */
/** `gen` is the generation of keys that it opened. @typedef {{ key: CryptoKey, identity: string, session: string, used: number, gen?: number }} Opened */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>} when it lies on the disk
 */
function completed(transaction) {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => failed(transaction.error);
    transaction.onerror = () => failed(transaction.error);
  });
}

/**
 * @param {string} name
 * @param {readonly string[]} shelves
 * @returns {Promise<IDBDatabase>}
 */
async function openDatabase(name, shelves) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => shelves.forEach((shelf) => request.result.createObjectStore(shelf));
  return answered(request);
}

/**
 * One thing after the other in one transaction that waits for the disk.
 *
 * @param {IDBDatabase} database
 * @param {string | string[]} shelf of several, the first is handed on
 * @param {(shelf: IDBObjectStore) => void} act
 */
async function change(database, shelf, act) {
  try {
    const transaction = database.transaction(shelf, "readwrite", { durability: "strict" });
    const done = completed(transaction);
    act(transaction.objectStore([shelf].flat()[0] ?? ""));
    await done;
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    throw new Refusal(isFull ? "storage-full" : "storage-refused");
  }
}

/** Keeps in the browser. */
class Disk {
  kept = true;
  /** What another tab or the sign-out calls, when the opened key is to go. @type {() => void} */
  onforget = () => {};
  /** @type {IDBDatabase | null} */
  openedBase = null;

  /** @param {IDBDatabase} base */
  constructor(base) {
    this.base = base;
  }

  static async open() {
    const disk = new Disk(await openDatabase(KEPT, SHELVES));
    // A browser may open a database and refuse to keep anything in it.
    await change(disk.base, "pins", (shelf) => (shelf.put(1, "trial"), shelf.delete("trial")));
    await disk.openedDatabase();
    return disk;
  }

  async openedDatabase() {
    if (this.openedBase) return this.openedBase;
    const base = await openDatabase(OPENED, ["opened"]);
    const close = () => {
      base.close();
      if (this.openedBase === base) this.openedBase = null;
    };
    base.onversionchange = () => {
      close();
      this.onforget();
    };
    base.onclose = close;
    return (this.openedBase = base);
  }

  /** @returns {Promise<Opened | null>} */
  async opened() {
    const base = await this.openedDatabase();
    return (await answered(base.transaction("opened").objectStore("opened").get("key"))) ?? null;
  }

  /** @param {Opened | null} opened */
  async setOpened(opened) {
    const base = await this.openedDatabase();
    await change(base, "opened", (shelf) => (opened ? shelf.put(opened, "key") : shelf.delete("key")));
  }

  /** In one transaction: a key that another tab has dropped meanwhile is not brought back. @param {number} used */
  async noteUsed(used) {
    const base = await this.openedDatabase();
    await change(base, "opened", (shelf) => {
      const asked = shelf.get("key");
      asked.onsuccess = () => asked.result && shelf.put({ ...asked.result, used }, "key");
    });
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   * @returns {Promise<any>} null when there is none
   */
  async get(shelf, name) {
    return (await answered(this.base.transaction(shelf).objectStore(shelf).get(name))) ?? null;
  }

  /**
   * @param {Shelf} shelf
   * @param {string} prefix
   * @returns {Promise<[string, any][]>} by ascending name
   */
  async all(shelf, prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const store = this.base.transaction(shelf).objectStore(shelf);
    const [names, values] = await Promise.all([answered(store.getAllKeys(range)), answered(store.getAll(range))]);
    return names.map((name, i) => [String(name), values[i]]);
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   * @param {any} value null: forget it
   */
  async set(shelf, name, value) {
    await this.setAll([[shelf, name, value]]);
  }

  /** All of it or nothing. @param {Thing[]} things */
  async setAll(things) {
    await change(this.base, things.map(([shelf]) => shelf), ({ transaction }) => {
      for (const [shelf, name, value] of things) value === null ? transaction.objectStore(shelf).delete(name) : transaction.objectStore(shelf).put(value, name);
    });
  }

  /**
   * Make of what lies there something else, in one transaction: what another tab writes meanwhile is not lost.
   *
   * @param {Shelf} shelf
   * @param {string} name
   * @param {(before: any) => any} act of null when there is nothing
   */
  async merge(shelf, name, act) {
    await change(this.base, shelf, (store) => {
      const asked = store.get(name);
      asked.onsuccess = () => store.put(act(asked.result ?? null), name);
    });
  }
}

/** Keeps until the page is left. */
class Memory {
  kept = false;
  onforget = () => {};
  /** @type {Opened | null} */
  key = null;
  /** @type {Map<string, any>} */
  things = new Map();

  async opened() {
    return this.key;
  }

  /** @param {Opened | null} opened */
  async setOpened(opened) {
    this.key = opened;
  }

  /** @param {number} used */
  async noteUsed(used) {
    if (this.key) this.key = { ...this.key, used };
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   */
  async get(shelf, name) {
    return this.things.get(`${shelf}/${name}`) ?? null;
  }

  /**
   * @param {Shelf} shelf
   * @param {string} prefix
   * @returns {Promise<[string, any][]>}
   */
  async all(shelf, prefix) {
    const from = `${shelf}/`;
    const found = [...this.things].filter(([name]) => name.startsWith(from + prefix));
    return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name.slice(from.length), value]);
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   * @param {any} value
   */
  async set(shelf, name, value) {
    await this.setAll([[shelf, name, value]]);
  }

  /** @param {Thing[]} things */
  async setAll(things) {
    for (const [shelf, name, value] of things) {
      if (value === null) this.things.delete(`${shelf}/${name}`);
      else this.things.set(`${shelf}/${name}`, value);
    }
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   * @param {(before: any) => any} act
   */
  async merge(shelf, name, act) {
    this.things.set(`${shelf}/${name}`, act(this.things.get(`${shelf}/${name}`) ?? null));
  }
}

/** @typedef {Disk | Memory} Store */

/** @returns {Promise<Store>} */
export async function openStore() {
  try {
    return await Disk.open();
  } catch {
    return new Memory();
  }
}

/** @returns {Store} */
export function openMemory() {
  return new Memory();
}
