/** Lengths that say little: a few steps, then Padmé, which adds at most an eighth. */
import { join } from "./bytes.js";
import { require } from "./refused.js";

const STEPS = [256, 1024, 4096, 16_384, 65_536];

/** @param {number} length less than 2^31 */
export function paddedLength(length) {
  const step = STEPS.find((most) => length <= most);
  if (step) return step;
  const exponent = 31 - Math.clz32(length);
  const unit = 2 ** (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(length / unit) * unit;
}

/** @param {Bytes} bytes */
export function pad(bytes) {
  return join(bytes, new Uint8Array(paddedLength(bytes.length) - bytes.length));
}

/**
 * What stands behind the text is zero, and exactly as much as belongs there.
 * The reader stands at the end of the text; `before` counts the bytes in front of what it holds.
 * @type {(reader: import("./reader.js").Reader, before?: number) => void}
 */
export function requirePadding(reader, before = 0) {
  const length = reader.at + before;
  reader.zeros();
  require(paddedLength(length) === reader.at + before, "padding");
}
