/** A list of topics while others write: counts change in place, new topics are announced and wait to be asked for. */
import { fetchNodes } from "../shared/trusted.js";
import { counted, word } from "../shared/words.js";
import { announce, soon } from "./arrivals.js";

/** @typedef {CustomEvent<Record<string, string>>} Told */

/** @param {HTMLElement} list */
function follow(list) {
  const forum = list.dataset["liveForum"];
  const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-notice]"));
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {Set<string>} */
  const started = new Set();

  /**
   * @param {string | undefined} topic
   * @returns {HTMLElement | null}
   */
  function row(topic) {
    return topic ? (list.querySelector(`li a[href*="/${CSS.escape(topic)}/"]`)?.closest("li") ?? null) : null;
  }

  /**
   * @param {HTMLElement} place
   * @param {number} count
   */
  function mark(place, count) {
    place.classList.toggle("row--unread", count > 0);
    const end = place.querySelector(".row-end");
    if (!end) return;
    const number = document.createElement("span");
    number.className = "row-count";
    const unseen = document.createElement("span");
    unseen.className = "unseen";
    unseen.textContent = ` ${word("unread")}`;
    number.append(String(count), unseen);
    end.replaceChildren(...(count > 0 ? [number] : []));
  }

  const refresh = soon(async () => {
    const asked = [...changed];
    changed.clear();
    const address = `${list.dataset["counts"]}?topics=${asked.map(encodeURIComponent).join(",")}`;
    const { response, said } = await fetchNodes(address, { headers: { "X-Passive": "1" } });
    if (!response.ok) return;
    for (const topic of asked) {
      const place = row(topic);
      if (place) mark(place, Number(said["topics"]?.[topic] ?? 0));
    }
  });

  document.addEventListener("live:post_added", (event) => {
    const ids = /** @type {Told} */ (event).detail;
    if (ids["forum"] !== forum || !row(ids["topic"])) return;
    changed.add(ids["topic"] ?? "");
    refresh();
  });

  document.addEventListener("live:topic_added", (event) => {
    const ids = /** @type {Told} */ (event).detail;
    if (!line || !ids["topic"] || ids["forum"] !== forum || row(ids["topic"])) return;
    started.add(ids["topic"]);
    announce(line, counted("new-topics", started.size), () => location.reload());
  });

  document.addEventListener("live:gone", (event) => {
    row(/** @type {Told} */ (event).detail["topic"])?.remove();
  });

  document.addEventListener("live:refetch", () => {
    for (const link of list.querySelectorAll("li a[href]")) {
      const topic = link.getAttribute("href")?.match(/\/topics\/([\w-]{22})\//)?.[1];
      if (topic) changed.add(topic);
    }
    if (changed.size) refresh();
  });
}

for (const list of document.querySelectorAll("[data-live-forum]")) follow(/** @type {HTMLElement} */ (list));
