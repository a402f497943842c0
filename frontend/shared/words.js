/** The few sentences that scripts say, in the reader's language: fetched once and kept by the browser, not carried by every page. */
import { fetchNodes } from "./trusted.js";

/** @type {DocumentFragment | null} */
let words = null;

/** @type {Map<Element, string>} what waits for them, and which sentence */
const waiting = new Map();
/** @type {Promise<void> | null} one question at a time */
let asked = null;

async function fetchWords() {
  const address = document.documentElement.dataset["words"];
  if (!address) return;
  const { response, nodes } = await fetchNodes(address);
  if (!response.ok || !nodes) return;
  words = nodes;
  for (const [place, name] of waiting) place.textContent = word(name);
  waiting.clear();
}

/**
 * Ask for the words unless they are here, or are asked for already. Settled when they have come or could not be had, and then the next who
 * needs them asks again; it never rejects.
 *
 * @returns {Promise<void>}
 */
export function spoken() {
  if (words) return Promise.resolve();
  asked ??= fetchWords()
    .catch(() => {})
    .finally(() => (asked = null));
  return asked;
}

void spoken();
addEventListener("online", spoken);

/**
 * @param {string} name
 * @returns {string}
 */
export function word(name) {
  return words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
}

/**
 * Write the sentence NAME into PLACE, where it stays. On a weak line the page may need it before the words have come: then it is written
 * as soon as they do.
 *
 * @param {Element} place
 * @param {string} name
 */
export function write(place, name) {
  place.textContent = word(name);
  if (words) return;
  waiting.set(place, name);
  void spoken();
}

const rules = new Intl.PluralRules(document.documentElement.lang);

/**
 * Return the sentence NAME for NUMBER; there is one sample for each form that a number takes.
 *
 * @param {string} name
 * @param {number} number
 * @returns {string}
 */
export function counted(name, number) {
  for (const sample of words?.querySelectorAll(`[data-word="${name}"]`) ?? []) {
    const of = /** @type {HTMLElement} */ (sample).dataset["number"] ?? "";
    if (rules.select(Number(of)) === rules.select(number)) {
      return (sample.textContent ?? "").replace(of, number.toLocaleString(document.documentElement.lang));
    }
  }
  return "";
}

/**
 * Say a sentence in the polite live region; it goes away by itself and never takes the focus.
 *
 * @param {string | Node} sentence
 */
export function say(sentence) {
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.append(sentence);
  document.getElementById("toasts")?.append(toast);
  setTimeout(() => toast.remove(), 8000);
}
