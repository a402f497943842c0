/** The Trusted Types policy that starts our own Worker. It makes no HTML, and the one that makes HTML starts no script. */

const policy = window.trustedTypes?.createPolicy("counterpart-worker", { createScriptURL: (address) => address });

/**
 * Start a Worker from a static file of our own. An address from elsewhere is refused: what lies there would run with our rights.
 *
 * @param {string} address
 * @returns {Worker}
 */
export function startWorker(address) {
  const target = new URL(address, location.href);
  if (target.origin !== location.origin || !target.pathname.includes("/static/")) throw new TypeError("a worker is a static file of our own");
  const trusted = /** @type {string} */ (policy ? policy.createScriptURL(target.href) : target.href);
  return new Worker(trusted, { type: "module", name: "messages" });
}
