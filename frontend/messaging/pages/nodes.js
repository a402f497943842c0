/** Makes what the pages show out of parts that the page brings in the reader's language. No string ever becomes HTML. */

const language = document.documentElement.lang;
const rules = new Intl.PluralRules(language);
const zone = /** @type {HTMLElement | null} */ (document.querySelector("[data-sealed]"))?.dataset["zone"] || undefined;
const tongue = language === "en" ? "en-GB" : `${language}-u-nu-latn`;
// The day and the clock side by side, as every other page writes them.
const day = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "short", year: "numeric", timeZone: zone });
const clock = new Intl.DateTimeFormat(tongue, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });

/**
 * Return a new copy of the part NAME of this page.
 *
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(name) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector(`template[data-part="${name}"]`));
  const first = template?.content.firstElementChild;
  if (!first) throw new Error(`the page has no part ${name}`);
  return /** @type {HTMLElement} */ (first.cloneNode(true));
}

/**
 * Return the place NAME inside ROOT, or ROOT itself.
 *
 * @param {Element | Document} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(root, name) {
  if (root instanceof HTMLElement && root.dataset["slot"] === name) return root;
  const found = root.querySelector(`[data-slot="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no place ${name}`);
  return found;
}

/**
 * Put texts and nodes into places of ROOT; nothing (null) hides the place.
 *
 * @template {Element | Document} T
 * @param {T} root
 * @param {Record<string, string | Node | Node[] | null>} values
 * @returns {T}
 */
export function set(root, values) {
  for (const [name, value] of Object.entries(values)) {
    const place = slot(root, name);
    place.hidden = value === null;
    place.replaceChildren(...(value === null ? [] : Array.isArray(value) ? value : [value]));
  }
  return root;
}

/**
 * @param {string} name
 * @returns {string} the sentence NAME in the reader's language; "" when there is none
 */
export function sentence(name) {
  return words()?.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
}

/**
 * Return the sentence NAME for NUMBER: the page carries one sample for each form that a number takes.
 *
 * @param {string} name
 * @param {number} number
 * @returns {string}
 */
export function counted(name, number) {
  for (const sample of words()?.querySelectorAll(`[data-word="${name}"]`) ?? []) {
    const of = /** @type {HTMLElement} */ (sample).dataset["number"] ?? "";
    if (rules.select(Number(of)) === rules.select(number)) return (sample.textContent ?? "").replace(of, number.toLocaleString(tongue));
  }
  return "";
}

function words() {
  return /** @type {HTMLTemplateElement | null} */ (document.getElementById("sealed-words"))?.content;
}

/**
 * Put nodes or texts where SENTENCE says `{name}`.
 *
 * @param {string} sentence
 * @param {Record<string, string | Node | Node[]>} values
 * @returns {Node[]}
 */
export function fill(sentence, values) {
  return sentence.split(/(\{\w+\})/).flatMap((piece) => {
    const value = /^\{\w+\}$/.test(piece) ? values[piece.slice(1, -1)] : piece;
    return [value ?? piece].flat().map((one) => (typeof one === "string" ? document.createTextNode(one) : one));
  });
}

/** The last time that a date can name; a server may sign any number. */
const LAST = 8.64e15;

/**
 * @param {number} said milliseconds since 1970
 * @returns {HTMLTimeElement} in the reader's zone
 */
export function timeOf(said) {
  const time = Math.min(said, LAST);
  const node = document.createElement("time");
  node.dateTime = new Date(time).toISOString();
  node.textContent = `${day.format(time)} ${clock.format(time)}`;
  return node;
}

/**
 * A list of nodes as the language writes lists: "a, b and c".
 *
 * @param {Node[]} nodes
 * @returns {Node[]}
 */
export function listed(nodes) {
  const places = nodes.map((_node, at) => String(at));
  return new Intl.ListFormat(tongue, { type: "conjunction" })
    .formatToParts(places)
    .map(({ type, value }) => (type === "element" ? /** @type {Node} */ (nodes[Number(value)]) : document.createTextNode(value)));
}

/** A topic or post of this very site; nothing else becomes a link. */
const OWN = new RegExp(`(${location.origin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/(?:topics|posts)/[\\w-]{22}/)`);

/**
 * What somebody wrote, as text: an empty line begins a paragraph. The address of a topic leads there, and does not tell it whence one comes;
 * any other stays text.
 *
 * @param {string} text
 * @returns {HTMLParagraphElement[]}
 */
export function paragraphs(text) {
  return text
    .split(/\n[^\S\n]*\n+/)
    .filter((piece) => piece.trim())
    .map((piece) => {
      const node = document.createElement("p");
      node.dir = "auto";
      node.append(...piece.split(OWN).map((part) => (OWN.test(part) ? linkTo(part) : document.createTextNode(part))));
      return node;
    });
}

/** @param {string} address of our own */
function linkTo(address) {
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noreferrer";
  link.textContent = address;
  return link;
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function sizeOf(bytes) {
  const [amount, unit] = bytes < 1e6 ? [Math.max(bytes / 1e3, 0.1), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(tongue, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
