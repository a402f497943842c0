/** Where one writes: who can read stands before the button, and why one cannot write where one cannot. */
import { attachments } from "./files.js";
import { excerpt } from "./flow.js";
import { fill, listed, sentence, set, slot } from "./nodes.js";
import { addressOf, mention } from "./people.js";
import { explain, onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Composer} Composer */
/** @typedef {import("../types.js").Message} Message */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @param {string} conv
 */
export function composer(engine, place, conv) {
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form[data-compose]"));
  const body = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("body"));
  const files = attachments(form, (file, progress) => engine.attach(conv, file, progress));
  const wall = slot(place, "wall");
  /** @type {Message | null} */
  let answered = null;
  /** @type {Composer | null} */
  let known = null;

  /** @param {Message | null} message */
  function replyTo(message) {
    answered = message;
    slot(form, "reply-line").hidden = !message;
    if (!message) return;
    set(form, { replying: fill(sentence("replying"), { person: mention(message.sender), words: excerpt(message.body) }) });
    body.focus();
  }
  onPress(form, "no-reply", async () => {
    replyTo(null);
    body.focus();
  });

  onSend(form, async (fields) => {
    const attached = await files.ready();
    set(form, { said: attached ? null : sentence("file-not-sealed") });
    if (!attached) return;
    const text = String(fields.get("body"));
    if (!text.trim() && !attached.length) return body.focus();
    await engine.send(conv, {
      body: text.normalize("NFC"),
      replyTo: answered?.hash ?? null,
      code: /** @type {0 | 1 | 2 | 3 | 4} */ (Number(fields.get("code"))),
      files: attached,
    });
    // What was typed while it was sent stays.
    if (body.value === text) body.value = "";
    files.clear();
    replyTo(null);
    body.focus();
  });
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  onPress(place, "acknowledge", async () => {
    const last = known?.changes.at(-1);
    if (last) follow((await engine.acknowledge(conv, last)).composer);
    body.focus();
  });

  /** @param {Composer} now */
  function follow(now) {
    known = now;
    form.hidden = !now.allowed;
    wall.hidden = now.allowed;
    const people = now.people.filter(({ self }) => !self);
    const readers = people.length ? fill(sentence("readers"), { people: listed(people.map(mention)) }) : [document.createTextNode(sentence("readers-alone"))];
    set(form, { readers });
    if (now.allowed) return;
    const words = now.person ? sentence(`wall-${now.code}`) : "";
    set(wall, { why: words && now.person ? fill(words, { person: mention(now.person) }) : explain(now.code ?? "locked") });
    /** @type {HTMLElement} */ (wall.querySelector('[data-act="acknowledge"]')).hidden = now.code !== "changes-unseen";
    const decide = /** @type {HTMLAnchorElement} */ (slot(wall, "decide"));
    decide.hidden = now.code !== "key-changed";
    if (now.person?.identity) decide.href = addressOf("person", now.person.identity);
  }

  return {
    follow,
    replyTo,
    /** @param {string} text what was not sent comes back, before what is being written */
    takeBack: (text) => {
      body.value = body.value ? `${text}\n\n${body.value}` : text;
      body.focus();
    },
  };
}
