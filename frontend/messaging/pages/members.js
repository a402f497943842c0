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

  /** What stands there of each, by identity. @type {Map<string, { said: string, node: HTMLElement }>} */
  let rows = new Map();

  /**
   * The row of PERSON: as it stands, unless something about him is different. A removal that is being decided stays open, and its
   * button where it is, whatever happens to others.
   *
   * @param {Person} person
   * @param {boolean} hasLeft
   */
  function rowOf(person, hasLeft) {
    const said = JSON.stringify([person, hasLeft]);
    const before = rows.get(person.identity ?? "");
    if (before?.said === said) return before;
    const node = row(person, hasLeft);
    const details = node.querySelector("details");
    if (details && before?.node.querySelector("details[open]")) details.open = true;
    return { said, node };
  }

  return {
    /** @param {Head} head */
    follow: (head) => {
      side.hidden = false;
      const next = new Map(head.members.map((person) => [person.identity ?? "", rowOf(person, head.left.includes(person.identity ?? ""))]));
      const nodes = [...next.values()].map(({ node }) => node);
      for (const { node } of rows.values()) if (!nodes.includes(node)) node.remove();
      // What stands in its place already is not moved: whoever stands on it by keyboard stays there.
      nodes.forEach((node, at) => list.children[at] === node || list.insertBefore(node, list.children[at] ?? null));
      rows = next;
      choosing.without(head.members);
    },
    clear: () => {
      side.hidden = true;
      rows = new Map();
      list.replaceChildren();
      choosing.clear();
    },
  };
}
