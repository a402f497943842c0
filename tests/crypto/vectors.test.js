/** Every vector of the protocol, whoever wrote it, is judged here as it stands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { disagreements } from "./judge.js";
import { vectors } from "./vectors.js";

test("the modules say of every vector what it says of itself", async () => {
  assert.deepEqual(await disagreements(await vectors()), []);
});
