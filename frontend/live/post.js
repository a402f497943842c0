/** A post that its author has changed, or a coordinator hidden, is put in its place on open pages; what one reads does not move. */
import { put } from "../shared/part.js";
import { fetchNodes } from "../shared/trusted.js";
import { soon } from "./arrivals.js";

/** @typedef {CustomEvent<Record<string, string>>} Told */

/** @type {Set<string>} */
const changed = new Set();

/**
 * @param {HTMLElement} root
 * @param {string} id
 */
async function renew(root, id) {
  const article = document.getElementById(`post-${id}`);
  const seq = article?.dataset["seq"];
  if (!article || !seq) return;
  const flat = new URLSearchParams(location.search).get("view") === "flat" ? "?view=flat" : "";
  const topic = (root.dataset["since"] ?? "").replace(/since\/\d+\/$/, "");
  const { response, nodes } = await fetchNodes(`${topic}posts/${seq}/${flat}`, { headers: { "X-Passive": "1" } });
  if (response.status === 404) {
    article.remove();
    return;
  }
  if (!response.ok || !nodes) return;
  // Whoever is in the middle of it (a link has the focus) goes on undisturbed.
  if (article.contains(document.activeElement)) {
    article.addEventListener("focusout", () => put(article, nodes, "replace"), { once: true });
    return;
  }
  put(article, nodes, "replace");
}

/** @param {HTMLElement} root */
function follow(root) {
  const look = soon(async () => {
    const ids = [...changed];
    changed.clear();
    for (const id of ids) await renew(root, id);
  });

  /** @param {Event} event */
  function hear(event) {
    const post = /** @type {Told} */ (event).detail["post"];
    if (!post || !document.getElementById(`post-${post}`)) return;
    changed.add(post);
    look();
  }

  for (const kind of ["post_changed", "post_hidden", "post_shown", "post_erased", "post_code_changed", "gone"]) {
    document.addEventListener(`live:${kind}`, hear);
  }
}

for (const root of document.querySelectorAll("[data-live-topic]")) follow(/** @type {HTMLElement} */ (root));
