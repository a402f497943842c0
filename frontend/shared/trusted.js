/** The one Trusted Types policy: it turns HTML that our own server sent into nodes, and nothing else may. */

const policy = window.trustedTypes?.createPolicy("counterpart", { createHTML: (html) => html });

/**
 * Ask our own server for HTML and return its nodes. Scripts in them never run: the parser makes them inert, and the policy of the page
 * refuses inline ones besides. The policy is not exported: nobody can pass it a string from elsewhere.
 *
 * @param {string} address
 * @param {RequestInit} [request]
 * @returns {Promise<{ response: Response, nodes: DocumentFragment | null }>} `nodes` is null when the answer is not ours or no HTML
 */
export async function fetchNodes(address, request = {}) {
  const target = new URL(address, location.href);
  if (target.origin !== location.origin) throw new TypeError("a part comes from our own origin only");
  const headers = new Headers(request.headers);
  headers.set("X-Part", "1");
  const response = await fetch(target, { ...request, headers, credentials: "same-origin", mode: "same-origin" });
  const html = response.headers.get("Content-Type")?.startsWith("text/html") ?? false;
  if (!html || new URL(response.url).origin !== location.origin) return { response, nodes: null };
  return { response, nodes: parse(await response.text()) };
}

/**
 * @param {string} html
 * @returns {DocumentFragment}
 */
function parse(html) {
  const trusted = /** @type {string} */ (policy ? policy.createHTML(html) : html);
  const page = new DOMParser().parseFromString(trusted, "text/html");
  const nodes = document.createDocumentFragment();
  nodes.append(...page.body.childNodes);
  return nodes;
}
