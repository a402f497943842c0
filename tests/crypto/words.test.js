/** The lists of words: as many as five dice have throws, each told from all others, and drawn evenly. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as door from "../../frontend/crypto/door.js";

const load = createRequire(import.meta.url);
const coarse = { en: [], fr: load("naughty-words/fr.json"), ar: load("naughty-words/ar.json") };

for (const language of ["en", "fr", "ar"]) {
  test(`the list ${language} has 7,776 words that are typed in one way only`, async () => {
    const { default: list } = await import(`../../.build/wordlists/${language}.js`);
    assert.equal(new Set(list).size, 7776);
    for (const word of list) {
      assert.ok(word.length >= 3 && word.length <= 9, word);
      assert.match(word, language === "ar" ? /^[\u0621-\u063a\u0641-\u064a]+$/ : /^[a-z]+(-[a-z]+)?$/);
      assert.deepEqual(door.passwordOf(word), door.utf8(word));
    }
    assert.deepEqual(list.filter((word) => coarse[language].includes(word)), []);
  });

  test(`six words of ${language} are drawn from its list`, async () => {
    const { default: list } = await import(`../../.build/wordlists/${language}.js`);
    const words = await door.newWords(language);
    assert.equal(words.length, 6);
    assert.ok(words.every((word) => list.includes(word)));
  });
}

test("a number that would favour the first words is drawn again", async (t) => {
  const { default: list } = await import("../../.build/wordlists/en.js");
  const numbers = [2 ** 32 - 1, 0, 1, 7775, 7776, 7777, 2];
  t.mock.method(crypto, "getRandomValues", (array) => array.fill(numbers.shift()));
  assert.deepEqual(await door.newWords("en"), [0, 1, 7775, 0, 1, 2].map((i) => list[i]));
});

test("what is typed with other spaces, capitals or forms is the same passphrase", () => {
  assert.deepEqual(door.passwordOf(" Abacus \u00a0 ABIDE\tﬁne\n"), door.utf8("abacus abide fine"));
});

test("the self-test finds nothing missing here, and names what is", async (t) => {
  const { stretch } = await door.loadArgon2();
  assert.deepEqual(await door.selfTest(stretch), []);
  t.mock.method(crypto.subtle, "verify", async () => true);
  t.mock.method(crypto.subtle, "digest", async () => new ArrayBuffer(32));
  const missing = await door.selfTest(async () => Promise.reject(new Error("no WebAssembly")));
  assert.deepEqual(missing, ["SHA-256", "SHA-512", "Ed25519", "X-Wing", "Argon2id"]);
});
