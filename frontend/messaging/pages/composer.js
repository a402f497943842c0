/** Where one writes: who can read stands before the button, and why one cannot write where one cannot. */
import { draft } from "./draft.js";
import { attachments } from "./files.js";
import { excerpt } from "./flow.js";
import { fill, listed, sentence, set, slot } from "./nodes.js";
import { addressOf, mention } from "./people.js";
import { explain, onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Composer} Composer */
/** @typedef {import("../types.js").Message} Message */

/** Where one will not write again: what was being written can only be copied. */
const LASTING = new Set(["not-member", "epoch-refused"]);

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @param {string} conv
 */
export function composer(engine, place, conv) {
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form[data-compose]"));
  const body = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("body"));
  const code = /** @type {HTMLSelectElement} */ (form.elements.namedItem("code"));
  const files = attachments(form, (file, progress) => engine.attach(conv, file, progress), () => kept.later());
  const wall = slot(place, "wall");
  /** The hash of the message that is answered. @type {string | null} */
  let answered = null;
  /** @type {Composer | null} */
  let known = null;

  const kept = draft(engine, form, () => conv, { read: written });

  function written() {
    const sealed = files.sealed();
    return body.value || sealed.length ? { body: body.value, code: Number(code.value), replyTo: answered, files: sealed } : null;
  }

  /**
   * What was begun here and not sent, before what is being written.
   *
   * @param {(hash: string) => Message | undefined} find
   */
  async function bringBack(find) {
    const back = await engine.draft(conv);
    if (!back) return;
    // What was typed since, or a moment before it was locked, holds most of it already.
    if (!body.value.includes(back.body)) body.value = back.body.includes(body.value) ? back.body : `${back.body}\n\n${body.value}`;
    code.value = String(back.code);
    files.restore(back.files);
    if (back.replyTo) showReply(find(back.replyTo) ?? null, back.replyTo);
    kept.returned(written());
    showUnsent();
    if (back.gone) set(form, { unsealed: sentence("draft-files-gone") });
    kept.later();
  }

  /** @param {Message | null} message */
  function replyTo(message) {
    showReply(message);
    if (message) body.focus();
    kept.later();
  }

  /**
   * @param {Message | null} message
   * @param {string | null} [hash] of one that does not stand on the page
   */
  function showReply(message, hash = message?.hash ?? null) {
    answered = hash;
    slot(form, "reply-line").hidden = !hash;
    const earlier = hash ? sentence("in-reply-to-earlier") : null;
    set(form, { replying: message ? fill(sentence("replying"), { person: mention(message.sender), words: excerpt(message.body) }) : earlier });
  }
  onPress(form, "no-reply", async () => {
    replyTo(null);
    body.focus();
  });

  onSend(form, async (fields) => {
    const replied = answered;
    const attached = await files.ready();
    set(form, { unsealed: attached ? null : sentence("file-not-sealed") });
    if (!attached) return;
    const text = String(fields.get("body"));
    if (!text.trim() && !attached.length) return body.focus();
    await kept.sending(async () => {
      await engine.send(conv, {
        body: text.normalize("NFC"),
        replyTo: replied,
        code: /** @type {0 | 1 | 2 | 3 | 4} */ (Number(fields.get("code"))),
        files: attached,
      });
      // What was typed while it was sent stays.
      if (body.value === text) body.value = "";
      files.clear();
      if (answered === replied) showReply(null);
    });
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

  function showUnsent() {
    const left = known && LASTING.has(known.code ?? "") ? body.value : "";
    slot(wall, "unsent").hidden = !left;
    /** @type {HTMLTextAreaElement} */ (slot(wall, "unsent-text")).value = left;
  }

  /** @param {Composer} now */
  function follow(now) {
    known = now;
    showUnsent();
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
    keep: kept.keep,
    /** Nothing that others wrote stays on a locked page, and nothing that is kept; what could not be kept any more stays, out of sight. */
    close: () => {
      if (kept.isKept()) {
        body.value = "";
        files.takeOff();
        answered = null;
        kept.forget();
      }
      known = null;
      showUnsent();
      slot(form, "reply-line").hidden = true;
      set(form, { replying: null, readers: null });
      set(wall, { why: null });
    },
    /**
     * What is answered stands there again, and what was begun and not sent.
     *
     * @param {(hash: string) => Message | undefined} find
     */
    open: (find) => {
      if (answered) showReply(find(answered) ?? null, answered);
      void bringBack(find).catch(() => {});
    },
    /** @param {string} text what was not sent comes back, before what is being written */
    takeBack: (text) => {
      body.value = body.value ? `${text}\n\n${body.value}` : text;
      showUnsent();
      body.focus();
      kept.later();
    },
  };
}
