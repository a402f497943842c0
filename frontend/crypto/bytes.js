/** Bytes in and out: joining, comparing, big-endian numbers, hexadecimal, base64 and strict text. */
import { require } from "./refused.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @type {(...parts: Bytes[]) => Bytes} */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Below zero, zero or above it, as sorting wants it. Nothing secret is compared in this folder.
 * @type {(a: Bytes, b: Bytes) => number}
 */
export function compare(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = /** @type {number} */ (a[i]) - /** @type {number} */ (b[i]);
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** @type {(a: Bytes, b: Bytes) => boolean} */
export function same(a, b) {
  return compare(a, b) === 0;
}

/** @param {Bytes} bytes */
export function allZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

/** @param {number} length */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** @returns {Bytes} 16 random bytes; all zero is no identifier */
export function randomId() {
  const id = random(16);
  return allZero(id) ? randomId() : id;
}

export const ZERO32 = new Uint8Array(32);

/** Writes numbers of `size` bytes. @type {(size: number) => (value: number) => Bytes} */
function number(size) {
  return (value) => {
    require(Number.isSafeInteger(value) && value >= 0 && value < 2 ** (8 * size), "malformed");
    const bytes = new Uint8Array(size);
    for (let rest = value, i = size - 1; i >= 0; i--) {
      bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return bytes;
  };
}

export const u8 = number(1);
export const u16 = number(2);
export const u32 = number(4);
export const u64 = number(8);

/** @param {Bytes} bytes */
export function vec(bytes) {
  return join(u32(bytes.length), bytes);
}

/** A list with its number in front. @type {(size: (length: number) => Bytes, items: Bytes[]) => Bytes} */
export function list(size, items) {
  return join(size(items.length), ...items);
}

/** @param {Bytes} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @type {(text: string) => Bytes} */
export function unhex(text) {
  require(text.length % 2 === 0 && /^[0-9a-f]*$/.test(text), "malformed");
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

/** @param {Bytes} bytes */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** Reads what RFC 4648 writes, with padding; another spelling of the same bytes is refused. @type {(text: string) => Bytes} */
export function unbase64(text) {
  require(text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text), "malformed");
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  require(base64(bytes) === text, "malformed");
  return bytes;
}

/** Text as it is sealed or signed: NFC, without U+0000 and without halves of a pair. @type {(text: string) => Bytes} */
export function utf8(text) {
  require(!text.includes("\0") && !/\p{Surrogate}/u.test(text), "malformed");
  return /** @type {Bytes} */ (encoder.encode(text.normalize("NFC")));
}

/** @type {(bytes: Bytes) => string} */
export function text(bytes) {
  let read = "";
  try {
    read = decoder.decode(bytes);
  } catch {
    require(false, "malformed");
  }
  require(!read.includes("\0") && read.normalize("NFC") === read, "malformed");
  return read;
}

/** @param {string} name */
export function label(name) {
  return /** @type {Bytes} */ (encoder.encode(`counterpart/v1/${name}\0`));
}
