/**
 * Keeps what one types as a draft on the server, a moment after the last key. A save that another window has overtaken is shown with
 * both texts, and nothing more is saved until one of them is chosen.
 */
import { fetchNodes } from "../shared/trusted.js";
import { word } from "../shared/words.js";

const PAUSE = 2_000;

// Twenty-four hours and Latin digits, as the server writes every other time.
const language = document.documentElement.lang;
const tongue = language === "en" ? "en-GB" : `${language}-u-nu-latn`;
const clock = new Intl.DateTimeFormat(tongue, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

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
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function content() {
    const fields = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "draft", "once", "found", "confirmed"]) fields.delete(name);
    return JSON.stringify([...fields].filter(([, value]) => typeof value === "string"));
  }

  async function save() {
    const now = content();
    if (stopped || way || now === saved) return;
    way = new AbortController();
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const request = { method: "POST", body, signal: way.signal, headers: { "X-Passive": "1" } };
      const { response, nodes, said } = await fetchNodes(address, request);
      if (response.status === 409 && nodes) overtaken(nodes);
      else if (response.ok && "version" in said) done(now, said["version"]);
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
   */
  function done(what, number) {
    saved = what;
    /** @type {HTMLInputElement} */ (version).value = String(number);
    tell(number ? "draft-saved" : "");
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

  /** @param {string} name */
  function tell(name) {
    if (!line) return;
    const time = clock.format(new Date());
    line.textContent = name ? `${word(name)}${name === "draft-saved" ? ` ${time}` : ""}` : "";
  }

  function later() {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void save(), PAUSE);
  }

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

