/** HPKE in base mode with X-Wing: a box for one key. The additional data stays empty; all context is in `info`. */
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { join } from "./bytes.js";
import { Refused } from "./refused.js";

/** @typedef {{enc: Bytes, ct: Bytes}} Box */

export const PUBLIC_KEY = 1216;
export const ENC = 1120;

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** @type {(seed: Bytes) => Promise<{key: CryptoKey, publicKey: Bytes}>} */
export async function boxKey(seed) {
  const pair = await kem.generateKeyPairDerand(Uint8Array.from(seed));
  return { key: pair.privateKey, publicKey: new Uint8Array(await kem.serializePublicKey(pair.publicKey)) };
}

/**
 * A trial encapsulation: it refuses coefficients above the modulus and points of low order.
 * @type {(publicKey: Bytes) => Promise<void>}
 */
export async function requireSoundBox(publicKey) {
  try {
    await kem.encap({ recipientPublicKey: await kem.importKey("raw", Uint8Array.from(publicKey).buffer) });
  } catch {
    throw new Refused("weak-key");
  }
}

/** @type {(publicKey: Bytes, info: Bytes, plain: Bytes) => Promise<Box>} */
export async function sealBox(publicKey, info, plain) {
  // The package keeps the whole buffer behind a view: it is given a copy.
  const recipientPublicKey = await kem.importKey("raw", Uint8Array.from(publicKey).buffer);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  return { enc: new Uint8Array(sender.enc), ct: new Uint8Array(await sender.seal(Uint8Array.from(plain))) };
}

/** @type {(key: CryptoKey, info: Bytes, box: Box) => Promise<Bytes>} */
export async function openBox(key, info, { enc, ct }) {
  try {
    const recipient = await suite.createRecipientContext({ recipientKey: key, enc, info });
    return new Uint8Array(await recipient.open(ct));
  } catch {
    throw new Refused("cannot-open");
  }
}

/**
 * The encapsulation and shared secret that 64 given bytes lead to: for known answers only, never for a message.
 * @type {(publicKey: Bytes, ekm: Bytes) => Promise<Bytes>}
 */
export async function knownBox(publicKey, ekm) {
  const recipientPublicKey = await kem.importKey("raw", Uint8Array.from(publicKey).buffer);
  const { enc, sharedSecret } = await kem.encap({ recipientPublicKey, ekm: Uint8Array.from(ekm).buffer });
  return join(new Uint8Array(enc), new Uint8Array(sharedSecret));
}
