/** Whose keys are whose: entries proven by the log (section 4.4, 5), and what the member has decided about them. */
import { MOST_SHOWN, SEEN, VERIFIED, base64, hex, safetyNumber, same, unhex, verifyEntries } from "../../crypto/door.js";
import { pinOf, saveContent, withPin } from "./keys.js";
import { Refusal, Stop, codeOf, isPassing } from "./refusal.js";
import { bytesIn, idIn, listIn, numberIn } from "./server.js";

/** @typedef {import("../../crypto/entry.js").VerifiedEntry} VerifiedEntry */
/** @typedef {import("../types.js").Person} Person */
/** @typedef {import("../../crypto/blob.js").Shown} Shown */
/** @typedef {import("../types.js").Words} Words */
/** `also`: the same words in other languages. @typedef {Words & { url: string, also: Shown[] }} Who */
/** @typedef {{ identity: string, who: Who, ended: boolean, entries: VerifiedEntry[], places: number[], problem: string | null }} Counterpart */

const AT_ONCE = 50;
/** Of a word: three bytes each are what a blob takes. */
const MOST_SIGNS = 340;
const MOST_LANGUAGES = 16;
const NOBODY = { function: "", authority: "", state: "", name: "", url: "", also: [] };

export class People {
  /** @type {Map<string, Counterpart>} */
  known = new Map();

  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /**
   * @param {string} query
   * @returns {Promise<Person[]>}
   */
  async find(query) {
    const said = await this.desk.server.get(`people?q=${encodeURIComponent(query)}`);
    const found = listIn(said["people"]).map(({ identity, who }) => ({ identity: identity === null ? null : idIn(identity), who: whoIn(who) }));
    await this.know(found.flatMap(({ identity }) => identity ?? []));
    return found.map(({ identity, who }) =>
      identity ? this.person(identity) : { ...withoutAlso(who), identity: null, self: false, ended: false, trust: /** @type {const} */ ("new"), compared: null, translated: null });
  }

