/** What happened in a conversation, line by line: messages, titles, who came and went, changed keys, and what did not pass. */
import { counted, fill, listed, paragraphs, part, sentence, set, slot, timeOf } from "./nodes.js";
import { filesOf } from "./files.js";
import { mention, personLine } from "./people.js";
import { explain } from "./problem.js";

/** @typedef {import("../types.js").Item} Item */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").Change} Change */
/** @typedef {import("../types.js").Person} Person */

const CODES = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];
const CODE_CLASSES = ["clear", "green", "amber", "amber-strict", "red"];

/**
 * Write the handling code CODE into the place for it in NODE, in its own colour.
 *
 * @param {HTMLElement} node
 * @param {number} code
 */
export function showCode(node, code) {
  const place = slot(node, "code");
  place.textContent = CODES[code] ?? "";
  place.className = `tlp tlp--${CODE_CLASSES[code]}`;
}

/**
 * What a line can be asked: to be answered, reported, sent again, taken back, and to give its files.
 *
 * @typedef {object} Acts
 * @property {(message: Message) => void} reply
 * @property {(message: Message) => void} report
 * @property {(message: Message) => Promise<void>} retry
 * @property {(message: Message) => Promise<void>} discard
 * @property {(message: Message, file: string, progress: (done: number, all: number) => void) => Promise<void>} download
 * @property {(hash: string) => Message | undefined} find
 */

/**
 * @param {Item} item
 * @param {Acts} acts
 * @returns {HTMLElement}
 */
export function lineOf(item, acts) {
  const node = item.type === "message" ? messageOf(item, acts) : set(part("happening"), happening(item));
  if (item.type === "change") {
    node.classList.toggle("happening--grave", item.broken.length > 0);
    node.classList.toggle("happening--new", !item.seen);
  }
  if (["missing", "refused", "withheld"].includes(item.type)) node.classList.add("happening--grave");
  node.id = item.key;
  node.dataset["key"] = item.key;
  node.dataset["seq"] = String(item.seq ?? Infinity);
  return node;
}

/**
 * @param {Message} message
 * @param {Acts} acts
 */
function messageOf(message, acts) {
  const node = part("message");
  node.classList.toggle("sealed-message--own", message.own);
  const answered = message.replyTo ? acts.find(message.replyTo) : undefined;
  set(node, {
    sender: [personLine(message.sender)],
    time: [timeOf(message.time)],
    reply: message.replyTo ? (answered ? fill(sentence("in-reply-to"), { person: mention(answered.sender), words: excerpt(answered.body) }) : sentence("in-reply-to-earlier")) : null,
    body: paragraphs(message.body),
    files: message.files.length ? filesOf(message.files, (file, progress) => acts.download(message, file, progress)) : null,
    delivery: message.delivery === "received" ? null : sentence(`delivery-${message.delivery}`),
    refusal: message.refusal ? explain(message.refusal) : null,
  });
  showCode(node, message.code);
  slot(node, "delivery").dataset["delivery"] = message.delivery;
  offer(node, "reply", message.hash !== null, () => acts.reply(message));
  offer(node, "report", message.hash !== null && !message.own, () => acts.report(message));
  offer(node, "retry", message.delivery === "refused", () => void acts.retry(message));
  offer(node, "discard", message.delivery === "refused" || message.delivery === "waiting", () => void acts.discard(message));
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {boolean} offered
 * @param {() => void} act
 */
function offer(node, name, offered, act) {
  const button = /** @type {HTMLElement} */ (node.querySelector(`[data-act="${name}"]`));
  if (offered) button.addEventListener("click", act);
  else button.remove();
}

/** @param {string} body */
export function excerpt(body) {
  const line = body.trim().split("\n")[0] ?? "";
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/** @param {Exclude<Item, Message>} item */
function happening(item) {
  return { text: told(item), time: "time" in item ? [timeOf(item.time)] : null };
}

/** @param {Exclude<Item, Message>} item */
function told(item) {
  switch (item.type) {
    case "title":
      return fill(sentence("told-title"), { person: mention(item.sender), title: quoted(item.title) });
    case "left":
      return fill(sentence("told-left"), { person: mention(item.person) });
    case "missing":
      return fill(counted("told-missing", item.count), { person: mention(item.sender) });
    case "refused":
      return fill(sentence(item.sender ? "told-refused" : "told-refused-unknown"), { ...(item.sender ? { person: mention(item.sender) } : {}), why: explain(item.code) });
    case "change":
      return toldChange(item);
    default:
      return [document.createTextNode(sentence(`told-${item.type}`))];
  }
}

/** @param {Change} change one record may hold several changes: each is a sentence */
function toldChange(change) {
  const by = () => mention(change.by);
  const people = (/** @type {Person[]} */ some) => listed(some.map(mention));
  /** @type {Node[][]} */
  const said = [];
  if (change.reason === "begun") said.push(fill(sentence("told-begun"), { person: by(), people: people(change.added.filter(({ identity }) => identity !== change.by.identity)) }));
  else {
    const [past, now] = split(change.added, ({ identity }) => change.withHistory.includes(identity ?? ""));
    if (now.length) said.push(fill(sentence("told-added"), { person: by(), people: people(now) }));
    if (past.length) said.push(fill(sentence("told-added-with-history"), { person: by(), people: people(past) }));
    if (change.removed.length) said.push(fill(sentence("told-removed"), { person: by(), people: people(change.removed) }));
    const [broken, turned] = split(change.keys, ({ identity }) => change.broken.some((one) => one.identity === identity));
    if (turned.length) said.push(fill(sentence("told-keys"), { people: people(turned) }));
    if (broken.length) said.push(fill(sentence("told-keys-broken"), { people: people(broken) }));
    if (change.reason === "renewed") said.push(fill(sentence("told-renewed"), { person: by() }));
  }
  return said.flatMap((one, at) => (at ? [document.createTextNode(" "), ...one] : one));
}

/**
 * @param {Person[]} people
 * @param {(person: Person) => boolean} first
 * @returns {[Person[], Person[]]}
 */
function split(people, first) {
  return [people.filter(first), people.filter((person) => !first(person))];
}

/** @param {string} text */
function quoted(text) {
  const node = document.createElement("q");
  node.dir = "auto";
  node.textContent = text;
  return node;
}
