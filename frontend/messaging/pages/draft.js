/** What is being written is kept, sealed, a moment after each key. Where it cannot be, the browser asks before it leaves (`shared/keep.js`). */
import { sentence, set } from "./nodes.js";
import { explain } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Begun} Begun */

const PAUSE = 300;

/**
 * @param {Engine} engine
 * @param {HTMLFormElement} form its `body`, or the field that is named, is a text of which the page knows that it is kept
 * @param {() => string} place asked each time
 * @param {{ read: () => Begun | null, named?: (key: string | null) => void, field?: string }} what `read` gives what stands there, null for nothing
 */
export function draft(engine, form, place, { read, named = () => {}, field = "body" }) {
  const body = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem(field));
  let timer = 0;
  let sending = false;
  /** What was kept last, or is on its way. */
  let last = "null";

  async function keep() {
    clearTimeout(timer);
    const now = read();
    const said = JSON.stringify(now);
    if (sending || said === last || form.closest("[data-room][hidden]")) return;
    last = said;
    try {
      const { kept, key } = await engine.keepDraft(/** @type {"new"} */ (place()), now);
      named(now && key);
      note(now, kept);
    } catch (error) {
      const { code } = /** @type {any} */ (error);
      if (!code) throw error;
      last = "";
      delete body.dataset["kept"];
      set(form, { kept: code === "locked" ? null : explain(code) });
    }
  }

  /**
   * @param {Begun | null} now
   * @param {boolean} kept
   */
  function note(now, kept) {
    if (kept) body.dataset["kept"] = now?.body ?? "";
    set(form, { kept: now ? sentence(kept ? "draft-kept" : "draft-not-kept") : null });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => void keep(), PAUSE);
  }
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("visibilitychange", () => document.hidden && void keep());
  addEventListener("beforeunload", () => void keep());

  return {
    keep,
    later,
    /** @param {Begun | null} now what came back stands there again */
    returned: (now) => {
      last = JSON.stringify(now);
      note(now, true);
      if (now) set(form, { kept: sentence("draft-back") });
    },
    /** @returns {boolean} whether everything that stands there is kept, so that it may be taken off the page */
    isKept: () => JSON.stringify(read()) === last,
    /**
     * Nothing is kept while ACT sends it; afterwards, what stands there then.
     *
     * @template T
     * @param {() => Promise<T>} act
     */
    sending: async (act) => {
      sending = true;
      try {
        return await act();
      } finally {
        sending = false;
        last = "";
        void keep();
      }
    },
    forget: () => {
      clearTimeout(timer);
      last = "null";
      delete body.dataset["kept"];
      set(form, { kept: null });
    },
  };
}
