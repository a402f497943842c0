/**
 * Keeps what one types as a draft on the server, a moment after the last key. A save that another window has overtaken is shown with
 * both texts, and nothing more is saved until one of them is chosen.
 */
import { fetchNodes } from "../shared/trusted.js";
import { word } from "../shared/words.js";

const PAUSE = 2_000;

// How long somebody who follows a link waits for what he typed to be saved; after that the browser asks whether to leave.
const PATIENCE = 5_000;
// No field of a draft holds more (writing/views/drafts.py): so many times what a post may hold.
const MOST = 4;

/** @param {HTMLFormElement} form */
function keep(form) {
  const address = form.dataset["draft"] ?? "";
  const version = form.elements.namedItem("draft");
  const line = form.querySelector("[data-saved]");
  if (!address || !(version instanceof HTMLInputElement)) return;
  let saved = content();
  let stopped = false;
  /** @type {AbortController | null} */
  let way = null;
  /** @type {Promise<void>} */
  let going = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Whether some field is beyond what a draft keeps: it would travel, and be refused, again and again. */
  function isBeyond() {
    return [...form.querySelectorAll("textarea")].some((field) => field.value.length > MOST * Number(field.dataset["longest"] || Infinity));
  }

  function content() {
    const fields = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "draft", "once", "found", "confirmed"]) fields.delete(name);
    return JSON.stringify([...fields].filter(([, value]) => typeof value === "string"));
  }

  async function save() {
    if (isBeyond()) {
      tell("too-long");
      return;
    }
    const now = content();
    if (stopped || way || now === saved) return;
    way = new AbortController();
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const request = { method: "POST", body, signal: way.signal, headers: { "X-Passive": "1" } };
      const { response, nodes, said } = await fetchNodes(address, request);
      if (response.status === 409 && nodes) overtaken(nodes);
      else if (response.ok && "version" in said) done(now, said["version"], said["at"]);
      else if (response.status === 401) tell("signed-out");
      else tell("draft-not-saved");
    } catch {
      if (!stopped) tell("draft-not-saved");
    } finally {
      way = null;
    }
    if (content() !== saved) later();
  }

  /**
   * @param {string} what
   * @param {number} number
   * @param {string} at the hour, in the member's own time zone
   */
  function done(what, number, at) {
    saved = what;
    /** @type {HTMLInputElement} */ (version).value = String(number);
    tell(number ? "draft-saved" : "", at);
    // The browser need not ask any more before it leaves: the text is on the server (frontend/shared/keep.js).
    const kept = Object.fromEntries(JSON.parse(what));
    for (const field of form.querySelectorAll("textarea")) field.dataset["kept"] = (kept[field.name] ?? "").replaceAll("\r\n", "\n");
  }

  /** @param {DocumentFragment} nodes */
  function overtaken(nodes) {
    stopped = true;
    const place = document.createElement("div");
    place.className = "draft-conflict";
    place.tabIndex = -1;
    place.setAttribute("role", "alert");
    place.append(nodes);
    form.after(place);
    tell("");
  }

  /**
   * @param {string} name
   * @param {string} [at]
   */
  function tell(name, at = "") {
    if (line) line.textContent = name ? `${word(name)} ${at}`.trim() : "";
  }

  function later() {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void (going = save()), PAUSE);
  }

  /** Save what was typed since, after what is on its way. */
  async function flush() {
    clearTimeout(timer);
    await going;
    clearTimeout(timer);
    going = save();
    await going;
  }

  // Who follows a link of the composer (whom to mention) comes back to it: what was typed a moment ago goes along.
  (form.closest("#reply") ?? form).addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(event instanceof MouseEvent) || !(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button) return;
    if (link.target || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (stopped || isBeyond() || content() === saved || link.href.split("#")[0] === location.href.split("#")[0]) return;
    event.preventDefault();
    const enough = new Promise((go) => setTimeout(go, PATIENCE));
    // Overtaken by another window, both texts are shown here first.
    void Promise.race([flush(), enough]).then(() => stopped || location.assign(link.href));
  });

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-preview-button]")) return;
    // What is sent takes the draft with it: a save on its way must not bring it back.
    stopped = true;
    clearTimeout(timer);
    way?.abort();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(/** @type {HTMLFormElement} */ (form));

