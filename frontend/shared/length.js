/** A text that is too long to be taken is not sent: it stays where it was typed, and the field says why. */
import { word } from "./words.js";

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement)) return;
  const longest = Number(field.dataset["longest"] || Infinity);
  // The server counts characters, of which some are two signs here.
  const over = field.value.length > longest && [...field.value].length > longest;
  field.setCustomValidity(over ? word("too-long") : "");
});
