/** Comparing numbers with somebody by telephone: sixty digits and a square, the same on both screens when nobody stands between. */
import encodeQR from "qr";
import { fill, part, sentence, set, slot } from "./nodes.js";
import { mention, personLine, trustMark } from "./people.js";
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
  /** The digits that stand on the page: what is decided is decided about these. */
  let digits = "";

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
    set(place, { person: [personLine(other, false)], trust: [trustMark(other)], how: fill(sentence("compare-how"), { person: mention(other) }) });
    for (const piece of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("[data-when]"))) {
      piece.hidden = !piece.dataset["when"]?.split(" ").includes(other.trust);
    }
  }

  /** @param {(identity: string, digits: string) => Promise<Person>} act */
  async function decide(act) {
    try {
      show(await act(identity, digits));
    } catch (error) {
      // Other keys by now: their number takes the place of the one that was compared.
      if (/** @type {any} */ (error).code === "numbers-changed") await open();
      throw error;
    }
  }
  onPress(place, "verify", () => decide(engine.verify));
  onPress(place, "unverify", () => decide(engine.unverify));
  return { open, close: () => slot(place, "digits").replaceChildren() };
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
