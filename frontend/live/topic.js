/**
 * A topic that one reads while others write: new posts are announced and wait to be asked for. Only where the reader has come to the end
 * they are put below by themselves; the text one reads never moves.
 */
import { put } from "../shared/part.js";
import { fetchNodes } from "../shared/trusted.js";
import { counted, say, word, write } from "../shared/words.js";
import { announce, soon } from "./arrivals.js";

/** @typedef {CustomEvent<Record<string, string>>} Told */

/** @param {HTMLElement} root */
function follow(root) {
  const topic = root.dataset["liveTopic"];
  const line = /** @type {HTMLElement | null} */ (root.querySelector("[data-live-notice]"));
  const posts = root.querySelector("[data-live-posts]");
  if (!line || !posts) return;
  // Another page of the topic follows this one: what is new has its place there, not below.
  const isLast = !root.querySelector('a[rel="next"]');
  let seq = Number(root.dataset["seq"]);
  /** @type {Set<string>} */
  const waiting = new Set();

  /** @param {boolean} passive whether the browser asks by itself, which is no reading */
  async function next(passive) {
    const address = (root.dataset["since"] ?? "").replace(/\d+\/$/, `${seq}/`);
    const { response, nodes, said } = await fetchNodes(address, { headers: passive ? { "X-Passive": "1" } : {} });
    if (!response.ok || response.redirected || !nodes) throw new Error("no answer");
    return { nodes, said };
  }

  /** @param {boolean} passive */
  async function arrive(passive) {
    for (let more = true; more; ) {
      const { nodes, said } = await next(passive);
      more = Boolean(said["more"]) && Number(said["seq"]) > seq;
      seq = Math.max(seq, Number(said["seq"]) || seq);
      const arrived = [...nodes.querySelectorAll("article[id]")];
      for (const post of arrived) if (document.getElementById(post.id)) post.remove();
      const first = nodes.querySelector("article[id] .post-when a, article[id]");
      if (!isLast && first) {
        location.assign(/** @type {HTMLAnchorElement} */ (first).href);
        return;
      }
      if (nodes.querySelector("article") && posts) put(posts, nodes, "append");
      waiting.clear();
    }
    show();
  }

  // What only the page loaded anew shows: a change waits behind new posts, and what was moved goes before them.
  let isChanged = false;
  let isMoved = false;

  function show() {
    if (!line) return;
    if (isMoved || (isChanged && !waiting.size)) announce(line, word("topic-changed"), () => location.reload());
    else announce(line, waiting.size ? counted("new-replies", waiting.size) : "", () => void ask());
  }

  async function ask() {
    const last = posts?.lastElementChild;
    const had = line?.contains(document.activeElement);
    try {
      await arrive(false);
    } catch {
      say(word("unreachable"));
      return;
    }
    // The button with the focus is gone: the reading goes on at the first new post.
    const next = /** @type {HTMLElement | null | undefined} */ (last?.nextElementSibling);
    if (!had || !next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  }

  /** Whether the end of the last post is in view: what comes below it moves nothing. */
  function isAtEnd() {
    const bottom = posts?.lastElementChild?.getBoundingClientRect().bottom ?? Infinity;
    return isLast && !document.hidden && bottom > 0 && bottom <= innerHeight;
  }

  /** Put the line that says how the topic stands in its place anew: a word of it changes, and nothing moves. */
  async function stand() {
    const place = document.querySelector("[data-live-standing]");
    if (!(place instanceof HTMLElement)) return;
    const { response, nodes } = await fetchNodes(place.dataset["liveStanding"] ?? "", { headers: { "X-Passive": "1" } });
    if (response.ok && !response.redirected && nodes?.querySelector("[data-live-standing]")) put(place, nodes, "replace");
  }

  const turn = soon(stand);

  const lookAfter = soon(async () => {
    if (waiting.size && isAtEnd()) await arrive(true);
  });

  const count = soon(async () => {
    const { nodes, said } = await next(true);
    for (const post of nodes.querySelectorAll("article[id]")) if (!document.getElementById(post.id)) waiting.add(post.id);
    if (said["more"]) waiting.add("more");
    show();
  });

  document.addEventListener("live:post_added", (event) => {
    const ids = /** @type {Told} */ (event).detail;
    if (ids["topic"] !== topic || Number(ids["seq"]) <= seq || document.getElementById(`post-${ids["post"]}`)) return;
    waiting.add(`post-${ids["post"]}`);
    show();
    lookAfter();
    // The line says that nobody has answered; later answers change nothing in it.
    if (document.querySelector("[data-live-unanswered]")) turn();
  });

  // What changed shortly before the page was loaded is told again: also to whoever changed it, and sees it already.
  const compare = soon(async () => {
    const { said } = await next(true);
    if (said["state"] === root.dataset["state"]) return;
    await stand();
    root.dataset["state"] = said["state"];
    isChanged = true;
    show();
  });

  document.addEventListener("live:topic_changed", (event) => {
    if (/** @type {Told} */ (event).detail["topic"] === topic) compare();
  });

  // What may no longer be read does not stay on the screen of whoever left the page open.
  // Posts have other numbers than those on the page: what comes after "the last" cannot be said any more.
  document.addEventListener("live:posts_moved", (event) => {
    if (/** @type {Told} */ (event).detail["topic"] !== topic) return;
    isMoved = true;
    show();
  });

  document.addEventListener("live:gone", (event) => {
    const ids = /** @type {Told} */ (event).detail;
    if (ids["topic"] === topic) {
      say(word("topic-gone"));
      const words = document.createElement("p");
      write(words, "topic-gone");
      document.querySelector("main")?.replaceChildren(words);
      return;
    }
    const post = ids["post"] && document.getElementById(`post-${ids["post"]}`);
    // The stub of a hidden post stands there already, with the reason: what was told before the page is told again.
    if (!post || post.classList.contains("post--hidden")) return;
    for (const part of post.querySelectorAll(".post-acts, .post-reply")) part.remove();
    const prose = post.querySelector(".prose");
    if (prose) write(prose, "post-gone");
    document.getElementById(`accepted-${ids["post"]}`)?.remove();
  });

  document.addEventListener("live:refetch", count);
}

for (const root of document.querySelectorAll("[data-live-topic]")) follow(/** @type {HTMLElement} */ (root));
