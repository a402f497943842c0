/**
 * The browser's end of the socket: a bell, which says that something happened, never what. Each frame becomes an event of the
 * document (`live:post_added`, …) with the identifiers as its `detail`; what is new is fetched through the page's own door.
 */
import { say, word, write } from "../shared/words.js";
import "./topic.js";
import "./post.js";
import "./list.js";
import "./waiting.js";
import "./helped.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;
/** The server gives a sign of life every thirty seconds. */
const SILENCE = 75_000;
/** The server stops sending to a browser that never says that it has taken what came. */
const ANSWER_AFTER = 100;
/**
 * So long a page may be without a line before it says so. By the clock and not by failures: what stands between may refuse a
 * socket at once, or never answer.
 */
const PATIENCE = 5_000;
/** Codes after which nobody is let in again: the session is over, or the browser was not understood. */
const ENDED = 4401;
const REFUSED = 4403;

const address = document.body.dataset["live"];
/** Where this page stopped listening; the first comes with the page, so that nothing is missed in between. */
let cursor = document.body.dataset["liveCursor"] || null;
let failures = 0;
let taken = 0;
/** @type {WebSocket | null} */
let socket = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let doubt;
let saidSo = false;

/** @param {string} name of a sentence that stays; "" takes it away */
function show(name) {
  const line = document.querySelector("[data-live-state]");
  if (!(line instanceof HTMLElement)) return;
  const words = line.querySelector("span") ?? line;
  if (name) write(words, name);
  line.hidden = !name;
}

function connect() {
  clearTimeout(again);
  if (!address || socket) return;
  const target = new URL(address, location.href);
  target.protocol = target.protocol.replace("http", "ws");
  const line = (socket = new WebSocket(target));
  line.addEventListener("open", () => line.send(JSON.stringify({ cursor })));
  line.addEventListener("message", (event) => line === socket && hear(line, JSON.parse(event.data)));
  line.addEventListener("close", (event) => line === socket && lost(event.code));
  listenForSilence();
  beginToDoubt();
}

/**
 * @param {WebSocket} line
 * @param {{ kind: string, cursor: string, ids?: Record<string, string> }} frame
 */
function hear(line, frame) {
  cursor = frame.cursor;
  listenForSilence();
  taken += 1;
  if (frame.kind === "beat" || taken % ANSWER_AFTER === 0) line.send('{"ping":1}');
  if (frame.kind === "beat") return;
  if (frame.kind === "ready") ready();
  document.dispatchEvent(new CustomEvent(`live:${frame.kind}`, { detail: frame.ids ?? {} }));
}

function ready() {
  believe();
  if (saidSo) {
    show("");
    say(word("live-again"));
  }
  saidSo = false;
  failures = 0;
}

function beginToDoubt() {
  doubt ??= setTimeout(() => {
    saidSo = true;
    show("live-not");
  }, PATIENCE);
}

function believe() {
  clearTimeout(doubt);
  doubt = undefined;
}

/** @param {number} code */
function lost(code) {
  socket = null;
  clearTimeout(silence);
  if (code === ENDED || code === REFUSED) {
    believe();
    show(code === ENDED ? "live-ended" : "live-not");
    // What was opened in this browser is for nobody any more (frontend/messaging/engine.js).
    if (code === ENDED) document.dispatchEvent(new CustomEvent("live:ended"));
    return;
  }
  failures += 1;
  beginToDoubt();
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  // Not all at the same moment, when a server that everybody listened to comes back.
  again = setTimeout(connect, wait * (0.5 + Math.random()));
}

function listenForSilence() {
  clearTimeout(silence);
  silence = setTimeout(() => {
    const line = socket;
    lost(0);
    line?.close();
  }, SILENCE);
}

function leave() {
  const line = socket;
  socket = null;
  clearTimeout(again);
  clearTimeout(silence);
  believe();
  line?.close(1000);
}

if (address) {
  connect();
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && connect());
  addEventListener("online", connect);
}
