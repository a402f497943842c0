/** Copies what a button names (`data-copy` = the id of an element, or empty for its own `value`) and says so. */
import { say, word } from "./words.js";

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  const source = document.getElementById(button.dataset["copy"] ?? "");
  const text = source?.textContent ?? button.getAttribute("value") ?? "";
  await navigator.clipboard.writeText(text.trim());
  say(word("copied"));
});
