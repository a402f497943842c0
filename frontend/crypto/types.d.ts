/** Bytes with a buffer of their own, as the browser's cryptography takes them. */
type Bytes = Uint8Array<ArrayBuffer>;

/** The lists of words, which `frontend/wordlists.mjs` makes. */
declare module "#words/*" {
  const words: readonly string[];
  export default words;
}

/** What is handed to the modules to make an object of: the fields of docs/messaging-protocol.md, by name. */
declare namespace Make {
  type Identity = import("./identity.js").Identity;
  type Seen = { size: number; root: Bytes };

  interface Entry {
    identity: Identity;
    reason: number;
    time: number;
    /** The hash of the entry before. */
    prev?: Bytes;
    /** The signing key of the generation before, for a rotation alone. */
    old?: CryptoKey;
  }

  interface Blob {
    head: import("./blob.js").Head;
    dek: CryptoKey;
    content: import("./blob.js").Content;
  }

  interface Epoch {
    conv: Bytes;
    epoch: number;
    prev?: Bytes;
    reason: number;
    retention: number;
    creator: Identity;
    members: (import("./epoch.js").Member & { kemPk: Bytes })[];
    checkpoint: Seen;
    time: number;
    key?: Bytes;
  }

  interface Envelope {
    conv: Bytes;
    epoch: number;
    epochRec: Bytes;
    epochKey: Bytes;
    sender: Identity;
    counter: number;
    prevOwn: Bytes;
    heads: Bytes[];
    time: number;
    checkpoint: Seen;
    content: import("./plain.js").Written;
  }

  interface File {
    conv: Bytes;
    file: Bytes;
    size: number;
    pieces: AsyncIterable<Bytes>;
    /** Takes what is sealed, in order. */
    put: (sealed: Bytes) => Promise<void>;
  }

  interface Grant {
    conv: Bytes;
    granter: Identity;
    newcomer: { id: Bytes; gen: number; kemPk: Bytes };
    epochRec: Bytes;
    keys: import("./records.js").OldKey[];
    time: number;
  }

  interface Report {
    conv: Bytes;
    reporter: Identity;
    /** `envelope` is a hash. */
    messages: { envelope: Bytes; frankKey: Bytes; content: Bytes }[];
    reason: string;
    time: number;
  }
}
