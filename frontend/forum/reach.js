/** Says at once who will read what is being written, when another handling code is chosen or somebody is named. */

const ASKED = ["code", "members", "authorities"];

/** @param {Event} event */
async function tell(event) {
  const field = event.target;
  if (!(field instanceof HTMLSelectElement || field instanceof HTMLInputElement) || !ASKED.includes(field.name)) return;
  const place = field.form?.querySelector(".composer-readers span");
  if (!field.form || !place) return;
  const chosen = choice(field.form);
  const sentence = await asked(field.form, chosen);
  // Somebody may have chosen again in the meantime.
  if (sentence && field.form.isConnected && String(choice(field.form)) === String(chosen)) place.textContent = sentence;
}

/**
 * What the form says of who will read.
 *
 * @param {HTMLFormElement} form
 */
function choice(form) {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (ASKED.includes(name) && typeof value === "string") chosen.append(name, value);
  return chosen;
}

/**
 * The sentence as the server counts it now; none when it cannot be asked.
 *
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} chosen
 */
async function asked(form, chosen) {
  const reply = form.querySelector("select[data-reach]");
  const anew = form.querySelector("template[data-reach-anew]");
  try {
    const response =
      reply instanceof HTMLSelectElement
        ? await fetch(`${reply.dataset["reach"]}?${chosen}`, { redirect: "error" })
        : anew instanceof HTMLTemplateElement
          ? await fetch(anew.dataset["reachAnew"] ?? "", { method: "POST", body: signed(form, chosen), redirect: "error" })
          : undefined;
    return response?.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {URLSearchParams} chosen
 */
function signed(form, chosen) {
  const token = form.elements.namedItem("csrfmiddlewaretoken");
  const body = new URLSearchParams(chosen);
  if (token instanceof HTMLInputElement) body.set("csrfmiddlewaretoken", token.value);
  return body;
}

document.addEventListener("change", tell);
