/** The key log: leaves, commitments, and the tree of RFC 6962 with its proofs. */
import { ZERO32, join, label, same, u8 } from "./bytes.js";
import { sha256 } from "./hash.js";
import { Reader } from "./reader.js";
import { require } from "./refused.js";

/** @typedef {{size: number, peaks: Bytes[]}} Range the roots of the full trees that stand side by side, largest first */

const TYPE = 0x02;
const KEY_ENTRY = 1;
export const LEAF = 66;
/** @type {Range} */
export const EMPTY = Object.freeze({ size: 0, peaks: [] });

/** @type {(salt: Bytes, id: Bytes) => Promise<Bytes>} */
export function commitmentOf(salt, id) {
  return sha256(join(label("log-commitment"), salt, id));
}

/** @type {(commitment: Bytes, entryHash: Bytes) => Bytes} */
export function makeLeaf(commitment, entryHash) {
  return join(u8(TYPE), u8(KEY_ENTRY), commitment, entryHash);
}

/** @param {Bytes} bytes */
export function readLeaf(bytes) {
  const reader = new Reader(bytes);
  reader.type(TYPE);
  reader.type(KEY_ENTRY);
  const leaf = { commitment: reader.hash(), entry: reader.hash() };
  reader.end();
  return leaf;
}

/** @param {Bytes} leaf */
export function leafHash(leaf) {
  return sha256(join(u8(0), leaf));
}

/** @type {(left: Bytes, right: Bytes) => Promise<Bytes>} */
function nodeHash(left, right) {
  return sha256(join(u8(1), left, right));
}

/** `hashes` are those of the leaves that follow. @type {(range: Range, hashes: Bytes[]) => Promise<Range>} */
export async function append(range, hashes) {
  const peaks = [...range.peaks];
  let { size } = range;
  for (const hash of hashes) {
    let top = hash;
    for (let full = size; full % 2 === 1; full = (full - 1) / 2) {
      top = await nodeHash(/** @type {Bytes} */ (peaks.pop()), top);
    }
    peaks.push(top);
    size += 1;
  }
  return { size, peaks };
}

/** @type {(range: Range) => Promise<Bytes>} */
export async function rootOf({ peaks }) {
  let top = peaks.at(-1) ?? (await sha256(new Uint8Array(0)));
  for (const peak of peaks.slice(0, -1).reverse()) top = await nodeHash(peak, top);
  return top;
}

/** @type {(claim: {leaf: Bytes, index: number, size: number, root: Bytes, proof: Bytes[]}) => Promise<void>} */
export async function verifyInclusion({ leaf, index, size, root, proof }) {
  require(index >= 0 && index < size, "log-proof");
  let [node, last, top] = [index, size - 1, leaf];
  for (const beside of proof) {
    require(last > 0, "log-proof");
    if (node % 2 === 1 || node === last) {
      top = await nodeHash(beside, top);
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      top = await nodeHash(top, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  require(last === 0 && same(top, root), "log-proof");
}

/** @type {(claim: {from: {size: number, root: Bytes}, to: {size: number, root: Bytes}, proof: Bytes[]}) => Promise<void>} */
export async function verifyConsistency({ from, to, proof }) {
  require(from.size > 0 && from.size <= to.size, "log-proof");
  if (from.size === to.size) {
    require(proof.length === 0 && same(from.root, to.root), "log-proof");
    return;
  }
  let [node, last] = [from.size - 1, to.size - 1];
  while (node % 2 === 1) [node, last] = [(node - 1) / 2, Math.floor(last / 2)];
  const [first = ZERO32, ...rest] = node === 0 ? [from.root, ...proof] : proof;
  let [smaller, larger] = [first, first];
  for (const beside of rest) {
    require(last > 0, "log-proof");
    if (node % 2 === 1 || node === last) {
      [smaller, larger] = [await nodeHash(beside, smaller), await nodeHash(beside, larger)];
      while (node % 2 === 0 && node > 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      larger = await nodeHash(larger, beside);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  require(last === 0 && same(smaller, from.root) && same(larger, to.root), "log-proof");
}
