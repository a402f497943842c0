/** The recovery key as it is printed and typed: fourteen groups of four signs, the last of them a check. */
import { join, label } from "./bytes.js";
import { sha256 } from "./hash.js";
import { require } from "./refused.js";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Five bits a sign; what is missing at the end is zero. `count`: of signs. @type {(bytes: Bytes, count: number) => string} */
function write(bytes, count) {
  let bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  bits = bits.padEnd(5 * count, "0");
  return Array.from({ length: count }, (_, i) => SIGNS[parseInt(bits.slice(5 * i, 5 * i + 5), 2)]).join("");
}

/** @param {Bytes} key */
async function checkOf(key) {
  return write((await sha256(join(label("recovery-check"), key))).subarray(0, 3), 4);
}

/** @type {(key: Bytes) => Promise<string[]>} */
export async function printRecovery(key) {
  const signs = write(key, 52) + (await checkOf(key));
  return /** @type {string[]} */ (signs.match(/.{4}/g));
}

/**
 * What was typed, in either case, with any spaces and strokes; the signs that look alike are read as Crockford says.
 * @type {(typed: string) => Promise<Bytes>}
 */
export async function readRecovery(typed) {
  const signs = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  require(signs.length === 56 && [...signs].every((sign) => SIGNS.includes(sign)), "malformed");
  const bits = Array.from(signs.slice(0, 52), (sign) => SIGNS.indexOf(sign).toString(2).padStart(5, "0")).join("");
  const key = Uint8Array.from({ length: 32 }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8), 2));
  require(bits.endsWith("0000") && signs.endsWith(await checkOf(key)), "recovery-check");
  return key;
}
