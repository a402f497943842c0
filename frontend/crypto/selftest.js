/** One known answer of each primitive: whether this browser can be used is decided by these, never by its name. */
import { open, seal, sealingKey } from "./aead.js";
import { boxKey, knownBox, openBox, sealBox } from "./box.js";
import { hex, join, same, unhex } from "./bytes.js";
import { hkdf, hmac, sha256, sha512 } from "./hash.js";
import { requireSound, sign, signingKey, verify, verifyRaw } from "./signature.js";

const encoder = new TextEncoder();
const ABC = encoder.encode("abc");

/** @type {(byte: number, length: number) => Bytes} */
function repeat(byte, length) {
  return new Uint8Array(length).fill(byte);
}

/** @param {() => unknown} act */
async function refuses(act) {
  try {
    await act();
  } catch {
    return true;
  }
  return false;
}

async function ed25519() {
  const seed = unhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const { key, publicKey } = await signingKey(seed);
  const signature = unhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
  requireSound(publicKey);
  await verifyRaw(publicKey, new Uint8Array(0), signature);
  const ours = await sign(key, "message", ABC);
  await verify(publicKey, "message", ABC, ours);
  const identityPoint = join(Uint8Array.of(1), repeat(0, 31));
  return (await refuses(() => requireSound(identityPoint))) && (await refuses(() => verify(publicKey, "report", ABC, ours)));
}

async function aesGcm() {
  const key = await sealingKey(repeat(0, 32));
  const sealed = await seal(key, repeat(0, 12), new Uint8Array(0), repeat(0, 16));
  const isKnown = hex(sealed) === "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919";
  const opened = await open(key, repeat(0, 12), new Uint8Array(0), sealed);
  return isKnown && same(opened, repeat(0, 16)) && refuses(() => open(key, repeat(0, 12), ABC, sealed));
}

async function xWing() {
  const { key, publicKey } = await boxKey(repeat(1, 32));
  const known = hex(await sha256(join(publicKey, await knownBox(publicKey, repeat(2, 64)))));
  const box = await sealBox(publicKey, ABC, repeat(3, 32));
  const isKnown = known === "48b71746329ed6d7763fbd827fa0e9be5c13313ca5d2cc0570ce80c01658d959";
  return isKnown && same(await openBox(key, ABC, box), repeat(3, 32));
}

/** @type {Record<string, (stretch: import("./blob.js").Stretch) => Promise<boolean>>} */
const TESTS = {
  "SHA-256": async () => hex(await sha256(ABC)).startsWith("ba7816bf8f01cfea414140de5dae2223"),
  "SHA-512": async () => hex(await sha512(ABC)).startsWith("ddaf35a193617abacc417349ae204131"),
  HMAC: async () => hex(await hmac(repeat(0x0b, 20), encoder.encode("Hi There"))).startsWith("b0344c61d8db38535ca8afceaf0bf12b"),
  HKDF: async () => {
    const info = unhex("f0f1f2f3f4f5f6f7f8f9");
    const derived = await hkdf(repeat(0x0b, 22), unhex("000102030405060708090a0b0c"), info, 42);
    return hex(derived).startsWith("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  },
  "AES-256-GCM": aesGcm,
  Ed25519: ed25519,
  "X-Wing": xWing,
  Argon2id: async (stretch) => {
    const derived = await stretch(repeat(1, 32), { salt: repeat(2, 16), mKib: 32, t: 3, p: 4 });
    return hex(derived) === "03aab965c12001c9d7d0d2de33192c0494b684bb148196d73c1df1acaf6d0c2e";
  },
};

/** The names of what this browser lacks; none when it can be used. @type {(stretch: import("./blob.js").Stretch) => Promise<string[]>} */
export async function selfTest(stretch) {
  const missing = [];
  for (const [name, holds] of Object.entries(TESTS)) {
    if (!(await holds(stretch).catch(() => false))) missing.push(name);
  }
  return missing;
}
