/** Bytes with a buffer of their own, as the browser's cryptography takes them. */
type Bytes = Uint8Array<ArrayBuffer>;
