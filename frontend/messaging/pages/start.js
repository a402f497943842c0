/** A new conversation: who, about what, how long it is kept, and the first message. */
import { draft } from "./draft.js";
import { fill, listed, sentence, set, slot } from "./nodes.js";
import { addressOf, mention } from "./people.js";
import { picker } from "./picker.js";
import { onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Person} Person */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function start(engine, place) {
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form[data-start]"));
  const people = picker(engine, /** @type {HTMLElement} */ (place.querySelector("[data-picker]")), (chosen) => {
    sayReaders(chosen);
    kept.later();
  });
  const kept = draft(engine, form, () => "new", { read: written, named });

  /** What stands in the text before anybody wrote. */
  let prepared = "";

  /** @param {string} name */
  function field(name) {
    return /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ (form.elements.namedItem(name));
  }

  /** Nothing is written yet by choosing somebody, or by coming from a topic. */
  function written() {
    const [title, body] = [field("title").value, field("body").value];
    if (!title && (!body || body === prepared)) return null;
    return { title, body, retention: Number(field("retention").value), code: Number(field("code").value), to: people.ids() };
  }

  /**
   * The address names what is kept, behind the sign #: the same page again, or a link in the list, brings it back.
   *
   * @param {string | null} key
   */
  function named(key) {
    const hash = key ? `#draft=${key}` : "";
    if (hash !== location.hash && (key || location.hash.startsWith("#draft="))) history.replaceState(null, "", location.pathname + location.search + hash);
  }

  async function bringBack() {
    const key = /^#draft=([0-9a-f]{16})$/.exec(location.hash)?.[1];
    if (!key) return false;
    const back = await engine.draft("new", key);
    if (!back) {
      named(null);
      return false;
    }
    const { title = "", body, retention, code } = back;
    for (const [name, value] of Object.entries({ title, body, retention, code })) field(name).value = String(value);
    people.clear();
    back.to.forEach((person) => people.choose(person));
    kept.returned(written());
    return true;
  }

  /** @param {Person[]} chosen */
  function sayReaders(chosen) {
    const words = chosen.length ? fill(sentence("readers"), { people: listed(chosen.map(mention)) }) : sentence("readers-nobody-yet");
    set(place, { readers: Array.isArray(words) ? words : [document.createTextNode(words)] });
  }

  onSend(form, async (fields) => {
    set(place, { nobody: people.ids().length ? null : sentence("choose-somebody") });
    if (!people.ids().length) return;
    const arrived = slot(place, "before");
    arrived.hidden = true;
    const conv = await kept.sending(async () => {
      const begun = await engine.startConversation({
        members: people.ids(),
        title: String(fields.get("title")).normalize("NFC"),
        retention: /** @type {0 | 30 | 90 | 365} */ (Number(fields.get("retention"))),
        body: String(fields.get("body")).normalize("NFC"),
        code: Number(fields.get("code")),
      });
      empty();
      return begun.conv;
    }).catch((error) => {
      arrived.hidden = error.code !== "begun-before";
      if (!arrived.hidden) /** @type {HTMLAnchorElement} */ (slot(arrived, "before-link")).href = addressOf("conversation", error.detail.conv);
      throw error;
    });
    location.assign(addressOf("conversation", conv));
  });

  async function chooseNamed() {
    const { to = "", toName = "" } = place.dataset;
    if (!to || people.ids().length) return;
    const found = (await engine.people(toName)).find(({ url }) => url === to);
    if (found?.identity) people.choose(found);
    else set(place, { absent: sentence(found ? "named-has-no-keys" : "named-not-found") });
  }

  /** Whoever comes from a topic finds its address in the text: sealed with it, and told to nobody but those who open it. */
  function nameTopic() {
    const topic = /^#about=([\w-]{22})$/.exec(location.hash)?.[1];
    if (!topic || field("body").value) return;
    prepared = `${sentence("about-topic")} ${location.origin}/topics/${topic}/\n\n`;
    field("body").value = prepared;
    // Nobody wrote it: the browser need not ask for it.
    field("body").dataset["kept"] = prepared;
  }

  function empty() {
    form.reset();
    people.clear();
    kept.forget();
  }

  sayReaders([]);
  return {
    open: async () => {
      if (await bringBack()) return;
      nameTopic();
      await chooseNamed();
    },
    keep: kept.keep,
    /** What is kept goes off the page; what could not be kept any more stays, out of sight. */
    close: () => {
      if (kept.isKept()) empty();
    },
  };
}
