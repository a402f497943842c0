/** Beside a conversation: who is in it, adding and removing, the title, and leaving. */
import { part, sentence, set, slot } from "./nodes.js";
import { nameOf, personLine } from "./people.js";
import { picker } from "./picker.js";
import { onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Head} Head */
/** @typedef {import("../types.js").Person} Person */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @param {string} conv
 */
export function members(engine, place, conv) {
  const side = /** @type {HTMLElement} */ (document.querySelector("[data-beside]"));
  const list = slot(side, "members");
  const choosing = picker(engine, /** @type {HTMLElement} */ (side.querySelector("[data-picker]")));

  onSend(side.querySelector("form[data-add]"), async (fields, form) => {
    set(form, { nobody: choosing.ids().length ? null : sentence("choose-somebody") });
    if (!choosing.ids().length) return;
    await engine.addMembers(conv, { members: choosing.ids(), withHistory: fields.get("history") === "all" });
    choosing.clear();
    form.reset();
    /** @type {HTMLDetailsElement} */ (form.closest("details")).open = false;
  });
  onSend(side.querySelector("form[data-title]"), async (fields, form) => {
    await engine.setTitle(conv, String(fields.get("title")).normalize("NFC"));
    form.reset();
    /** @type {HTMLDetailsElement} */ (form.closest("details")).open = false;
  });
  onSend(side.querySelector("form[data-leave]"), async () => {
    await engine.leave(conv);
    location.assign("/messages/");
  });

  /**
   * @param {Person} person
   * @param {boolean} hasLeft
   */
  function row(person, hasLeft) {
    const gone = hasLeft ? sentence("member-left") : person.ended ? sentence("member-ended") : null;
    const node = set(part("member"), { person: [personLine(person)], gone: person.self ? null : gone });
    node.classList.toggle("member--gone", gone !== null);
    const details = slot(node, "removal");
    // Who left is left out by the next message, whoever writes it.
    if (person.self || hasLeft) details.remove();
    else {
      slot(node, "who").append(nameOf(person));
      onSend(node.querySelector("form"), async () => engine.removeMember(conv, person.identity ?? ""));
    }
    return node;
  }

  return {
    /** @param {Head} head */
    follow: (head) => {
      side.hidden = false;
      // A removal that is being decided stays open while something else changes.
      const open = list.querySelector("details[open], form[aria-busy]");
      const keys = head.members.map(({ identity, trust, ended }) => `${identity} ${trust} ${ended} ${head.left.includes(identity ?? "")}`).join();
      if (list.dataset["keys"] === keys || open) return;
      list.dataset["keys"] = keys;
      list.replaceChildren(...head.members.map((person) => row(person, head.left.includes(person.identity ?? ""))));
      choosing.without(head.members);
    },
    clear: () => {
      side.hidden = true;
      delete list.dataset["keys"];
      list.replaceChildren();
      choosing.clear();
    },
  };
}
