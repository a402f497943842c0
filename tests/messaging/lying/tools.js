/** What a server that lies can do: it has its own signing key, everything it was ever given, and keys of its own making. */
import * as door from "../../../frontend/crypto/door.js";
import { signingKey } from "../../../frontend/crypto/signature.js";

const { base64, hex, join, unbase64 } = door;

export class Tools {
  /** @param {{ signer: CryptoKey, publicKey: Uint8Array, world: any, ask: (path: string) => Promise<any> }} parts `ask` gives an honest answer */
  constructor(parts) {
    Object.assign(this, parts, { door });
  }

  static async strangers() {
    return signingKey(door.random(32));
  }

  async note({ origin, size, root, signer = this.signer, publicKey = this.publicKey, time = Math.floor(Date.now() / 1000) }) {
    const text = `${origin}\n${size}\n${base64(root)}\ntime ${time}\n`;
    const bytes = new TextEncoder().encode(text);
    const id = (await door.sha256(join(new TextEncoder().encode(`${origin}\n`), door.u8(1), publicKey))).slice(0, 4);
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", signer, bytes));
    return `${text}\n— ${origin} ${base64(join(id, signature))}\n`;
  }

  async leaves() {
    const joined = unbase64((await this.ask("log?from=0")).leaves);
    return Array.from({ length: joined.length / door.LEAF }, (_, i) => joined.slice(i * door.LEAF, (i + 1) * door.LEAF));
  }

  async rootOf(leaves) {
    return door.rootOf(await door.append(door.EMPTY, await Promise.all(leaves.map(door.leafHash))));
  }

  /** Another log, as the door would give it from N on, with a checkpoint that is properly signed. */
  async log(said, asked, leaves) {
    const from = Number(asked.door.split("from=")[1]);
    const checkpoint = await this.note({ origin: said.origin, size: leaves.length, root: await this.rootOf(leaves) });
    return { ...said, size: leaves.length, leaves: base64(join(...leaves.slice(from))), checkpoint, more: false };
  }

  async signed(kind, body, signer = this.signer) {
    const sig = await crypto.subtle.sign("Ed25519", signer, join(door.label(kind), await door.sha256(body)));
    return join(body, new Uint8Array(sig));
  }

  /** Give entries new places and receipts, all properly signed, after what stands before SEQ; `dated` (ms) is an entry's own time. */
  async chain(entries, { conv, seq = 1, prev = door.ZERO32 }) {
    const chained = [];
    for (const entry of entries) {
      const object = entry.object ? await door.sha256(unbase64(entry.object)) : door.readReceipt(unbase64(entry.receipt)).object;
      const body = join(door.u8(5), door.unhex(conv), door.u64(seq), object, prev, door.u64(entry.dated ?? Date.now()));
      const receipt = await this.signed("receipt", body);
      chained.push({ ...entry, seq, receipt: base64(receipt) });
      prev = await door.sha256(receipt);
      seq += 1;
    }
    return chained;
  }

  /** One object changed, and all receipts from there on made to fit it. */
  async replaced(said, conv, index, object) {
    const entries = [...said.entries];
    entries[index] = { ...entries[index], object: object && base64(object) };
    return { ...said, entries: await this.chain(entries, { conv }) };
  }

  async tombstone(conv, entry, { signer = this.signer, time = Date.now() } = {}) {
    const { object } = door.readReceipt(unbase64(entry.receipt));
    const body = join(door.u8(10), door.unhex(conv), door.u64(entry.seq), object, door.u8(1), door.u64(time));
    return base64(await this.signed("tombstone", body, signer));
  }
}

export const flipped = (bytes, at) => {
  const copy = Uint8Array.from(bytes);
  copy[at < 0 ? copy.length + at : at] ^= 1;
  return copy;
};

export const isEnvelope = ({ type, object }) => type === 4 && object;
export { base64, door, hex, join, unbase64 };
