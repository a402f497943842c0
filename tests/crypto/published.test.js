/** The published vectors of the primitives, in Node; and another implementation of X-Wing beside ours. */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { ml_kem768_x25519 as other } from "@noble/post-quantum/hybrid.js";
import { boxKey, knownBox } from "../../frontend/crypto/box.js";
import { join, random } from "../../frontend/crypto/door.js";
import { failures } from "./published.js";

const folder = new URL("../vectors/published/", import.meta.url);

for (const name of (await readdir(folder)).sort()) {
  test(`${name} holds`, async () => {
    const said = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    assert.deepEqual(await failures({ [name.replace(".json", "")]: said }), []);
  });
}

test("another implementation of X-Wing has the same keys, encapsulations and secrets", async () => {
  for (let i = 0; i < 8; i++) {
    const [seed, ekm] = [random(32), random(64)];
    const { publicKey } = await boxKey(seed);
    const theirs = other.keygen(seed);
    assert.deepEqual(publicKey, Uint8Array.from(theirs.publicKey));
    const { cipherText, sharedSecret } = other.encapsulate(theirs.publicKey, ekm);
    assert.deepEqual(await knownBox(publicKey, ekm), join(cipherText, sharedSecret));
  }
});
