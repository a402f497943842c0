/** Says at once who will read what is being written, when another handling code is chosen. */

/** @param {Event} event */
async function tell(event) {
  const select = event.target;
  if (!(select instanceof HTMLSelectElement) || select.name !== "code") return;
  const place = select.form?.querySelector(".composer-readers span");
  const sentence = written(select) ?? (await asked(select));
  // Somebody may have chosen again in the meantime.
  if (place && sentence) place.textContent = sentence;
}

/**
 * The sentence that the page brought along.
 *
 * @param {HTMLSelectElement} select
 */
function written(select) {
  const words = select.form?.querySelector("template[data-reaches]");
  if (!(words instanceof HTMLTemplateElement)) return undefined;
  const sentences = [...words.content.querySelectorAll("[data-code]")];
  const own = sentences.find((one) => one.getAttribute("data-code") === select.value);
  return (own ?? sentences.find((one) => one.getAttribute("data-code") === ""))?.textContent;
}

/**
 * The sentence as the server counts it now; none when it cannot be asked, or another code was chosen since.
 *
 * @param {HTMLSelectElement} select
 */
async function asked(select) {
  const code = select.value;
  if (!select.dataset.reach) return undefined;
  try {
    const response = await fetch(`${select.dataset.reach}?code=${encodeURIComponent(code)}`, { redirect: "error" });
    return response.ok && select.value === code ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

document.addEventListener("change", tell);
