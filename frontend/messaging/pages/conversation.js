/** One conversation: the lines, what arrives while one looks, and what stands beside it. What one reads never moves by itself. */
import { composer } from "./composer.js";
import { lineOf } from "./flow.js";
import { keep } from "./gate.js";
import { members } from "./members.js";
import { counted, fill, part, sentence, set, slot } from "./nodes.js";
import { addressOf, inFull } from "./people.js";
import { explain, onPress } from "./problem.js";
import { reporting } from "./reporting.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Head} Head */
/** @typedef {import("../types.js").Item} Item */
/** @typedef {import("../types.js").Message} Message */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function conversation(engine, place) {
  const conv = place.dataset["conv"] ?? "";
  const flow = slot(place, "flow");
  const line = slot(place, "arrivals");
  /** @type {Map<string, Item>} every line that is known, shown or waiting to be asked for */
  const items = new Map();
  /** @type {Set<string>} */
  let waiting = new Set();
  let stopWatching = () => {};
  let lastSeq = 0;

  const writing = composer(engine, place, conv);
  const beside = members(engine, place, conv);
  const report = reporting(engine, conv);

  /** @type {import("./flow.js").Acts} */
  const acts = {
    reply: (message) => writing.replyTo(message),
    report: (message) => report.open(message),
    retry: async (message) => void (await engine.retry(conv, message.key)),
    discard: async (message) => writing.takeBack((await engine.discard(conv, message.key)).body),
    download: async (message, file, progress) => {
      const { blob, name } = await engine.download(conv, message.hash, file, progress);
      keep(blob, name);
    },
    find: (hash) => /** @type {Message | undefined} */ ([...items.values()].find((item) => item.type === "message" && item.hash === hash)),
  };

  /** @param {string} key */
  const shown = (key) => /** @type {HTMLElement | null} */ (flow.querySelector(`[data-key="${CSS.escape(key)}"]`));

  /** @param {Item} item */
  function draw(item) {
    const node = lineOf(item, acts);
    const old = shown(item.key);
    if (old && old.dataset["seq"] === node.dataset["seq"]) return old.replaceWith(node);
    old?.remove();
    const seq = Number(node.dataset["seq"]);
    const next = [...flow.children].find((other) => Number(/** @type {HTMLElement} */ (other).dataset["seq"]) > seq);
    flow.insertBefore(node, next ?? null);
  }

  /** @param {Item[]} arrived */
  function take(arrived) {
    for (const item of arrived) {
      items.set(item.key, item);
      lastSeq = Math.max(lastSeq, item.seq ?? 0);
      if (shown(item.key) || isMine(item) || belowWindow()) draw(item);
      else waiting.add(item.key);
    }
    announce();
    markRead();
  }

  /** A line added below what is in view moves nothing. */
  function belowWindow() {
    return flow.getBoundingClientRect().bottom > innerHeight;
  }

  function announce() {
    line.hidden = waiting.size === 0;
    const messages = [...waiting].filter((key) => items.get(key)?.type === "message").length;
    if (waiting.size) set(line, { label: messages ? counted("arrivals", messages) : sentence("arrivals-other") });
  }

  onPress(place, "arrivals", async () => {
    const [first] = waiting;
    for (const key of waiting) draw(/** @type {Item} */ (items.get(key)));
    waiting = new Set();
    announce();
    markRead();
    if (first) shown(first)?.scrollIntoView({ block: "center" });
  });

  /** Read is what stands on the page while somebody looks at it. */
  function markRead() {
    const keys = [...waiting].map((key) => items.get(key)?.seq ?? Infinity);
    const until = Math.min(lastSeq, Math.min(...keys) - 1);
    if (!document.hidden && until > 0) void engine.markRead(conv, until).catch(() => {});
  }
  document.addEventListener("visibilitychange", markRead);

  /** @param {Head} head */
  function showHead(head) {
    set(document, { title: head.title || sentence("no-title"), retention: sentence(`kept-${head.retention}`) });
    slot(place, "older").hidden = !head.older;
    slot(place, "from-here").hidden = head.older || head.readableFrom <= 1;
    set(place, { stopped: head.stopped ? [set(part("problem"), { text: explain(head.stopped) })] : null });
    const renamed = head.members.filter(({ compared }) => compared).map(renamedNotice);
    set(place, { renamed: renamed.length ? renamed : null });
    writing.follow(head.composer);
    beside.follow(head);
  }

  onPress(place, "older", async () => {
    const { head, items: earlier } = await engine.older(conv);
    const anchor = flow.firstElementChild;
    const top = anchor?.getBoundingClientRect().top ?? 0;
    for (const item of earlier) {
      items.set(item.key, item);
      draw(item);
    }
    showHead(head);
    if (anchor) scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: "instant" });
  });

  async function open() {
    try {
      const { head, items: newest } = await engine.openConversation(conv);
      for (const item of newest) items.set(item.key, item);
      flow.replaceChildren(...newest.map((item) => lineOf(item, acts)));
      lastSeq = head.lastSeq;
      showHead(head);
      writing.open(acts.find);
      arrive(newest, head.unread);
      markRead();
      stopWatching = await engine.watch(conv, (happening) => {
        if (happening.head) showHead(happening.head);
        for (const key of happening.gone ?? []) forget(key);
        if (happening.items) take(happening.items);
        if (happening.stopped) set(place, { stopped: [set(part("problem"), { text: explain(happening.stopped) })] });
      });
    } catch (error) {
      const code = /** @type {any} */ (error).code;
      if (!code) throw error;
      set(place, { stopped: [set(part("problem"), { text: explain(code) })] });
    }
  }

  /** @param {string} key */
  function forget(key) {
    items.delete(key);
    waiting.delete(key);
    shown(key)?.remove();
    announce();
  }

  /**
   * Begin where the reader left off: at what the address names, at the first unread line, or at the end.
   *
   * @param {Item[]} newest
   * @param {number} unread
   */
  function arrive(newest, unread) {
    const others = newest.filter((item) => item.type === "message" && !item.own);
    const first = unread ? others[others.length - unread] : undefined;
    // The names of lines are plain signs: what else stands in the address names none.
    const named = location.hash ? shown(location.hash.slice(1)) : null;
    if (first) shown(first.key)?.before(part("first-unread"));
    const goal = named ?? flow.querySelector(".first-unread") ?? flow.lastElementChild;
    goal?.scrollIntoView({ block: named || first ? "center" : "end" });
  }

  function close() {
    stopWatching();
    items.clear();
    waiting = new Set();
    flow.replaceChildren();
    set(document, { title: sentence("no-title") });
    set(place, { renamed: null });
    beside.clear();
    writing.close();
    report.close();
    announce();
  }

  async function keepAll() {
    await writing.keep();
    await report.keep();
  }

  return { open, close, keep: keepAll };
}

/**
 * The keys are those that were compared, and the server shows them under another name: both stand there, before anybody writes.
 *
 * @param {import("../types.js").Person} person
 */
function renamedNotice(person) {
  const node = part("renamed");
  /** @type {HTMLAnchorElement} */ (slot(node, "look")).href = addressOf("person", person.identity ?? "");
  const text = fill(sentence("renamed"), { before: inFull(person.compared ?? person), now: inFull(person) });
  return set(node, { text });
}

/** @param {Item} item what I did myself appears at once: I asked for it */
function isMine(item) {
  if (item.type === "message") return item.own;
  if (item.type === "change") return item.by.self;
  if (item.type === "title") return item.sender.self;
  return item.type === "left" && item.person.self;
}
