/** My conversations, newest first, and the search in those that this browser has opened. */
import { counted, listed, part, sentence, set, slot, timeOf } from "./nodes.js";
import { addressOf, mention } from "./people.js";
import { explain, onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").ConversationLine} ConversationLine */
/** @typedef {import("../types.js").Found} Found */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function list(engine, place) {
  const rows = slot(place, "rows");
  const more = slot(place, "more");
  /** @type {string | null} */
  let before = null;
  let waits = false;

  async function first() {
    const page = await engine.conversations();
    rows.replaceChildren(...page.lines.map(row));
    show(page.before);
    slot(place, "empty").hidden = page.lines.length > 0;
    slot(place, "all").hidden = page.lines.length === 0;
  }

  /** @param {string | null} cursor */
  function show(cursor) {
    before = cursor;
    more.hidden = cursor === null;
  }

  onPress(place, "more", async () => {
    const page = await engine.conversations({ before: before ?? "" });
    rows.append(...page.lines.map(row));
    show(page.before);
  });
  onSend(place.querySelector("form[data-search]"), async (fields) => {
    const found = await engine.search(String(fields.get("q")));
    set(place, { count: found.length ? counted("found", found.length) : sentence("found-nothing") });
    slot(place, "hits").replaceChildren(...found.map(hit));
  });
  engine.listen(({ unread }) => {
    // New messages change the order: the list is drawn anew, not under somebody's finger.
    if (!unread || waits || slot(place, "room").hidden) return;
    waits = true;
    slot(place, "news").hidden = false;
  });
  onPress(place, "news", async () => {
    waits = false;
    slot(place, "news").hidden = true;
    await first();
  });

  return {
    open: () => first(),
    close: () => {
      rows.replaceChildren();
      slot(place, "hits").replaceChildren();
      set(place, { count: null });
    },
  };
}

/** @param {ConversationLine} line */
function row(line) {
  const node = part("conversation-row");
  const link = /** @type {HTMLAnchorElement} */ (slot(node, "title"));
  link.href = addressOf("conversation", line.conv);
  node.classList.toggle("row--unread", line.unread > 0);
  return set(node, {
    title: line.title ?? explain(line.code ?? "locked"),
    people: line.members.length ? listed(line.members.map(mention)) : sentence("alone"),
    time: [timeOf(line.lastTime)],
    retention: sentence(`retention-${line.retention}`),
    unsent: line.unsent ? counted("unsent", line.unsent) : null,
    unread: line.unread ? counted("unread", line.unread) : null,
  });
}

/** @param {Found} found */
function hit(found) {
  const node = part("hit");
  const link = /** @type {HTMLAnchorElement} */ (slot(node, "title"));
  link.href = `${addressOf("conversation", found.conv)}#${found.hit.key}`;
  return set(node, {
    title: found.title ?? sentence("no-title"),
    text: found.hit.body,
    sender: [mention(found.hit.sender)],
    time: [timeOf(found.hit.time)],
  });
}
