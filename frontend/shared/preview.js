/** Shows what a text will look like, as the server renders it, below the composer and without leaving the page. */
import { fetchPart, put, Refused } from "./part.js";
import { say, word } from "./words.js";

/** @param {SubmitEvent} event */
async function preview(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = event.submitter;
  const place = form.querySelector("[data-preview-place]");
  if (!form.matches("form[data-preview]") || !button?.matches("[data-preview-button]") || !place) return;
  event.preventDefault();
  const address = /** @type {HTMLButtonElement} */ (button).formAction;
  try {
    put(place, await fetchPart(address, { method: "POST", body: new FormData(form) }));
    place.removeAttribute("hidden");
    /** @type {HTMLElement} */ (place).focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
  } catch (error) {
    say(word(error instanceof Refused ? error.reason : "unreachable"));
  }
}

document.addEventListener("submit", preview);
