/**
 * What is being written and was not sent. Each tab keeps its own, sealed, so that two tabs never overwrite each other's; what a tab that is
 * gone had, the next one that shows the same place takes over. Where a text belongs is sealed with it.
 */
import { hex, random } from "../../crypto/door.js";
import { shown } from "./flow.js";
import { openedValue, sealedValue } from "./kept.js";
import { firstGen } from "./keys.js";
import { codeOf, isPassing } from "./refusal.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("../types.js").Begun} Begun */
/** @typedef {import("../../crypto/plain.js").Manifest} Manifest */
/** @typedef {Omit<Begun, "files"> & { files: Manifest[], place: string, time: number }} Writing */

const SHELF = "conversations";
/** The place of conversations that are not begun: each is a text of its own. */
export const NEW = "new";
/** How the place of a report begins; the hash of the message follows. */
export const REPORT = "report/";

export class Drafts {
  key = hex(random(8));
  /** Where what lies under the key belongs. @type {string | null} */
  place = null;
  /** Names that this tab holds. @type {Map<string, Promise<boolean>>} */
  held = new Map();
  /** @type {Promise<unknown>} */
  turn = Promise.resolve();

  /**
   * @param {Desk} desk
   * @param {import("./files.js").Files} files
   */
  constructor(desk, files) {
    this.desk = desk;
    this.files = files;
  }

  /** @param {string} key */
  nameOf(key) {
    return `draft/${this.desk.open().id}/${key}`;
  }

  /** @param {string} key */
  hold(key) {
    const held = this.held.get(key) ?? this.desk.tabs.hold(`draft/${key}`);
    this.held.set(key, held);
    // Asked again later, the other tab may be gone.
    void held.then((mine) => mine || this.held.delete(key));
    return held;
  }

  /**
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>} in the order in which it was asked for
   */
  inTurn(act) {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  /**
   * @param {string} place a conversation, `new`, or a report
   * @param {Begun | null} writing null: nothing, or it was sent
   * @returns {Promise<{ kept: boolean, key: string }>} `kept`: it survives the page
   */
  keep(place, writing) {
    return this.inTurn(async () => {
      // Another place of the same page: what was begun at the first one stays there.
      if (this.place !== null && this.place !== place) this.key = hex(random(8));
      this.place = place;
      const name = this.nameOf(this.key);
      const said = { kept: this.desk.store.kept, key: this.key };
      if (!writing && !(await this.desk.store.get(SHELF, name))) return said;
      await this.hold(this.key);
      const files = (writing?.files ?? []).flatMap((file) => this.files.uploaded.get(file) ?? []);
      const value = writing && (await sealedValue(this.desk, "draft", name, { ...writing, place, files, time: this.desk.now() }));
      await this.desk.store.set(SHELF, name, value);
      return said;
    });
  }

  /**
   * What was being written goes over into THING, in one step: whatever ends the page, it stands in one of the two places.
   *
   * @param {import("./store.js").Thing} thing
   */
  over(thing) {
    return this.inTurn(() => this.desk.store.setAll([thing, [SHELF, this.nameOf(this.key), null]]));
  }

  /** @param {string} key */
  forget(key) {
    return this.inTurn(async () => {
      if (await this.hold(key)) await this.desk.store.set(SHELF, this.nameOf(key), null);
    });
  }

  /**
   * @param {string} name
   * @returns {Promise<Writing | null>}
   */
  async opened(name) {
    const value = await this.desk.store.get(SHELF, name);
    if (!value) return null;
    try {
      return await openedValue(this.desk, "draft", name, value);
    } catch (error) {
      codeOf(error);
      // Under a data key that was lost it opens for nobody any more.
      if (firstGen(this.desk.open()) > 0) await this.desk.store.set(SHELF, name, null);
      return null;
    }
  }

  /** @returns {Promise<(Writing & { key: string })[]>} oldest first */
  async all() {
    const names = (await this.desk.store.all(SHELF, this.nameOf(""))).map(([name]) => name);
    const found = await Promise.all(names.map(async (name) => ({ .../** @type {any} */ (await this.opened(name)), key: name.slice(name.lastIndexOf("/") + 1) })));
    return found.filter(({ place }) => place).sort((a, b) => a.time - b.time);
  }

  /**
   * What was being written at PLACE and is in no other tab. From now on it is this tab's.
   *
   * @param {string} place
   * @param {string} [key] of several at the same place
   * @returns {Promise<import("../types.js").Returned | null>}
   */
  take(place, key) {
    return this.inTurn(async () => {
      const there = (await this.all()).filter((one) => one.place === place && (key ? one.key === key : place !== NEW || one.key === this.key));
      /** @type {Writing | null} */
      let writing = null;
      for (const one of there) {
        const still = (await this.hold(one.key)) && (await this.opened(this.nameOf(one.key)));
        if (!still) continue;
        const before = /** @type {Writing | null} */ (writing);
        writing = before ? { ...still, body: [before.body, still.body].filter(Boolean).join("\n\n"), files: [...before.files, ...still.files] } : still;
        if (before) {
          await this.desk.store.set(SHELF, this.nameOf(this.key), await sealedValue(this.desk, "draft", this.nameOf(this.key), writing));
          await this.desk.store.set(SHELF, this.nameOf(one.key), null);
        } else {
          this.key = one.key;
          this.place = place;
        }
      }
      return writing && this.returned(place, writing);
    });
  }

  /**
   * @param {string} place
   * @param {Writing} writing
   * @returns {Promise<import("../types.js").Returned>}
   */
  async returned(place, writing) {
    const there = await Promise.all(writing.files.map((manifest) => this.isThere(place, hex(manifest.file))));
    const files = writing.files.filter((_manifest, i) => there[i]);
    files.forEach((manifest) => this.files.uploaded.set(hex(manifest.file), manifest));
    const { people } = this.desk;
    await people.know(writing.to ?? []);
    const to = (writing.to ?? []).map((identity) => people.person(identity)).filter(({ trust, ended }) => trust !== "unproven" && !ended);
    return { ...writing, key: this.key, to, files: files.map(shown), gone: writing.files.length - files.length };
  }

  /**
   * The server removes a file after which nothing was written for a day.
   *
   * @param {string} conv
   * @param {string} file
   */
  async isThere(conv, file) {
    try {
      await this.desk.server.getBytes(`c/${conv}/files/${file}`, { from: 0, to: 0 });
      return true;
    } catch (error) {
      // Without an answer it stays: sending will tell.
      return isPassing(error) || codeOf(error) !== "not-found";
    }
  }
}
