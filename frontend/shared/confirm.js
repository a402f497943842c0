/** Asks before a grave act, in a native dialog; without scripts the server asks on a page of its own. */

/** @type {WeakSet<HTMLFormElement>} */
const confirmed = new WeakSet();

/** @param {SubmitEvent} event */
function ask(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const question = form.dataset["confirm"];
  const pattern = /** @type {HTMLTemplateElement | null} */ (document.getElementById("confirm-dialog"));
  if (!question || !pattern || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  document.body.append(pattern.content.cloneNode(true));
  const dialog = /** @type {HTMLDialogElement} */ (document.body.lastElementChild);
  const text = dialog.querySelector("p");
  const yes = dialog.querySelector('[value="yes"]');
  if (text) text.textContent = question;
  if (yes) yes.textContent = button?.textContent?.trim() || question;
  if (button?.matches(".grave, .button--grave")) yes?.classList.replace("button--first", "button--grave");
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    confirmed.add(form);
    form.requestSubmit(button);
  });
  dialog.showModal();
}

document.addEventListener("submit", ask, { capture: true });

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element ? event.target.closest("[data-opens]") : null;
  const dialog = opener && document.getElementById(opener.getAttribute("data-opens") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});
