/** The tabs of one browser: one at a time does what must not be done twice, and each hears what the others did. */

/** @typedef {{ kind: "locked" | "opened" | "blob" | "unsent" | "conversation" | "log", conv?: string }} News */

const PATIENCE = 1_000;

export class Tabs {
  locks = navigator.locks;
  /** Where there is none, each tab looks for itself: at its clock, and when the database of the opened key goes. */
  channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("messages") : null;

  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  async alone(name, act) {
    return /** @type {Promise<T>} */ (this.locks.request(`messages:${name}`, act));
  }

  /** @param {News} news */
  tell(news) {
    this.channel?.postMessage(news);
  }

  /** @param {(news: News) => void} hear */
  listen(hear) {
    this.channel?.addEventListener("message", ({ data }) => hear(data));
  }

  /**
   * Hold NAME for as long as this tab lives.
   *
   * @param {string} name
   * @returns {Promise<boolean>} false when another tab holds it, and did not let go within a moment (one that is being left does)
   */
  hold(name) {
    return new Promise((done) => {
      const kept = () => (done(true), new Promise(() => {}));
      this.locks.request(`messages:${name}`, { signal: AbortSignal.timeout(PATIENCE) }, kept).catch(() => done(false));
    });
  }
}