  /**
   * Have the proven keys of these people at hand.
   *
   * @param {string[]} identities
   * @param {{ anew?: boolean }} [how] anew: ask again, before something is sealed to them
   */
  async know(identities, { anew = false } = {}) {
    const wanted = [...new Set(identities)].filter((identity) => anew || !this.known.has(identity));
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const part = wanted.slice(from, from + AT_ONCE);
      const given = await this.given(part);
      for (const identity of part) this.known.set(identity, await this.prove(identity, given.get(identity)));
    }
  }

  /**
   * What the server says about people. Of whom it knows nothing, or may not tell, nothing is there; the others still are.
   *
   * @param {string[]} part
   * @returns {Promise<Map<string, Record<string, any>>>}
   */
  async given(part) {
    try {
      const said = await this.desk.server.get(`keys?of=${part.join(",")}`);
      return new Map(listIn(said["keys"]).map((one) => [idIn(one.identity), one]));
    } catch (error) {
      if (codeOf(error) !== "not-found") throw error;
      if (part.length <= 1) return new Map();
      const apart = await Promise.all(part.map((identity) => this.given([identity])));
      return new Map(apart.flatMap((one) => [...one]));
    }
  }

  /**
   * @param {string} identity
   * @param {Record<string, any> | undefined} given nothing: the server does not say anything about that identity
   * @returns {Promise<Counterpart>}
   */
  async prove(identity, given) {
    if (!given) return { identity, who: NOBODY, ended: true, entries: [], places: [], problem: "key-not-in-log" };
    const [who, ended] = [whoIn(given["who"]), given["ended"] !== false];
    try {
      const list = listIn(given["entries"]).map(({ entry, index }) => ({ bytes: bytesIn(entry), index: numberIn(index) }));
      const entries = await verifyEntries(list.map(({ bytes }) => bytes));
      const places = list.map(({ index }) => index);
      await this.requireInLog(identity, entries, places);
      return { identity, who, ended, entries, places, problem: null };
    } catch (error) {
      if (error instanceof Stop || isPassing(error)) throw error;
      codeOf(error);
      return { identity, who, ended, entries: [], places: [], problem: "key-not-in-log" };
    }
  }

  /**
   * @param {string} identity
   * @param {VerifiedEntry[]} entries
   * @param {number[]} places
   */
  async requireInLog(identity, entries, places) {
    const { log } = this.desk;
    if (places.some((index) => index >= log.size)) await log.refresh();
    const leaves = await log.leavesOf(unhex(identity));
    const holds =
      entries.length > 0 &&
      leaves.length === entries.length &&
      entries.every((entry, i) => hex(entry.id) === identity && leaves[i]?.index === places[i] && same(entry.hash, /** @type {any} */ (leaves[i]).entry));
    if (!holds) throw new Refusal("key-not-in-log", { identity });
  }

  /**
   * @param {string} identity
   * @returns {Counterpart & { newest: VerifiedEntry, place: number }} the proven keys
   */
  proven(identity) {
    const one = this.known.get(identity);
    const [newest, place] = [one?.entries.at(-1), one?.places.at(-1)];
    if (!one || one.problem || !newest || place === undefined) throw new Refusal("key-not-in-log", { identity });
    return { ...one, newest, place };
  }

  /**
   * The proven key entry of one generation, and where it stands in the log.
   *
   * @param {string} identity
   * @param {number} gen
   * @returns {{ entry: VerifiedEntry, place: number } | null}
   */
  generation(identity, gen) {
    const one = this.known.get(identity);
    const [entry, place] = [one?.entries[gen], one?.places[gen]];
    return one && !one.problem && entry && place !== undefined ? { entry, place } : null;
  }

  /**
   * @param {string} identity
   * @returns {Person}
   */
  person(identity) {
    const one = this.known.get(identity);
    const self = this.desk.keys?.id === identity;
    const trust = self ? "verified" : this.trust(identity);
    const { compared, accepted } = self ? { compared: null, accepted: null } : this.remembered(identity);
    const said = withoutAlso(one?.who ?? NOBODY);
    // Under the mark stands what the member accepted, never a translation that he has not seen.
    const shown = accepted ? { ...said, ...named(accepted) } : said;
    return { ...shown, identity, self, ended: one?.ended ?? true, trust, compared, translated: accepted && named(wordsOf(said)) };
  }

  /**
   * What was shown when the keys of a verified person were compared, or accepted last, beside what the server says now: `accepted` where that is the
   * same in another language, `compared` where it is something else in each, neither where it is the same.
   *
   * @param {string} identity
   * @returns {{ accepted: Shown | null, compared: Words | null }}
   */
  remembered(identity) {
    const now = this.known.get(identity)?.who;
    const shown = (now && pinOf(this.desk.open().content, unhex(identity))?.shown) ?? [];
    const last = shown.at(-1);
    if (!now || !last || isAmong(shown, wordsOf(now))) return { accepted: null, compared: null };
    const accepted = shown.filter((words) => isAmong(now.also, words)).at(-1) ?? null;
    return { accepted, compared: accepted ? null : named(last) };
  }

  /**
   * @param {string} identity
   * @returns {Person["trust"]}
   */
  trust(identity) {
    const one = this.known.get(identity);
    const newest = one?.entries.at(-1);
    if (!one || one.problem || !newest) return "unproven";
    const pin = pinOf(this.desk.open().content, newest.id);
    if (!pin) return "new";
    if (same(pin.fingerprint, newest.fingerprint)) return pin.state !== VERIFIED ? "seen" : this.remembered(identity).compared ? "renamed" : "verified";
    return pin.state === VERIFIED ? "changed" : "seen";
  }

  /**
   * Note whose keys were met for the first time, or anew without having been verified; a verified person's other keys wait for a decision. And
   * who is shown for keys that were verified before that was kept with them.
   *
   * @param {string[]} identities
   */
  async noteSeen(identities) {
    const { content, id } = this.desk.open();
    const isNews = (/** @type {string} */ identity) => {
      const newest = this.known.get(identity)?.entries.at(-1);
      const pin = newest && pinOf(content, newest.id);
      return identity !== id && newest && (!pin || (same(pin.fingerprint, newest.fingerprint) ? isNameless(pin) : pin.state === SEEN));
    };
    const news = identities.filter(isNews).map((identity) => this.proven(identity));
    if (news.length === 0) return;
    await saveContent(this.desk, (before) => news.reduce((content, { newest, who }) => {
      const pin = pinOf(content, newest.id);
      if (pin?.state !== VERIFIED) return withPin(content, this.pin(newest, SEEN, []));
      return isNameless(pin) && same(pin.fingerprint, newest.fingerprint) ? withPin(content, { ...pin, shown: [wordsOf(who)] }) : content;
    }, before));
  }

  /**
   * The member has decided about the keys whose number was shown, and the name that stood beside it, and about no others: they may have changed since.
   *
   * @param {string} identity
   * @param {number} state
   * @param {string} digits of the number that was shown
   * @param {Words} shown
   * @returns {Promise<Person>}
   */
  async decide(identity, state, digits, shown) {
    if ((await this.number(identity)).digits !== digits) throw new Refusal("numbers-changed", { identity });
    const { newest, who } = this.proven(identity);
    const words = wordsOf(shown);
    if (!isAmong([wordsOf(who), ...who.also], words)) throw new Refusal("name-changed", { identity });
    await saveContent(this.desk, (content) => {
      const pin = pinOf(content, newest.id);
      const earlier = pin && same(pin.fingerprint, newest.fingerprint) ? pin.shown.filter((one) => !isAmong([words], one)) : [];
      return withPin(content, this.pin(newest, state, state === VERIFIED ? [...earlier, words].slice(-MOST_SHOWN) : []));
    });
    return this.person(identity);
  }

  /**
   * @param {VerifiedEntry} entry
   * @param {number} state
   * @param {Shown[]} shown
   */
  pin({ id, gen, fingerprint }, state, shown) {
    return { id, gen, fingerprint, state, time: this.desk.now(), shown };
  }

  /**
   * @param {string} identity
   * @returns {Promise<import("../types.js").SafetyNumber>}
   */
  async number(identity) {
    await this.know([idIn(identity)], { anew: true });
    const { groups, code } = await safetyNumber(this.desk.open().newest, this.proven(identity).newest);
    return { digits: groups.join(""), qr: code, person: this.person(identity) };
  }

  /**
   * What proves that keys are not in the log as they should be.
   *
   * @param {string} identity
   */
  evidence(identity) {
    const one = this.known.get(identity);
    return { identity, entries: one?.entries.map(({ bytes }) => base64(bytes)) ?? [], places: one?.places ?? [] };
  }
}

