/** Proofs of RFC 6962, as a log makes them; a client only reads them. */
import { EMPTY, append, rootOf } from "../../frontend/crypto/door.js";

/** @param {number} size more than 1 */
function split(size) {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** @param {Bytes[]} hashes */
async function treeOf(hashes) {
  return rootOf(await append(EMPTY, hashes));
}

/**
 * @param {Bytes[]} hashes of all leaves
 * @param {number} index
 * @returns {Promise<Bytes[]>} from the leaf upwards
 */
export async function inclusionProof(hashes, index) {
  if (hashes.length <= 1) return [];
  const half = split(hashes.length);
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  if (index < half) return [...(await inclusionProof(left, index)), await treeOf(right)];
  return [...(await inclusionProof(right, index - half)), await treeOf(left)];
}

/**
 * @param {Bytes[]} hashes of all leaves of the larger tree
 * @param {number} size of the smaller one, more than 0
 * @returns {Promise<Bytes[]>}
 */
export async function consistencyProof(hashes, size) {
  return size === hashes.length ? [] : subProof(hashes, size, true);
}

/**
 * @param {Bytes[]} hashes
 * @param {number} size
 * @param {boolean} isWhole whether the smaller tree is known to the reader as it stands
 * @returns {Promise<Bytes[]>}
 */
async function subProof(hashes, size, isWhole) {
  if (size === hashes.length) return isWhole ? [] : [await treeOf(hashes)];
  const half = split(hashes.length);
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  if (size <= half) return [...(await subProof(left, size, isWhole)), await treeOf(right)];
  return [...(await subProof(right, size - half, false)), await treeOf(left)];
}
