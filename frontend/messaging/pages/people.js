/** A person as these pages show one: function and State, authority, name, and whether the keys were compared. */
import { part, sentence, set, slot } from "./nodes.js";

/** @typedef {import("../types.js").Person} Person */

/**
 * @param {Person} person
 * @returns {string} function and State, as a sentence names somebody
 */
export function nameOf(person) {
  const name = `${person.function}${sentence("comma")}${person.state}`;
  return person.self ? `${name} ${sentence("this-is-you")}` : name;
}

/**
 * @param {Person} person
 * @returns {HTMLElement} function and State, to stand inside a sentence
 */
export function mention(person) {
  const node = document.createElement("b");
  // Isolated, and so is each part: words in other letters turn round neither the sentence nor what stands first in the name.
  node.dir = document.dir;
  node.append(isolated(person.function), sentence("comma"), isolated(person.state));
  if (person.self) node.append(` ${sentence("this-is-you")}`);
  return node;
}

/**
 * @param {Pick<Person, "function" | "authority" | "state" | "name">} person
 * @returns {HTMLElement} all that is said of somebody, to stand inside a sentence
 */
export function inFull(person) {
  const node = document.createElement("b");
  node.dir = document.dir;
  node.append(isolated(person.function), sentence("comma"), isolated(person.state), " · ", isolated(person.authority), " · ", isolated(person.name));
  return node;
}

/** @param {string} text */
function isolated(text) {
  const node = document.createElement("bdi");
  node.textContent = text;
  return node;
}

/**
 * @param {Person} person
 * @param {boolean} [withTrust] whether it says if the keys were compared
 * @returns {HTMLElement}
 */
export function personLine(person, withTrust = true) {
  const node = part("person");
  const link = /** @type {HTMLAnchorElement} */ (slot(node, "function"));
  link.href = person.url;
  set(node, {
    function: `${person.function}${sentence("comma")}${person.state}`,
    authority: person.authority,
    name: person.name,
    self: person.self ? sentence("this-is-you") : null,
  });
  if (withTrust && !person.self) node.append(" ", trustMark(person));
  node.classList.toggle("person--former", person.ended);
  return node;
}

/**
 * @param {Person} person
 * @returns {HTMLElement} a word, which leads to the numbers
 */
export function trustMark(person) {
  const node = part(person.identity === null ? "trust-none" : `trust-${person.trust}`);
  if (node instanceof HTMLAnchorElement && person.identity) node.href = addressOf("person", person.identity);
  return node;
}

/**
 * @param {"person" | "conversation"} what
 * @param {string} id
 * @returns {string}
 */
export function addressOf(what, id) {
  const pattern = /** @type {HTMLElement} */ (document.querySelector("[data-sealed]")).dataset[what] ?? "";
  return pattern.replace("0".repeat(32), id);
}
