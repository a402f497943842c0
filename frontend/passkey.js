/** Passkeys: asks the browser for one and sends its answer. Its forms are hidden until the browser is known to have them. */
import { onArrival } from "./shared/part.js";

onArrival((root) => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (root.querySelectorAll("form[data-passkey]"))) {
    form.hidden = false;
    form.parentElement?.querySelector("[data-passkey-missing]")?.remove();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void run(form);
    });
  }
});

/** @param {HTMLFormElement} form */
async function run(form) {
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  show(form, "");
  try {
    const options = await post(form.dataset["begin"] ?? "", new FormData(form));
    const credential = form.dataset["passkey"] === "register" ? await register(options) : await prove(options);
    const answer = new FormData(form);
    answer.set("credential", JSON.stringify(credential));
    leave(form, (await post(form.dataset["complete"] ?? "", answer)).next);
  } catch (error) {
    show(form, error instanceof Said ? error.message : (form.querySelector("template")?.content.textContent ?? ""));
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** A sentence of the server, in the reader's language. */
class Said extends Error {}

/**
 * @param {string} address
 * @param {FormData} fields
 * @returns {Promise<any>}
 */
async function post(address, fields) {
  const response = await fetch(address, {
    method: "POST",
    body: fields,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-Part": "1" },
  });
  const answer = await response.json();
  if (response.ok) return answer;
  // A refusal has a sentence; an ended session only a word, and the page that follows explains it.
  if (response.status === 401) location.reload();
  throw new Said(answer.text ?? answer.error);
}

/**
 * A text that waits goes along to the page that shows it; else to where the server says.
 *
 * @param {HTMLFormElement} form
 * @param {string} next
 */
function leave(form, next) {
  const carried = form.dataset["carried"];
  if (!carried) {
    location.assign(next);
    return;
  }
  form.action = carried;
  form.submit();
}

/** @param {any} options */
async function register(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map(described),
    },
  });
  const credential = /** @type {PublicKeyCredential} */ (made);
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  return {
    ...common(credential),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/** @param {any} options */
async function prove(options) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map(described),
    },
  });
  const credential = /** @type {PublicKeyCredential} */ (shown);
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    ...common(credential),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

/** @param {PublicKeyCredential} credential */
function common(credential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/** @param {any} descriptor */
function described(descriptor) {
  return { ...descriptor, id: bytes(descriptor.id) };
}

/**
 * @param {string} encoded base64url
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytes(encoded) {
  const signs = atob(encoded.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
}

/**
 * @param {ArrayBuffer} buffer
 * @returns {string} base64url
 */
function text(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (code) => String.fromCharCode(code)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence
 */
function show(form, sentence) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-passkey-error]"));
  const words = place?.querySelector("[data-passkey-words]");
  if (!place || !words) return;
  words.textContent = sentence;
  place.hidden = !sentence;
}
