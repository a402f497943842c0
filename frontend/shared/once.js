/** A second click on the button of a form that is on its way goes nowhere; the server makes one thing of two besides. */

/** @type {WeakSet<HTMLFormElement>} */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== "post" || event.submitter?.matches("[data-preview-button]")) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  // Not `disabled`: that would leave the button's own name and value out of what is sent, and take the focus away.
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => event.defaultPrevented && release(form));
  setTimeout(() => release(form), 10_000);
});

/** @param {HTMLFormElement} form */
function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

// Back to a page that the browser kept: its forms can be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});
