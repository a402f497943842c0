/** How many a post helped: the number changes in place while others say so. */
import { fetchNodes } from "../shared/trusted.js";

/** @typedef {CustomEvent<Record<string, string>>} Told */

document.addEventListener("live:post_helped", async (event) => {
  const post = /** @type {Told} */ (event).detail["post"] ?? "";
  const counts = document.querySelectorAll(`article[id$="-${CSS.escape(post)}"] [data-helped]`);
  const pattern = document.getElementById("helped")?.dataset["counts"];
  if (!post || !pattern || !counts.length) return;
  const { response, said } = await fetchNodes(pattern.replace("*", post), { headers: { "X-Passive": "1" } }).catch(() => ({ response: null, said: {} }));
  if (!response?.ok || response.redirected) return;
  for (const count of counts) count.textContent = String(said["count"] ?? "");
});
