/** Comparing numbers with somebody by telephone: sixty digits and a square, the same on both screens when nobody stands between. */
import encodeQR from "qr";
import { fill, part, sentence, set, slot } from "./nodes.js";
import { inFull, mention, personLine, trustMark } from "./people.js";
import { onPress } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Person} Person */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function person(engine, place) {
  const identity = place.dataset["identity"] ?? "";
  /** What stands on the page: what is decided is decided about that. */
  let digits = "";
  /** @type {Person | null} */
  let shown = null;

  async function open() {
    const number = await engine.safetyNumber(identity);
    digits = number.digits;
    const groups = number.digits.match(/\d{5}/g) ?? [];
    slot(place, "digits").replaceChildren(...groups.map((group) => set(part("digits"), { group })));
    slot(place, "qr").replaceChildren(square(number.qr));
    show(number.person);
  }

  /** @param {Person} other */
  function show(other) {
    shown = other;
    const { compared, translated } = other;
    set(place, { translated: translated && fill(sentence("said-here"), { person: inFull(translated) }) });
    slot(place, "other-language").hidden = !translated || other.trust !== "verified";
    slot(place, "other-name").hidden = !compared;
    set(place, { before: compared && fill(sentence("compared-with"), { person: inFull(compared) }), now: compared && fill(sentence("said-now"), { person: inFull(other) }) });
    set(place, { person: [personLine(other, false)], trust: [trustMark(other)], how: fill(sentence("compare-how"), { person: mention(other) }) });
    offer(other.trust);
  }

  /**
   * Show what is for TRUST. Before anybody is shown, and after, nothing is: a press would decide nothing.
   *
   * @param {string} trust
   */
  function offer(trust) {
    for (const piece of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-when]"))) {
      piece.hidden = !piece.dataset["when"]?.split(" ").includes(trust);
    }
  }

  /** @param {(identity: string, digits: string, shown: Person) => Promise<Person>} act */
  async function decide(act) {
    if (!shown) return;
    try {
      show(await act(identity, digits, shown));
    } catch (error) {
      // Other keys by now, or another name: they take the place of what was looked at.
      if (["numbers-changed", "name-changed"].includes(/** @type {any} */ (error).code)) await open();
      throw error;
    }
  }
  onPress(place, "verify", () => decide(engine.verify));
  onPress(place, "accept", () => decide(engine.verify));
  onPress(place, "accept-here", () => decide((id, number, now) => engine.verify(id, number, now.translated ?? now)));
  onPress(place, "unverify", () => decide(engine.unverify));
  return {
    open,
    close: () => {
      shown = null;
      offer("");
      slot(place, "digits").replaceChildren();
      set(place, { before: null, now: null, translated: null });
    },
  };
}

/**
 * @param {string} text
 * @returns {SVGSVGElement} one square per dark module: cameras want it sharp
 */
function square(text) {
  const rows = encodeQR(text, "raw", { border: 2 });
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", sentence("qr"));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""));
  drawing.append(path);
  return drawing;
}
