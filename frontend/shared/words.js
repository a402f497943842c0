/** The few sentences that scripts say, in the reader's language: fetched once and kept by the browser, not carried by every page. */
import { fetchNodes } from "./trusted.js";

/** @type {DocumentFragment | null} */
let words = null;

async function fetchWords() {
  const address = document.documentElement.dataset["words"];
  if (!address) return;
  const { response, nodes } = await fetchNodes(address);
  if (response.ok) words = nodes;
}

/** Settled when the words are here or the first try for them has failed; after that they come with the next line. It never rejects. */
export const spoken = fetchWords().catch(() => addEventListener("online", () => void fetchWords().catch(() => {}), { once: true }));

/**
 * @param {string} name
 * @returns {string}
 */
export function word(name) {
  return words?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
}

/**
 * Write the sentence NAME into PLACE, where it stays. On a weak line the page may need it before the words have come.
 *
 * @param {Element} place
 * @param {string} name
 */
export function write(place, name) {
  place.textContent = word(name);
  if (!words) void spoken.then(() => (place.textContent = word(name)));
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
