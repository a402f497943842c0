/** Reads an object from its first byte to its last; what does not fit is `malformed` and never repaired. */
import { allZero, text } from "./bytes.js";
import { Refused, require } from "./refused.js";

export const SUITE = 0x0001;

export class Reader {
  u8 = () => this.number(1);
  u16 = () => this.number(2);
  u32 = () => this.number(4);
  u64 = () => this.number(8);
  hash = () => this.take(32);
  checkpoint = () => ({ size: this.u64(), root: this.hash() });
  rest = () => this.take(this.bytes.length - this.at);

  /** `limit` is the most that the object may be. @param {Bytes} bytes @param {number} [limit] */
  constructor(bytes, limit = Infinity) {
    require(bytes.length <= limit, "too-large");
    this.bytes = bytes;
    this.at = 0;
  }

  /** A copy, so that no key is handed on with what stands beside it. @type {(length: number) => Bytes} */
  take(length) {
    require(length <= this.bytes.length - this.at, "malformed");
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** @param {number} size */
  number(size) {
    const value = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    require(Number.isSafeInteger(value), "malformed");
    return value;
  }

  /** @param {number} most */
  u8upTo(most) {
    const value = this.u8();
    require(value <= most, "malformed");
    return value;
  }

  id() {
    const id = this.take(16);
    require(!allZero(id), "malformed");
    return id;
  }

  /** @param {number} most */
  vec(most) {
    const length = this.u32();
    require(length <= most, "malformed");
    return this.take(length);
  }

  /** @param {number} most bytes of UTF-8 */
  text(most) {
    return text(this.vec(most));
  }

  /** @template T @param {number} length @param {{least: number, most: number}} bounds @param {() => T} item */
  list(length, { least, most }, item) {
    require(length >= least && length <= most, "malformed");
    return Array.from({ length }, item);
  }

  /** @param {number} value */
  type(value) {
    require(this.u8() === value, "malformed");
  }

  /** What was read so far, as it was sent. */
  before() {
    return this.bytes.slice(0, this.at);
  }

  /** What is left is padding: zero bytes and nothing else. */
  zeros() {
    require(allZero(this.rest()), "padding");
  }

  end() {
    require(this.at === this.bytes.length, "malformed");
  }

  /** The end of an object that names its suite; another suite is told only of what reads well. @param {number} suite */
  endOf(suite) {
    this.end();
    if (suite !== SUITE) throw new Refused("unknown-suite");
  }
}
