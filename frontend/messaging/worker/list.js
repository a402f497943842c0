/** The list of conversations. A title is shown only when the records up to it have been proven, here or earlier in this browser. */
import { hex } from "../../crypto/door.js";
import { plainName, titleOf } from "./flow.js";
import { NEW } from "./drafts.js";
import { Stop, codeOf, isPassing } from "./refusal.js";
import { idIn, listIn, numberIn } from "./server.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("../types.js").ConversationLine} Line */

/**
 * @param {Desk} desk
 * @param {{ load: (conv: string) => Promise<Conversation>, drafts: Awaited<ReturnType<import("./drafts.js").Drafts["all"]>> }} with_ `load` proves a
 * conversation, if it is not yet
 * @param {string | undefined} before
 * @returns {Promise<{ lines: Line[], begun: import("../types.js").BegunLine[], before: string | null }>}
 */
export async function linesOf(desk, { load, drafts }, before) {
  const said = await desk.server.get(`conversations${before ? `?before=${encodeURIComponent(before)}` : ""}`);
  const next = typeof said["before"] === "string" ? said["before"] : null;
  const given = listIn(said["conversations"]);
  const unsent = await desk.store.all("unsent", `${desk.open().id}/`);
  const lines = await Promise.all(given.map(async (one) => {
    const conv = idIn(one.conv);
    const waiting = unsent.filter(([name]) => name.split("/")[1] === conv).length;
    const numbers = { unread: numberIn(one.unread), lastTime: numberIn(one.last_time), unsent: waiting, draft: drafts.some(({ place }) => place === conv) };
    return { conv, ...numbers, ...(await proven(load, conv)) };
  }));
  const begun = before ? [] : drafts.filter(({ place }) => place === NEW).reverse();
  return { lines, begun: begun.map(({ key, title = "", body, time }) => ({ key, title: plainName(title), body, time })), before: next };
}

/**
 * @param {(conv: string) => Promise<Conversation>} load
 * @param {string} conv
 */
async function proven(load, conv) {
  try {
    const conversation = await load(conv);
    const { desk, newest, left } = conversation;
    const others = newest.record.members.map(({ id }) => hex(id)).filter((identity) => identity !== desk.open().id && !left.has(identity));
    const { title, code } = await titleOf(conversation);
    return { title, code, members: others.map((identity) => desk.people.person(identity)), retention: newest.record.retention };
  } catch (error) {
    // One conversation whose order is broken does not take the list away.
    if (isPassing(error) || (error instanceof Stop && error.code !== "order-broken")) throw error;
    return { title: null, code: codeOf(error), members: [], retention: 0 };
  }
}
