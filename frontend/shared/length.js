/**
 * A text that is too long to be taken is not sent: it stays where it was typed, and the field says why. What is many times too long is not
 * let in at all: a browser that lays out a line of megabytes does nothing else for a minute, and the text is still where it was copied.
 */
import { say, word } from "./words.js";

// As much as a draft holds (writing/views/drafts.py), in texts of the longest length.
const MOST = 4;

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const longest = Number(field.dataset["longest"] || Infinity);
  const length = field.value.length;
  // The server counts characters, of which some are two signs here; none is more, so that megabytes need not be counted.
  const over = length > 2 * longest || (length > longest && [...field.value].length > longest);
  field.setCustomValidity(over ? word("too-long") : "");
});

document.addEventListener("beforeinput", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const longest = Number(field.dataset["longest"] || Infinity);
  const coming = event.data?.length ?? event.dataTransfer?.getData("text/plain").length ?? 0;
  if (coming + field.value.length <= MOST * longest || !coming) return;
  event.preventDefault();
  say(word("too-long"));
});
