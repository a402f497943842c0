/** What a test says of a thing that must be refused: by which code. */
import assert from "node:assert/strict";

export async function refused(code, act) {
  await assert.rejects(async () => act(), { name: "Refused", code });
}
