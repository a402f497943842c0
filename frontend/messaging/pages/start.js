/** A new conversation: who, about what, how long it is kept, and the first message. */
import { fill, listed, sentence, set } from "./nodes.js";
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
  const people = picker(engine, /** @type {HTMLElement} */ (place.querySelector("[data-picker]")), sayReaders);

  /** @param {Person[]} chosen */
  function sayReaders(chosen) {
    const words = chosen.length ? fill(sentence("readers"), { people: listed(chosen.map(mention)) }) : sentence("readers-nobody-yet");
    set(place, { readers: Array.isArray(words) ? words : [document.createTextNode(words)] });
  }

  onSend(place.querySelector("form[data-start]"), async (fields) => {
    set(place, { nobody: people.ids().length ? null : sentence("choose-somebody") });
    if (!people.ids().length) return;
    const { conv } = await engine.startConversation({
      members: people.ids(),
      title: String(fields.get("title")).normalize("NFC"),
      retention: /** @type {0 | 30 | 90 | 365} */ (Number(fields.get("retention"))),
      body: String(fields.get("body")).normalize("NFC"),
      code: Number(fields.get("code")),
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
    const body = /** @type {HTMLTextAreaElement} */ (place.querySelector("[name=body]"));
    if (topic && !body.value) body.value = `${sentence("about-topic")} ${location.origin}/topics/${topic}/\n\n`;
  }

  sayReaders([]);
  return {
    open: () => {
      nameTopic();
      return chooseNamed();
    },
    close: () => {},
  };
}
