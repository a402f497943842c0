/** The one door of the cryptographic modules: whoever seals or opens anything imports from here. */
export * from "./refused.js";
export * from "./bytes.js";
export { open, seal, sealingKey } from "./aead.js";
export { hmac, hkdf, sha256, sha512 } from "./hash.js";
export { SUITE } from "./reader.js";
export * from "./identity.js";
export * from "./entry.js";
export * from "./log.js";
export * from "./checkpoint.js";
export * from "./blob.js";
export * from "./recovery.js";
export * from "./epoch.js";
export * from "./plain.js";
export * from "./envelope.js";
export * from "./file.js";
export * from "./records.js";
export { paddedLength } from "./padding.js";
export { requireSound, verifySigned } from "./signature.js";
export { requireSoundBox } from "./box.js";
export { selfTest } from "./selftest.js";
export { newWords } from "./words.js";

/** Argon2id, loaded when it is needed. */
export const loadArgon2 = () => import("./argon2.js");
