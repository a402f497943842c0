/** What a stop is based on, as a file for whoever looks into it: notes, objects and receipts as they came. No text and no key is in it. */
import { base64 } from "../../crypto/door.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {import("./refusal.js").Stop[]} stops
 * @returns {Blob}
 */
export function evidenceOf(desk, stops) {
  const { log, me, now } = desk;
  const file = {
    format: "counterpart-evidence-1",
    made: now(),
    identity: me?.["identity"] ?? null,
    origin: log.pinned?.origin ?? null,
    server_key: log.pinned ? base64(log.pinned.serverKey) : null,
    checkpoint: log.newest?.note ?? null,
    leaves: base64(log.leaves),
    findings: stops.map(({ code, proof }) => ({ code, ...proof })),
  };
  return new Blob([JSON.stringify(file, null, 2)], { type: "application/json" });
}
