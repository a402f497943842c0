/** What stands before each page of sealed messages: cannot run here, not set up, locked, stopped; and then the page itself. */
import { part, sentence, set, slot } from "./nodes.js";
import { passkeyOutput, passkeysOffered } from "./passkey.js";
import { explain, onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").State} State */

/**
 * A page of this room. `open` when there is something to show, also again after locking; `close` takes everything secret off the page; `keep`
 * has what is being written kept before.
 *
 * @typedef {{ open: (state: State) => Promise<void> | void, close: () => void, keep?: () => Promise<void> }} Screen
 */

/**
 * Show SCREEN while messages are open, and else why they are not.
 *
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @param {Screen} screen
 * @param {"open" | "set-up"} [wanted] the state in which the page can be used
 */
export async function guard(engine, place, screen, wanted = "open") {
  const hall = /** @type {HTMLElement} */ (place.querySelector("[data-gate]"));
  const room = /** @type {HTMLElement} */ (place.querySelector("[data-room]"));
  let shown = "";

  /** @param {State} state */
  function follow(state) {
    // With leave to begin anew, set-up is open to whoever can open nothing else.
    const anew = wanted === "set-up" && state.status === "locked" && state.reset === "may";
    const name = state.status === wanted || anew ? "room" : wanted === "set-up" && state.status !== "unsupported" && state.status !== "stopped" ? "done" : state.status;
    note(place, state);
    if (name === shown) return;
    const before = shown;
    shown = name;
    room.hidden = name !== "room";
    hall.hidden = name === "room";
    if (before === "room") screen.close();
    if (name === "room") {
      // Who unlocked by keyboard stands where the button was; it goes, and the page begins at its heading.
      const isHere = hall.contains(document.activeElement);
      hall.replaceChildren();
      if (isHere) stand(place.querySelector("h1"));
      void enter(state);
    } else {
      hall.replaceChildren(panel(engine, name, state, follow));
      if (before) stand(hall.querySelector("input") ?? hall.querySelector("h2"));
    }
  }

  /** @param {HTMLElement | null} node */
  function stand(node) {
    if (node && !(node instanceof HTMLInputElement)) node.tabIndex = -1;
    node?.focus();
  }

  /** @param {State} state */
  async function enter(state) {
    try {
      await screen.open(state);
    } catch (error) {
      // Locked while it was being filled: the gate says so already. Anything else is said above the room.
      if (shown === "room") fail(error);
    }
  }

  /** @param {unknown} error */
  function fail(error) {
    const { code, detail } = /** @type {any} */ (error);
    if (!code) throw error;
    hall.hidden = false;
    hall.replaceChildren(set(part("gate-failed"), { reason: explain(code, detail) }));
  }

  engine.listen(({ state }) => state && follow(state));
  onPress(place, "lock", async () => {
    await screen.keep?.();
    follow(await engine.lock());
  });
  try {
    follow(await engine.state());
  } catch (error) {
    fail(error);
  }
}

/**
 * What a reader should know whatever the page shows: that this browser keeps nothing, that texts wait to be sent.
 *
 * @param {HTMLElement} place
 * @param {State} state
 */
function note(place, state) {
  const notes = place.querySelector("[data-notes]");
  const said = state.status === "open" && !state.kept ? [set(part("notice"), { text: sentence("code-storage-refused") })] : [];
  notes?.replaceChildren(...said);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-act="lock"]'))) button.hidden = state.status !== "open";
}

/**
 * @param {Engine} engine
 * @param {string} name
 * @param {State} state
 * @param {(state: State) => void} follow
 * @returns {HTMLElement}
 */
function panel(engine, name, state, follow) {
  const node = part(`gate-${name}`);
  if (name === "set-up") {
    const link = /** @type {HTMLAnchorElement} */ (slot(node, "link"));
    // What stands behind the sign # is for this browser alone: it goes along there, and is sent to nobody.
    link.href += `?next=${encodeURIComponent(location.pathname + location.search)}${location.hash}`;
  }
  if (name === "unsupported" || name === "stopped") set(node, { reason: explain(state.code ?? name) });
  if (name === "stopped") onPress(node, "evidence", async () => keep(await engine.evidence(), "evidence.json"));
  if (name === "locked") prepareUnlocking(engine, node, state, follow);
  return node;
}

/**
 * @param {Engine} engine
 * @param {HTMLElement} node
 * @param {State} state
 * @param {(state: State) => void} follow
 */
function prepareUnlocking(engine, node, state, follow) {
  onSend(node.querySelector("form[data-words]"), async (fields) => {
    follow(await engine.unlock({ words: String(fields.get("words")) }));
  });
  onSend(node.querySelector("form[data-recovery]"), async (fields) => {
    follow(await engine.unlock({ recovery: String(fields.get("recovery")) }));
  });
  slot(node, "passkey").hidden = !(state.passkey && passkeysOffered());
  onPress(node, "passkey", async () => {
    follow(await engine.unlock({ prf: await passkeyOutput(await engine.passkeyInput()) }));
  });
  slot(node, "known").hidden = state.known;
}

/**
 * Hand a file to the reader.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
