/** The few sentences that scripts say; the page carries them in the reader's language. */

/**
 * @param {string} name
 * @returns {string}
 */
export function word(name) {
  const words = /** @type {HTMLTemplateElement | null} */ (document.getElementById("script-words"));
  return words?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
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
