/** Argon2id, in a file of its own: it is loaded when words are typed, and needs WebAssembly. */
import { argon2id } from "hash-wasm";

/** 32 bytes. @type {(password: Bytes, cost: {salt: Bytes, mKib: number, t: number, p: number}) => Promise<Bytes>} */
export async function stretch(password, { salt, mKib, t, p }) {
  const cost = { salt, parallelism: p, iterations: t, memorySize: mKib, hashLength: 32 };
  return Uint8Array.from(await argon2id({ password, ...cost, outputType: "binary" }));
}
