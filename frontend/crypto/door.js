/** The one door of the cryptographic modules: whoever seals or opens anything imports from here. */
export * from "./refused.js";
export * from "./bytes.js";
export { sealingKey } from "./aead.js";
export { hmac, hkdf, sha256, sha512 } from "./hash.js";
export { SUITE } from "./reader.js";
export * from "./identity.js";
export * from "./entry.js";
export * from "./log.js";
export * from "./checkpoint.js";
export * from "./blob.js";
export * from "./recovery.js";
