/** Suggests whom one may mention: after @ and two letters, those who can read there, as the server finds them. */
import { fetchNodes } from "../shared/trusted.js";

const PAUSE = 250;
const LIST = "mention-list";
// The sign before @, @ itself, and what is typed of a name.
const LONGEST = 64;

/** @param {HTMLTextAreaElement} field */
function suggest(field) {
  const link = field.form?.querySelector("a[data-mention]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const address = link.href;
  const list = document.createElement("div");
  list.id = LIST;
  list.className = "mention-list";
  list.hidden = true;
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", LIST);
  let asked = 0;
  let chosen = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** What is being typed after an @ that begins a word, up to the caret. */
  function begun() {
    // The last signs are enough: what stands before them may be megabytes.
    const before = field.value.slice(Math.max(0, field.selectionStart - LONGEST), field.selectionStart);
    const match = /(?:^|[\s(])@([^\s@[\]()][^@\n[\]()]{1,60})$/u.exec(before);
    return match?.[1] && field.selectionStart === field.selectionEnd ? match[1] : "";
  }

  const options = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role=option]")]);

  function close() {
    list.hidden = true;
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const query = begun();
    const number = ++asked;
    if (!query) return close();
    try {
      const { response, nodes } = await fetchNodes(`${address}?q=${encodeURIComponent(query)}`, { headers: { "X-Passive": "1" } });
      if (number !== asked || !response.ok || !nodes) return;
      list.replaceChildren(nodes);
      chosen = -1;
      list.hidden = options().length === 0 || begun() !== query;
    } catch {
      close();
    }
  }

  /** @param {number} index */
  function choose(index) {
    const all = options();
    chosen = (index + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", all[chosen]?.id ?? "");
    all[chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement | undefined} option */
  function take(option) {
    const text = option?.dataset["text"];
    const query = begun();
    if (text && query) {
      const start = field.selectionStart - query.length - 1;
      field.setRangeText(`${text} `, start, field.selectionStart, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
    field.focus();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) take(options()[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => setTimeout(close, 200));
  list.addEventListener("mousedown", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (!(option instanceof HTMLElement)) return;
    event.preventDefault();
    take(option);
  });
}

const field = document.querySelector("form[data-draft] textarea[name=body]");
if (field instanceof HTMLTextAreaElement) suggest(field);
