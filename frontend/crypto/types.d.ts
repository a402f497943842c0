/** Bytes with a buffer of their own, as the browser's cryptography takes them. */
type Bytes = Uint8Array<ArrayBuffer>;

/** The lists of words, which `frontend/wordlists.mjs` makes. */
declare module "#words/*" {
  const words: readonly string[];
  export default words;
}
