/** The counts beside the notices and the messages: each changes in place, in every window of whoever has them, and says nothing aloud. */
import { fetchNodes } from "../shared/trusted.js";
import { soon } from "./arrivals.js";

/** @param {HTMLElement} badge */
function follow(badge) {
  const number = badge.querySelector("[data-count]");
  const refresh = soon(async () => {
    const { response, said } = await fetchNodes(badge.dataset["liveWaiting"] ?? "", { headers: { "X-Passive": "1" } });
    if (!response.ok || response.redirected || !number) return;
    const count = String(said["count"] ?? "");
    number.textContent = count;
    badge.hidden = !count;
  });
  document.addEventListener(`live:${badge.dataset["liveOn"]}`, refresh);
  document.addEventListener("live:gone", refresh);
  document.addEventListener("live:refetch", refresh);
}

for (const badge of document.querySelectorAll("[data-live-waiting]")) follow(/** @type {HTMLElement} */ (badge));
