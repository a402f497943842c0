/** Asks before a grave act, in a native dialog; without scripts the server asks on a page of its own. */

/** @type {WeakSet<HTMLFormElement>} */
const confirmed = new WeakSet();

/**
 * The dialog is made here, so that no page carries one that it does not need: what it says stands at what is asked about.
 *
 * @param {string} question
 * @param {string} yes
 * @param {string} no
 * @param {boolean} isGrave
 */
function dialogOf(question, yes, no, isGrave) {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  const form = document.createElement("form");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", (text.id = "confirm-text"));
  text.textContent = question;
  form.method = "dialog";
  form.className = "form-buttons";
  form.append(button(yes, isGrave ? "grave" : "first", "yes"), button(no, "quiet", "no"));
  // On the harmless one.
  form.lastElementChild?.toggleAttribute("autofocus", true);
  dialog.append(text, form);
  return dialog;
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {string} value
 */
function button(label, kind, value) {
  const made = document.createElement("button");
  made.className = `button button--${kind}`;
  made.value = value;
  made.textContent = label;
  return made;
}

/** @param {SubmitEvent} event */
function ask(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const pressed = event.submitter;
  // Of a button that sends a form which others send too, or of the whole form.
  const asks = pressed?.dataset["confirm"] ? pressed : form;
  const question = asks.dataset["confirm"];
  if (!question || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const yes = pressed?.textContent?.trim() || question;
  const isGrave = pressed?.matches(".grave, .button--grave") ?? false;
  const dialog = dialogOf(question, yes, asks.dataset["cancel"] ?? "", isGrave);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    confirmed.add(form);
    form.requestSubmit(pressed);
  });
  dialog.showModal();
}

document.addEventListener("submit", ask, { capture: true });

document.addEventListener("click", (event) => {
  const opener = event.target instanceof Element ? event.target.closest("[data-opens]") : null;
  const dialog = opener && document.getElementById(opener.getAttribute("data-opens") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
});
