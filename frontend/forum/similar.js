/** Shows, while a title is typed, topics like it, solved ones first: perhaps the answer is there already. */
import { fetchPart, Refused } from "../shared/part.js";

const PAUSE = 400;
const SHORTEST = 8;

/** @type {number | undefined} */
let waiting;

/** @param {Event} event */
function typed(event) {
  const title = event.target;
  if (!(title instanceof HTMLInputElement) || title.name !== "title") return;
  const place = title.form?.querySelector("[data-similar]");
  if (!(place instanceof HTMLElement)) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => void show(title, place), PAUSE);
}

/**
 * @param {HTMLInputElement} title
 * @param {HTMLElement} place
 */
async function show(title, place) {
  const words = title.value.trim();
  const list = place.querySelector("[data-similar-list]");
  if (!list) return;
  if (words.length < SHORTEST) {
    place.hidden = true;
    return;
  }
  try {
    const nodes = await fetchPart(`${place.dataset.similar}?title=${encodeURIComponent(words)}`);
    // Somebody may have typed on in the meantime.
    if (title.value.trim() !== words) return;
    list.replaceChildren(nodes);
    place.hidden = !list.querySelector("li");
  } catch (error) {
    // It only helps: without an answer nothing is shown.
    if (!(error instanceof Refused || error instanceof TypeError)) throw error;
    place.hidden = true;
  }
}

document.addEventListener("input", typed);
