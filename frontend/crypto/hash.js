/** SHA-256, SHA-512, HMAC and HKDF of the browser. */

/** @type {(bytes: Bytes) => Promise<Bytes>} */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** @type {(bytes: Bytes) => Promise<Bytes>} */
export async function sha512(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));
}

/** @type {(key: Bytes, bytes: Bytes) => Promise<Bytes>} */
export async function hmac(key, bytes) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
}

/** HKDF-SHA256. `length` in bytes. @type {(secret: Bytes, salt: Bytes, info: Bytes, length: number) => Promise<Bytes>} */
export async function hkdf(secret, salt, info, length) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 8 * length));
}
