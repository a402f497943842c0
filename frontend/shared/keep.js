/**
 * Text being typed is not lost: the browser asks before it leaves a page with text that was not sent.
 * Nothing is written to the disk of a shared computer; after the end of a session the server's sealed field carries the text.
 */

/** @param {Element} field */
function isKept(field) {
  return field.matches("textarea[data-keep], input[data-keep]");
}

/** @returns {(HTMLTextAreaElement | HTMLInputElement)[]} */
function unsent() {
  const fields = /** @type {NodeListOf<HTMLTextAreaElement | HTMLInputElement>} */ (document.querySelectorAll("textarea[data-keep], input[data-keep]"));
  // A text that was saved as a draft is not lost (frontend/writing/draft.js).
  return [...fields].filter((field) => field.value.trim() && field.value !== field.defaultValue && field.value !== field.dataset["kept"]);
}

let leaving = false;

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  leaving = [...form.elements].some(isKept);
  // A form that somebody else takes over (a preview, a dialog) does not leave.
  setTimeout(() => {
    if (event.defaultPrevented) leaving = false;
  });
});

addEventListener("beforeunload", (event) => {
  if (leaving || unsent().length === 0) return;
  event.preventDefault();
});

// Back from another page: whatever was said about leaving is over.
addEventListener("pageshow", () => {
  leaving = false;
});
