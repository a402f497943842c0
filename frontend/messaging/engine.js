/**
 * The pages' door to sealed messages: every call goes to the Worker, which holds the keys; only what may be shown comes back.
 * `types.js` says what can be asked.
 */
import { startWorker } from "../shared/worker.js";

/** @typedef {import("./types.js").Engine} Engine */
/** @typedef {import("./types.js").Code} Code */

/** Something was not done; `code` says why (`types.js`), `detail` what belongs to it. */
export class EngineError extends Error {
  /**
   * @param {Code} code
   * @param {Record<string, any>} [detail]
   * @param {string} [words] the server's own sentence, in the reader's language
   */
  constructor(code, detail = {}, words = "") {
    super(words || code);
    this.name = "EngineError";
    this.code = code;
    this.detail = detail;
    this.words = words;
  }
}

const CALLS = /** @type {const} */ ([
  "state", "words", "recoverySheet", "passkeyInput", "finishSetup", "unlock", "lock", "people", "conversations", "startConversation",
  "openConversation", "older", "send", "retry", "discard", "addMembers", "removeMember", "leave", "setTitle", "attach", "download",
  "safetyNumber", "verify", "unverify", "acknowledge", "markRead", "search", "previewReport", "report", "evidence", "rotateKeys",
  "addPasskey", "newSheet", "newWords", "keepDraft", "draft", "dropDraft",
]);

/**
 * Start the Worker. One engine a page; the tabs of a browser agree among themselves.
 *
 * @param {{ worker: string, token: string, root?: string }} start the address of the Worker's script (same origin), the page's CSRF token, and
 * where the doors are
 * @returns {Engine}
 */
export function startEngine({ worker: address, token, root = "/messages/" }) {
  const worker = startWorker(address);
  /** @type {Map<number, { done: (value: any) => void, failed: (error: EngineError) => void }>} */
  const waiting = new Map();
  /** @type {Map<number, (...values: any[]) => void>} */
  const callbacks = new Map();
  let last = 0;

  worker.addEventListener("message", ({ data }) => {
    if ("callback" in data) return callbacks.get(data.callback)?.(...data.values);
    const asked = waiting.get(data.answer);
    waiting.delete(data.answer);
    if (data.error) asked?.failed(new EngineError(data.error.code, data.error.detail, data.error.words));
    else asked?.done(data.value);
  });
  worker.addEventListener("error", () => {
    for (const { failed } of waiting.values()) failed(new EngineError("unsupported", { missing: "worker" }));
    waiting.clear();
  });

  /**
   * @param {string} name
   * @param {any[]} values functions among them are called back while the call lasts
   * @returns {Promise<any>}
   */
  function call(name, values) {
    const number = ++last;
    /** @type {number[]} */
    const mine = [];
    const sent = values.map((value) => {
      if (typeof value !== "function") return value;
      callbacks.set(++last, value);
      mine.push(last);
      return { callback: last };
    });
    return new Promise((done, failed) => {
      waiting.set(number, { done, failed });
      worker.postMessage({ ask: number, name, values: sent });
    }).finally(() => mine.forEach((callback) => callbacks.delete(callback)));
  }

  /**
   * @param {string} name
   * @param {any[]} values
   * @param {(...values: any[]) => void} callback
   */
  function listen(name, values, callback) {
    const number = ++last;
    callbacks.set(number, callback);
    const begun = call(name, [...values, number]);
    const end = () => {
      callbacks.delete(number);
      void call("unwatch", [number]).catch(() => {});
    };
    return { begun, end };
  }

  void call("begin", [{ token, root }]).catch(() => {});
  document.addEventListener("live:messages", (event) => void call("ring", [/** @type {CustomEvent} */ (event).detail]).catch(() => {}));
  document.addEventListener("live:messages_keys", (event) => void call("ring", [{ .../** @type {CustomEvent} */ (event).detail, keys: true }]).catch(() => {}));
  document.addEventListener("live:gone", (event) => {
    const { conversation } = /** @type {CustomEvent} */ (event).detail;
    if (conversation) void call("ring", [{ conversation, gone: true }]).catch(() => {});
  });
  document.addEventListener("live:ready", () => void call("ring", [{}]).catch(() => {}));
  // The session has ended, perhaps elsewhere: the next request hears it, and locks.
  document.addEventListener("live:ended", () => void call("ring", [{}]).catch(() => {}));
  addEventListener("online", () => void call("ring", [{}]).catch(() => {}));

  const calls = Object.fromEntries(CALLS.map((name) => [name, (/** @type {any[]} */ ...values) => call(name, values)]));
  return /** @type {Engine} */ ({
    ...calls,
    listen: (/** @type {any} */ callback) => {
      const { begun, end } = listen("listen", [], callback);
      void begun.catch(() => {});
      return end;
    },
    watch: async (/** @type {any} */ conv, /** @type {any} */ callback) => {
      const { begun, end } = listen("watch", [conv], callback);
      await begun;
      return end;
    },
  });
}
