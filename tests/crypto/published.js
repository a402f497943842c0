/** What others have published of the primitives: the names of the cases in which the modules, here, say something else. */
import { XWing } from "@hpke/hybridkem-x-wing";
import { open, seal, sealingKey } from "../../frontend/crypto/aead.js";
import { boxKey, knownBox } from "../../frontend/crypto/box.js";
import * as door from "../../frontend/crypto/door.js";
import { verifyRaw } from "../../frontend/crypto/signature.js";

const { hex, unhex } = door;

async function codeOf(act) {
  try {
    await act();
    return "ok";
  } catch (error) {
    if (error instanceof door.Refused) return error.code;
    throw error;
  }
}

function verdictOf({ key, message, signature }) {
  return codeOf(async () => {
    door.requireSound(unhex(key));
    await verifyRaw(unhex(key), unhex(message), unhex(signature));
  });
}

async function inflated(base64) {
  const stream = new Blob([door.unbase64(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** By file: whether a case holds. */
const HOLDS = {
  ed25519: async (said) => ((await verdictOf(said)) === "ok") === said.holds,
  "ed25519-edges": async (said) => (await verdictOf(said)) === said.verdict,
  "aes-gcm": async ({ key, nonce, bound, plain, sealed, holds }) => {
    const [imported, its, beside] = [await sealingKey(unhex(key)), unhex(nonce), unhex(bound)];
    const opened = await open(imported, its, beside, unhex(sealed)).catch(() => null);
    if (!holds) return opened === null;
    return hex(opened) === plain && hex(await seal(imported, its, beside, unhex(plain))) === sealed;
  },
  hkdf: async ({ secret, salt, info, derived }) =>
    hex(await door.hkdf(unhex(secret), unhex(salt), unhex(info), derived.length / 2)) === derived,
  hmac: async ({ key, message, mac }) => hex(await door.hmac(unhex(key), unhex(message))).startsWith(mac),
  argon2id: async ({ password, salt, derived, ...cost }) => {
    const { stretch } = await door.loadArgon2();
    return hex(await stretch(unhex(password), { salt: unhex(salt), ...cost })) === derived;
  },
  "x-wing": async ({ seed, public: published, ekm, enc, shared }) => {
    const { key, publicKey } = await boxKey(unhex(seed));
    const made = hex(await knownBox(publicKey, unhex(ekm)));
    const taken = await new XWing().decap({ recipientKey: key, enc: unhex(enc).buffer });
    return hex(publicKey) === published && made === enc + shared && hex(new Uint8Array(taken)) === shared;
  },
  "chunked-encryption": async ({ key, context, sealed, deflated, sha256 }) => {
    const bytes = deflated ? await inflated(sealed) : door.unbase64(sealed);
    const all = async () => {
      const how = { key: unhex(key), context: new TextEncoder().encode(context), header: bytes.slice(0, 56) };
      const opener = await door.chunkOpener(how);
      return door.join(await opener.push(bytes.slice(56)), await opener.end());
    };
    if (sha256 === null) return (await codeOf(all)) !== "ok";
    return hex(await door.sha256(await all())) === sha256;
  },
  rfc6962: async (said) => {
    const [root, proof] = [unhex(said.root), said.proof?.map(unhex)];
    if (said.leaves) {
      const hashes = await Promise.all(said.leaves.map((leaf) => door.leafHash(unhex(leaf))));
      return hex(await door.rootOf(await door.append(door.EMPTY, hashes))) === said.root;
    }
    const { index, size, small } = said;
    const leaf = said.leaf === undefined ? null : await door.leafHash(unhex(said.leaf));
    if (leaf) return (await codeOf(() => door.verifyInclusion({ leaf, index, size, root, proof }))) === "ok";
    const from = { size: small, root: unhex(said.small_root) };
    return (await codeOf(() => door.verifyConsistency({ from, to: { size, root }, proof }))) === "ok";
  },
};

/** @param {Record<string, {cases: any[]}>} files */
export async function failures(files) {
  const failed = [];
  for (const [file, { cases }] of Object.entries(files)) {
    for (const one of cases) {
      const holds = await HOLDS[file](one).catch((error) => String(error));
      if (holds !== true) failed.push({ file, name: one.name, holds });
    }
  }
  return failed;
}
