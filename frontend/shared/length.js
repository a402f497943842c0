/**
 * A text that is too long to be taken is not sent: it stays where it was typed, and the field says why. What is many times too long is not
 * let in at all: a browser that lays out a line of megabytes does nothing else for a minute, and the text is still where it was copied.
 */
import { say, spoken, word } from "./words.js";

// As much as a draft holds (writing/views/drafts.py), in texts of the longest length.
const MOST = 4;

/** @param {HTMLTextAreaElement} field */
function longestOf(field) {
  return Number(field.dataset["longest"] || Infinity);
}

/**
 * Why FIELD is not taken. On a weak line the sentence may not be here yet; two numbers stand for it then, as nothing at all would let the text go.
 *
 * @param {number} length
 * @param {HTMLTextAreaElement} field
 * @returns {string}
 */
function reason(length, field) {
  return word("too-long") || `${length} > ${longestOf(field)}`;
}

/** @param {HTMLTextAreaElement} field */
function judge(field) {
  const longest = longestOf(field);
  const length = field.value.length;
  // The server counts characters, of which some are two signs here; none is more, so that megabytes need not be counted.
  const over = length > 2 * longest || (length > longest && [...field.value].length > longest);
  field.setCustomValidity(over ? reason(length, field) : "");
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement)) return;
  judge(field);
  if (field.validity.customError) void spoken().then(() => judge(field));
});

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const coming = event.data?.length ?? event.dataTransfer?.getData("text/plain").length ?? 0;
  const length = coming + field.value.length;
  if (length <= MOST * longestOf(field) || !coming) return;
  event.preventDefault();
  say(reason(length, field));
});
