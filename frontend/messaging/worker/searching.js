/** Search in what this tab has opened; words go nowhere. */
import { titleOf, itemsFrom } from "./flow.js";

/** @typedef {import("./conversations.js").Conversations} Conversations */
/** @typedef {import("../types.js").Found} Found */

const MOST = 100;

/** Without case, accents and vowel signs. @param {string} text */
function folded(text) {
  return text.normalize("NFKD").replace(/[\p{Mn}\u0640]/gu, "").toLowerCase();
}

/**
 * @param {Conversations} conversations
 * @param {string} text all words must be there
 * @returns {Promise<Found[]>} newest first
 */
export async function find(conversations, text) {
  const words = folded(text).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return [];
  /** @type {Found[]} */
  const found = [];
  for (const conversation of conversations.open_.values()) {
    if (conversation.records.length === 0) continue;
    const { title } = await titleOf(conversation);
    for (const item of await itemsFrom(conversation, 1)) {
      if (item.type !== "message") continue;
      const inside = folded([item.body, ...item.files.map(({ name }) => name)].join("\n"));
      if (words.every((word) => inside.includes(word))) found.push({ hit: item, conv: conversation.conv, title });
    }
  }
  return found.sort((a, b) => b.hit.time - a.hit.time).slice(0, MOST);
}