/** Verified before what was shown was kept. @param {import("../../crypto/blob.js").Pin} pin */
function isNameless({ state, shown }) {
  return state === VERIFIED && shown.length === 0;
}

/** What is remembered of somebody beside his keys. @param {Words} who @returns {Shown} */
function wordsOf({ function: role, authority, state, name }) {
  return [role, authority, state, name];
}

/** @param {Shown} shown @returns {Words} */
function named([role = "", authority = "", state = "", name = ""]) {
  return { function: role, authority, state, name };
}

/** @param {Who} who @returns {Omit<Who, "also">} */
function withoutAlso({ also: _also, ...who }) {
  return who;
}

/**
 * @param {Shown[]} shown
 * @param {Shown} words
 */
function isAmong(shown, words) {
  return shown.some((one) => words.every((word, i) => word === one[i]));
}

/**
 * @param {any} value
 * @returns {Who}
 */
function whoIn(value) {
  const { url: said, also } = value ?? {};
  const url = wordIn(said);
  // An address from elsewhere, or a script in place of one, is no profile. Browsers leave out tabs and ends of lines: they hide the second stroke.
  if (!/^(\/(?![\/\\])[^\s\p{Cc}]*|)$/u.test(url)) throw new Refusal("malformed");
  if (listIn(also).length > MOST_LANGUAGES) throw new Refusal("malformed");
  return { ...wordsIn(value), url, also: listIn(also).map((words) => wordsOf(wordsIn(words))) };
}

/**
 * @param {any} value
 * @returns {Words}
 */
function wordsIn(value) {
  return { function: wordIn(value?.function), authority: wordIn(value?.authority), state: wordIn(value?.state), name: wordIn(value?.name) };
}

/**
 * @param {unknown} said
 * @returns {string}
 */
function wordIn(said) {
  if (typeof said !== "string" || said.length > MOST_SIGNS) throw new Refusal("malformed");
  return said.normalize("NFC");
}
