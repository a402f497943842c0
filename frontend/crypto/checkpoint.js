/** Checkpoints of the key log: signed notes of C2SP tlog-checkpoint with one extension line, the time. */
import { join, same, u8, unbase64 } from "./bytes.js";
import { sha256 } from "./hash.js";
import { Refused, require } from "./refused.js";
import { verifyRaw } from "./signature.js";

const NAME = String.raw`[^ \t\n\v\f\r+]+`;
const NUMBER = "0|[1-9][0-9]{0,15}";
const TEXT = String.raw`(?<body>(?<origin>${NAME})\n(?<size>${NUMBER})\n(?<root>[^\n]+)\ntime (?<time>${NUMBER})\n)`;
const NOTE = new RegExp(String.raw`^${TEXT}\n(?<lines>(?:— ${NAME} [^ \t\n\v\f\r]+\n)+)$`, "u");
const LIMIT = 16_384;
const encoder = new TextEncoder();

/** @type {(origin: string, serverKey: Bytes) => Promise<Bytes>} */
async function keyId(origin, serverKey) {
  const hash = await sha256(join(encoder.encode(`${origin}\n`), u8(1), serverKey));
  return hash.subarray(0, 4);
}

/** @param {string} digits */
function number(digits) {
  require(Number.isSafeInteger(Number(digits)), "malformed");
  return Number(digits);
}

/** @param {string} note */
function parse(note) {
  require(encoder.encode(note).length <= LIMIT, "too-large");
  const found = NOTE.exec(note);
  require(found?.groups, "malformed");
  const { body = "", origin = "", size = "", root = "", time = "", lines = "" } = found.groups;
  const said = { body, origin, size: number(size), root: unbase64(root), time: number(time), lines: lines.slice(0, -1).split("\n") };
  require(said.root.length === 32, "malformed");
  return said;
}

/**
 * The time is in seconds.
 * @type {(note: string, pinned: {origin: string, serverKey: Bytes}) => Promise<{size: number, root: Bytes, time: number, note: string}>}
 */
export async function readCheckpoint(note, pinned) {
  const { body, origin, size, root, time, lines } = parse(note);
  require(origin === pinned.origin, "server-key-changed");
  const id = await keyId(origin, pinned.serverKey);
  let isSigned = false;
  for (const line of lines) {
    const [, name, signature] = /** @type {[string, string, string]} */ (line.split(" "));
    const bytes = unbase64(signature);
    if (name !== origin || !same(bytes.subarray(0, 4), id)) continue; // a witness
    await verifyRaw(pinned.serverKey, encoder.encode(body), bytes.subarray(4)).catch(() => {
      throw new Refused("server-key-changed");
    });
    isSigned = true;
  }
  require(isSigned, "server-key-changed");
  return { size, root, time, note };
}
