/** The one Trusted Types policy for HTML: it turns what our own server sent into nodes, and nothing else may. */

const policy = window.trustedTypes?.createPolicy("counterpart", { createHTML: (html) => html });

/**
 * Ask our own server for HTML and return its nodes. Scripts in them never run: the parser makes them inert, and the policy of the page
 * refuses inline ones besides. The policy is not exported: nobody can pass it a string from elsewhere.
 *
 * @param {string} address
 * @param {RequestInit} [request]
 * @returns {Promise<{ response: Response, nodes: DocumentFragment | null, said: Record<string, any> }>} `nodes` is null when the answer is
 * not ours or holds no HTML; `said` is what an answer in JSON says beside its member `html`
 */
export async function fetchNodes(address, request = {}) {
  const target = new URL(address, location.href);
  if (target.origin !== location.origin) throw new TypeError("a part comes from our own origin only");
  const headers = new Headers(request.headers);
  headers.set("X-Part", "1");
  const response = await fetch(target, { ...request, headers, credentials: "same-origin", mode: "same-origin" });
  const type = response.headers.get("Content-Type") ?? "";
  if (new URL(response.url).origin !== location.origin) return { response, nodes: null, said: {} };
  if (type.startsWith("text/html")) return { response, nodes: parse(await response.text()), said: {} };
  if (!type.startsWith("application/json")) return { response, nodes: null, said: {} };
  const { html, ...said } = await response.json();
  return { response, nodes: typeof html === "string" ? parse(html) : null, said };
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
