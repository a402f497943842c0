/** My conversations, newest first, and the search in those that this browser has opened. */
import { excerpt } from "./flow.js";
import { counted, listed, part, sentence, set, slot, timeOf } from "./nodes.js";
import { addressOf, mention } from "./people.js";
import { explain, onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").ConversationLine} ConversationLine */
/** @typedef {import("../types.js").BegunLine} BegunLine */
/** @typedef {import("../types.js").Found} Found */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function list(engine, place) {
  const rows = slot(place, "rows");
  const more = slot(place, "more");
  const begun = slot(place, "begun");
  /** @type {string | null} */
  let before = null;
  /** Whether a message is among what has happened since the list was drawn. */
  let messages = false;

  async function first() {
    messages = false;
    slot(place, "news").hidden = true;
    const page = await engine.conversations();
    rows.replaceChildren(...page.lines.map(row));
    show(page.before);
    begun.hidden = page.begun.length === 0;
    slot(begun, "begun-rows").replaceChildren(...page.begun.map(begunRow));
    slot(place, "all").hidden = page.lines.length === 0;
    showEmpty();
  }

  function showEmpty() {
    slot(place, "empty").hidden = !(begun.hidden && slot(place, "all").hidden);
  }

  /** @param {string | null} cursor */
  function show(cursor) {
    before = cursor;
    more.hidden = cursor === null;
  }

  /** @param {BegunLine} line a conversation that was not begun: its text lies in this browser alone */
  function begunRow(line) {
    const node = part("begun-row");
    const link = /** @type {HTMLAnchorElement} */ (slot(node, "title"));
    // Written out: in a part that stands in no page yet, an address is no address.
    link.href = `${link.getAttribute("href")}#draft=${line.key}`;
    set(node, { title: line.title || sentence("begun-no-title"), text: excerpt(line.body), time: [timeOf(line.time)] });
    onPress(node, "drop", async () => {
      await engine.dropDraft(line.key);
      node.remove();
      begun.hidden = !slot(begun, "begun-rows").childElementCount;
      showEmpty();
    });
    return node;
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
    // What arrives changes the order: the list is drawn anew, not under somebody's finger.
    if (!unread || slot(place, "room").hidden) return;
    messages ||= unread.messages;
    set(place, { "news-label": sentence(messages ? "news-messages" : "news-other") });
    slot(place, "news").hidden = false;
  });
  onPress(place, "news", async () => {
    await first();
  });

  return {
    open: () => first(),
    close: () => {
      rows.replaceChildren();
      slot(begun, "begun-rows").replaceChildren();
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
    title: line.title === "" ? sentence("no-title") : (line.title ?? explain(line.code ?? "locked")),
    people: line.members.length ? listed(line.members.map(mention)) : sentence("alone"),
    time: [timeOf(line.lastTime)],
    retention: sentence(`retention-${line.retention}`),
    unsent: line.unsent ? counted("unsent", line.unsent) : null,
    draft: line.draft ? sentence("draft") : null,
    unread: line.unread ? counted("unread", line.unread) : null,
  });
}

/** @param {Found} found */
function hit(found) {
  const node = part("hit");
  const link = /** @type {HTMLAnchorElement} */ (slot(node, "title"));
  link.href = `${addressOf("conversation", found.conv)}#${found.hit.key}`;
  return set(node, {
    title: found.title || sentence("no-title"),
    text: found.hit.body,
    sender: [mention(found.hit.sender)],
    time: [timeOf(found.hit.time)],
  });
}
