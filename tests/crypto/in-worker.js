/** What a Worker posts of the vectors: how many there were, where it says something else, and what the browser lacks. */
import { loadArgon2, newWords, selfTest } from "../../frontend/crypto/door.js";
import { disagreements } from "./judge.js";
import { failures } from "./published.js";

const { protocol, published } = await (await fetch("/vectors")).json();
const { stretch } = await loadArgon2();
postMessage({
  count: protocol.length,
  published: Object.keys(published).sort(),
  wrong: await disagreements(protocol),
  failed: await failures(published),
  missing: await selfTest(stretch),
  words: await newWords("ar"),
});
