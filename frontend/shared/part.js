/** Fetches a part of a page and puts it in its place: the text one reads does not move, the focus stays where it is. */
import { fetchNodes } from "./trusted.js";

/** @type {((root: ParentNode) => void)[]} */
const enhancements = [];

/**
 * Register what is done to the page at its start and to each part that comes later.
 *
 * @param {(root: ParentNode) => void} enhance
 */
export function onArrival(enhance) {
  enhancements.push(enhance);
  enhance(document);
}

/**
 * @param {string} address
 * @param {RequestInit} [request]
 * @returns {Promise<DocumentFragment>}
 * @throws {Refused} when the answer is no part: signed out, refused, not there
 */
export async function fetchPart(address, request) {
  const { response, nodes } = await fetchNodes(address, request);
  // A sign-in page in place of a part means that the session has ended.
  if (response.status === 401 || response.redirected) throw new Refused("signed-out", nodes);
  if (!response.ok || !nodes) throw new Refused("refused", nodes);
  return nodes;
}

/** The server answered, but not with what was asked; `reason` is the name of a sentence in the page. */
export class Refused extends Error {
  /**
   * @param {"signed-out" | "refused"} reason
   * @param {DocumentFragment | null} nodes
   */
  constructor(reason, nodes) {
    super(reason);
    this.reason = reason;
    this.nodes = nodes;
  }
}

/**
 * Put NODES in PLACE. What the reader looks at keeps its height on the screen, and the element that has the focus keeps it.
 *
 * @param {Element} place
 * @param {DocumentFragment} nodes
 * @param {"fill" | "replace" | "append" | "prepend"} [how]
 */
export function put(place, nodes, how = "fill") {
  const anchor = firstInView(place);
  const before = anchor?.getBoundingClientRect().top ?? 0;
  const focused = document.activeElement?.id;
  const arrived = [...nodes.children];
  if (how === "fill") place.replaceChildren(nodes);
  else if (how === "replace") place.replaceWith(nodes);
  else place[how](nodes);
  if (anchor?.isConnected) {
    const shift = anchor.getBoundingClientRect().top - before;
    if (shift) scrollBy({ top: shift, behavior: "instant" });
  }
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  for (const element of arrived) for (const enhance of enhancements) enhance(element);
}

/**
 * The first thing in view that will still be there afterwards: what stands before or after PLACE, or a child that stays.
 *
 * @param {Element} place
 * @returns {Element | undefined}
 */
function firstInView(place) {
  const candidates = document.querySelectorAll("main h1, main h2, main article, main li, main p, main form");
  for (const element of candidates) {
    const { top, bottom } = element.getBoundingClientRect();
    if (top >= innerHeight) break;
    if (bottom > 0 && top >= 0 && !element.contains(place)) return element;
  }
  return undefined;
}
