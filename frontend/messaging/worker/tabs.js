/** The tabs of one browser: one at a time does what must not be done twice, and each hears what the others did. */

/** @typedef {{ kind: "locked" | "opened" | "blob" | "unsent" | "conversation" | "log", conv?: string }} News */

export class Tabs {
  /** @param {{ locks?: LockManager, channel?: BroadcastChannel }} [with_] for tests outside a browser */
  constructor({ locks = navigator.locks, channel = new BroadcastChannel("messages") } = {}) {
    this.locks = locks;
    this.channel = channel;
  }

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
    this.channel.postMessage(news);
  }

  /** @param {(news: News) => void} hear */
  listen(hear) {
    this.channel.addEventListener("message", ({ data }) => hear(data));
  }
}
