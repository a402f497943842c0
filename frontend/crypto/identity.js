/** The keys of a member from one secret, their fingerprint, and the safety number of two members. */
import { boxKey } from "./box.js";
import { compare, hex, join, label, u16, u32 } from "./bytes.js";
import { hkdf, sha256, sha512 } from "./hash.js";
import { SUITE } from "./reader.js";
import { signingKey } from "./signature.js";

/** @typedef {{id: Bytes, gen: number, edPk: Bytes, kemPk: Bytes}} PublicKeys */
/** @typedef {PublicKeys & {fingerprint: Bytes, signKey: CryptoKey, openKey: CryptoKey}} Identity */

const NOTHING = new Uint8Array(0);

/** @type {(keys: PublicKeys) => Promise<Bytes>} */
export function fingerprintOf({ id, gen, edPk, kemPk }) {
  return sha256(join(label("fingerprint"), u16(SUITE), edPk, kemPk, id, u32(gen)));
}

/** @type {(from: {secret: Bytes, id: Bytes, gen: number}) => Promise<Identity>} */
export async function deriveIdentity({ secret, id: given, gen }) {
  const id = Uint8Array.from(given);
  const whose = join(id, u32(gen));
  const signing = await signingKey(await hkdf(secret, NOTHING, join(label("identity/ed25519"), whose), 32));
  const opening = await boxKey(await hkdf(secret, NOTHING, join(label("identity/x-wing"), whose), 32));
  const keys = { id, gen, edPk: signing.publicKey, kemPk: opening.publicKey };
  return { ...keys, fingerprint: await fingerprintOf(keys), signKey: signing.key, openKey: opening.key };
}

/**
 * Sixty digits that two people compare by telephone, the same for both.
 * Twelve groups of five, and the text of the QR code.
 * @type {(one: {id: Bytes, fingerprint: Bytes}, other: {id: Bytes, fingerprint: Bytes}) => Promise<{groups: string[], code: string}>}
 */
export async function safetyNumber(one, other) {
  const pairs = [one, other].map(({ id, fingerprint }) => join(id, fingerprint)).sort(compare);
  const digest = await sha512(join(label("safety-number"), u16(1), ...pairs));
  const groups = Array.from({ length: 12 }, (_, i) => {
    const value = BigInt(`0x${hex(digest.subarray(5 * i, 5 * i + 5))}`) % 100_000n;
    return value.toString().padStart(5, "0");
  });
  return { groups, code: `counterpart-safety-1:${groups.join("")}` };
}
