/** Says how long ago something was, in the reader's language; the exact time stays at hand, and is what paper gets. */
import { onArrival } from "./part.js";

const language = document.documentElement.lang;
const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** After a week the date says more than a count of days; `data-day` is a shorter one where there is little room. */
const longest = 7 * 86_400;

/**
 * @param {number} seconds from now; negative is past
 * @returns {string | null} null when the exact time says more
 */
function inWords(seconds) {
  if (Math.abs(seconds) >= longest) return null;
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, "second");
}

/** @param {HTMLTimeElement} time */
function show(time) {
  const exact = (time.dataset["exact"] ??= time.textContent ?? "");
  const words = inWords((Date.parse(time.dateTime) - Date.now()) / 1000);
  const text = words ?? time.dataset["day"] ?? exact;
  if (time.textContent !== text) time.textContent = text;
  time.title = exact;
}

/** The time of a post is one of them, and does not say so twenty times a page. */
const relative = ".post-when time, time[data-relative]";

/** @param {ParentNode} root */
function showAll(root) {
  for (const time of root.querySelectorAll(relative)) show(/** @type {HTMLTimeElement} */ (time));
}

onArrival(showAll);
setInterval(() => document.hidden || showAll(document), 60_000);

addEventListener("beforeprint", () => {
  for (const time of document.querySelectorAll("time[data-exact]")) {
    time.textContent = /** @type {HTMLTimeElement} */ (time).dataset["exact"] ?? "";
  }
});
addEventListener("afterprint", () => showAll(document));
