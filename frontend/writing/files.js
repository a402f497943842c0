/**
 * Sends files as soon as they are chosen, in pieces, and goes on where it stopped when the connection was lost. Chosen again after a
 * reload, a file goes on where it was: the server knows it by its hash. Without scripts the same field goes along with the form.
 */
import { onArrival } from "../shared/part.js";
import { say, spoken, word } from "../shared/words.js";

const LONGEST_WAIT = 30_000;

/** @type {WeakMap<HTMLFormElement, Set<AbortController>>} */
const underway = new WeakMap();

class Refused extends Error {}

/** @param {ParentNode} root */
function enhance(root) {
  for (const field of root.querySelectorAll("fieldset[data-files]")) {
    const input = /** @type {HTMLInputElement | null} */ (field.querySelector("input[type=file]"));
    input?.addEventListener("change", () => {
      const files = [...(input.files ?? [])];
      // What is sent here does not go along with the form once more.
      input.value = "";
      for (const file of files) void send(/** @type {HTMLFieldSetElement} */ (field), file);
    });
  }
}

/**
 * @param {HTMLFieldSetElement} field
 * @param {File} file
 */
async function send(field, file) {
  const stop = new AbortController();
  const form = /** @type {HTMLFormElement} */ (field.form);
  const others = underway.get(form) ?? new Set();
  underway.set(form, others.add(stop));
  // What its buttons are called: on a weak line one may choose before the words have come.
  await spoken();
  const row = rowOf(field, file.name, stop);
  try {
    const digest = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const begun = await ask(field, row, stop, field.dataset["files"] ?? "", new URLSearchParams({ name: file.name, size: String(file.size), digest }));
    row.address = `${field.dataset["files"]}${begun.id}/`;
    let received = begun.received;
    row.progress(received, file.size);
    while (received < file.size) {
      const piece = file.slice(received, received + begun.piece);
      received = (await ask(field, row, stop, `${row.address}?offset=${received}`, piece)).received;
      row.progress(received, file.size);
    }
    row.tell(word("file-checking"));
    const kept = await ask(field, row, stop, `${row.address}finish/`, new URLSearchParams());
    row.done(kept.id, kept.name, word("file-ready"));
  } catch (error) {
    if (stop.signal.aborted) return;
    row.fail(error instanceof Refused ? error.message : word("file-failed"), () => {
      row.remove();
      void send(field, file);
    });
  } finally {
    others.delete(stop);
  }
}

/**
 * Ask until there is an answer: a lost connection is waited for, a refusal is not asked again.
 *
 * @param {HTMLFieldSetElement} field
 * @param {ReturnType<typeof rowOf>} row
 * @param {AbortController} stop
 * @param {string} address
 * @param {URLSearchParams | Blob} body
 * @returns {Promise<any>}
 */
async function ask(field, row, stop, address, body) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      const response = await fetch(address, { method: "POST", body, headers: headers(field, body), redirect: "error", signal: stop.signal });
      const said = await response.json().catch(() => ({}));
      // Another piece came first, or one was lost: the answer says where it goes on.
      if (response.ok || response.status === 409) return said;
      if (response.status < 500 || said.error) throw new Refused(said.error || word("file-failed"));
    } catch (error) {
      if (error instanceof Refused || stop.signal.aborted) throw error;
    }
    row.tell(word("file-cut"));
    await new Promise((go) => {
      setTimeout(go, wait);
      addEventListener("online", go, { once: true });
    });
  }
}

/**
 * @param {HTMLFieldSetElement} field
 * @param {URLSearchParams | Blob} body
 */
function headers(field, body) {
  const token = /** @type {HTMLInputElement | null} */ (field.form?.elements.namedItem("csrfmiddlewaretoken"))?.value ?? "";
  /** @type {Record<string, string>} */
  const given = { Accept: "application/json", "X-CSRFToken": token };
  if (body instanceof Blob) given["Content-Type"] = "application/octet-stream";
  return given;
}

/**
 * @param {HTMLFieldSetElement} field
 * @param {string} name
 * @param {AbortController} stop
 */
function rowOf(field, name, stop) {
  const line = document.createElement("li");
  line.className = "file-row";
  const title = document.createElement("bdi");
  title.textContent = name;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", name);
  const state = document.createElement("span");
  state.className = "quiet";
  state.setAttribute("role", "status");
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "act";
  remove.textContent = word("file-remove");
  remove.setAttribute("aria-label", `${word("file-remove")}: ${name}`);
  line.append(title, " ", bar, " ", state, " ", remove);
  field.querySelector("[data-files-list]")?.append(line);
  const row = {
    address: "",
    remove: () => line.remove(),
    /** @param {string} words */
    tell: (words) => {
      state.textContent = words;
    },
    /**
     * @param {number} received
     * @param {number} size
     */
    progress: (received, size) => {
      bar.max = size;
      bar.value = received;
      state.textContent = "";
    },
    /**
     * @param {string} id
     * @param {string} kept
     * @param {string} words
     */
    done: (id, kept, words) => {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "file";
      hidden.value = id;
      title.textContent = kept;
      state.textContent = words;
      bar.replaceWith(hidden);
      remove.before(...codeOf(field, id, kept), " ");
      changed(field);
    },
    /**
     * @param {string} words
     * @param {() => void} again
     */
    fail: (words, again) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "act";
      button.textContent = word("file-again");
      button.addEventListener("click", again);
      state.className = "field-error";
      state.textContent = words;
      bar.replaceWith(button);
    },
  };
  remove.addEventListener("click", () => {
    stop.abort();
    line.remove();
    changed(field);
    /** @type {HTMLElement | null} */ (field.querySelector("input[type=file]"))?.focus();
    if (row.address) void fetch(`${row.address}remove/`, { method: "POST", headers: headers(field, new URLSearchParams()) }).catch(() => {});
  });
  return row;
}

/**
 * The handling code of a file that has come: it begins as the code chosen for the files that are chosen.
 *
 * @param {HTMLFieldSetElement} field
 * @param {string} id
 * @param {string} name
 * @returns {HTMLElement[]}
 */
function codeOf(field, id, name) {
  const begun = /** @type {HTMLTemplateElement | null} */ (field.querySelector("template[data-file-code]"));
  const select = /** @type {HTMLSelectElement | null} */ (begun?.content.querySelector("select")?.cloneNode(true) ?? null);
  const chosen = /** @type {HTMLSelectElement | null} */ (field.querySelector("select[name=files_code]"))?.value;
  if (!select) return [];
  for (const option of select.options) {
    option.selected = option.value === (chosen ? `:${chosen}` : "");
    if (option.value) option.value = `${id}${option.value}`;
  }
  select.setAttribute("aria-label", `${select.getAttribute("aria-label")}: ${name}`);
  return [select];
}

/**
 * The draft keeps which files there are (frontend/writing/draft.js).
 *
 * @param {HTMLFieldSetElement} field
 */
function changed(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {ArrayBuffer} digest */
function hex(digest) {
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A post does not leave without the files that are still on their way.
document.addEventListener(
  "submit",
  (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const field = /** @type {HTMLFieldSetElement | null} */ (form.querySelector("fieldset[data-files]"));
    if (!field || !underway.get(form)?.size || event.submitter?.matches("[formnovalidate]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(word("file-wait"));
  },
  true,
);

onArrival(enhance);
