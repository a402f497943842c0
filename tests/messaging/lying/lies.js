/**
 * Lies of a server, each told once to somebody who must stop or be warned. `act` is what the person does, `by` whose browser it is ("kept": one
 * that knows the log and the conversation; "blank": one that does not know the conversation; "new": one that knows nothing), `door` which answer is false, `expect` what must be said; `instead`: the server is not even asked, with that status.
 */
import { Tools, base64, door, flipped, hex, isEnvelope, join, unbase64 } from "./tools.js";

const ENTRIES = /^c\/[0-9a-f]{32}\/entries/;
const LOG = /^log/;
const KEYS = /^keys\?/;
const PAYLOAD = /^blob\/payload$/;

const isBens = (entry, world) => isEnvelope(entry) && hex(door.readEnvelope(unbase64(entry.object)).sender) === world.ben;
/** The newest envelope of Ben's in a page, to which none points yet; and the first, to which others do. */
const bens = (said, world) => said.entries.findLastIndex((entry) => isBens(entry, world));
const firstOfBens = (said, world) => said.entries.findIndex((entry) => isBens(entry, world));

const log = (name, by, expect, tell) => ({ name, by, act: by === "new" ? "unlock" : "open", door: LOG, expect, tell });
const blob = (name, expect, tell) => ({ name, by: "kept", act: "open", door: PAYLOAD, expect, tell });
const head = (name, expect, change) => blob(name, expect, ({ said }) => ({ ...said, head: base64(change(unbase64(said.head))) }));
const entries = (name, expect, tell, by = "blank") => ({ name, by, act: "open", door: ENTRIES, expect, tell });
const envelope = (name, expect, change) =>
  entries(name, expect, async ({ said, tools, world }) => {
    const index = bens(said, world);
    return tools.replaced(said, world.conv, index, await change(unbase64(said.entries[index].object), { tools, world }));
  });
const record = (name, change) =>
  entries(name, "epoch-refused", async ({ said, tools, world }) => tools.replaced(said, world.conv, 0, await change(unbase64(said.entries[0].object), { tools, world })));
const wrap = (name, change) =>
  entries(name, "epoch-refused", async ({ said, tools, world }) => {
    const [first, ...rest] = said.entries;
    return { ...said, entries: [{ ...first, wrap: await change(first.wrap, { first, tools, world }) }, ...rest] };
  });
const keysOf = (name, change) => ({
  name, by: "kept", act: "people", door: KEYS, expect: "key-not-in-log",
  tell: async (lie) => ({ ...lie.said, keys: await Promise.all(lie.said.keys.map((one) => (one.identity === lie.world.ben ? change(one, lie) : one))) }),
});
const entryOf = (one, i = 0) => unbase64(one.entries[i].entry);
const withEntry = (one, bytes) => ({ ...one, entries: [{ ...one.entries[0], entry: base64(bytes) }, ...one.entries.slice(1)] });
const renamed = (name, word) => ({
  name: `${name} beside the keys that were compared`, by: "kept", act: "open", door: KEYS, expect: "renamed",
  tell: ({ said, world }) => ({ keys: said.keys.map((one) => (one.identity === world.ben ? { ...one, who: { ...one.who, [word]: "Chloe" } } : one)) }),
});
const file = (name, tell) => ({ name, by: "kept", act: "download", door: /^c\/[0-9a-f]{32}\/files\//, expect: "file-damaged", tell });

async function stranger(id, gen = 0) {
  return door.deriveIdentity({ secret: door.random(32), id, gen });
}

export const LIES = [
  // The log.
  log("another log, from the first leaf on", "kept", "log-forked", async ({ said, asked, tools }) => {
    const [first, ...rest] = await tools.leaves();
    return tools.log(said, asked, [flipped(first, 40), ...rest, rest[0]]);
  }),
  log("a leaf changed for a new browser", "new", ["log-forked", "own-key-unknown", "blob-not-mine"], async ({ said, asked, tools }) => {
    const [first, ...rest] = await tools.leaves();
    return tools.log(said, asked, [flipped(first, 40), ...rest]);
  }),
  log("a shorter log", "kept", "log-rolled-back", async ({ said, asked, tools }) => tools.log(said, asked, (await tools.leaves()).slice(0, -1))),
  log("a shorter log for a new browser", "new", "log-rolled-back", async ({ said, asked, tools }) => tools.log(said, asked, (await tools.leaves()).slice(0, 1))),
  log("a checkpoint with a broken signature", "kept", "server-key-changed", ({ said }) => ({ ...said, checkpoint: said.checkpoint.replace(/(.)(.{6}\n)$/, (_all, sign, rest) => (sign === "A" ? "B" : "A") + rest) })),
  log("a checkpoint by another key", "kept", "server-key-changed", async ({ said, tools }) => {
    const { key, publicKey } = await Tools.strangers();
    return { ...said, checkpoint: await tools.note({ origin: said.origin, size: said.size, root: await tools.rootOf(await tools.leaves()), signer: key, publicKey }) };
  }),
  log("another server key, with its own checkpoint", "kept", "server-key-changed", async ({ said, tools }) => {
    const { key, publicKey } = await Tools.strangers();
    const checkpoint = await tools.note({ origin: said.origin, size: said.size, root: await tools.rootOf(await tools.leaves()), signer: key, publicKey });
    return { ...said, server_key: base64(publicKey), checkpoint };
  }),
  log("another server key for a new browser", "new", "server-key-changed", async ({ said, tools }) => {
    const { key, publicKey } = await Tools.strangers();
    const checkpoint = await tools.note({ origin: said.origin, size: said.size, root: await tools.rootOf(await tools.leaves()), signer: key, publicKey });
    return { ...said, server_key: base64(publicKey), checkpoint };
  }),
  log("another salt of the log", "kept", "server-key-changed", ({ said }) => ({ ...said, salt: base64(door.random(32)) })),
  log("another origin", "kept", "server-key-changed", ({ said }) => ({ ...said, origin: "elsewhere.example/messages" })),
  log("a leaf for my own identity that I did not make", "new", "own-key-unknown", async ({ said, asked, tools, world }) => {
    const commitment = await door.commitmentOf(unbase64(said.salt), door.unhex(world.ana));
    return tools.log(said, asked, [...(await tools.leaves()), door.makeLeaf(commitment, door.random(32))]);
  }),
  log("a leaf that is none", "kept", "malformed", async ({ said }) => ({ ...said, leaves: base64(new Uint8Array(66)) })),
  log("fewer leaves than the checkpoint counts", "new", "log-forked", ({ said }) => ({ ...said, leaves: base64(unbase64(said.leaves).slice(66)), more: false })),
  // The member's own keys.
  { name: "my own keys at another place of the log", by: "kept", act: "open", door: /^me$/, expect: "own-key-unknown", tell: ({ said }) => ({ ...said, entries: said.entries.map(({ entry, index }) => ({ entry, index: index + 1 })) }) },
  blob("the blob of another member", "blob-not-mine", ({ tools }) => tools.other.payload),
  blob("an older blob", "blob-rolled-back", ({ tools }) => tools.older.payload),
  head("Argon2 with 8 MiB", "kdf-too-weak", (bytes) => join(bytes.slice(0, 59), door.u32(8192), bytes.slice(63))),
  head("Argon2 with one pass", "kdf-too-weak", (bytes) => join(bytes.slice(0, 63), door.u32(1), bytes.slice(67))),
  head("Argon2 with 4 GiB", "kdf-too-weak", (bytes) => join(bytes.slice(0, 59), door.u32(4_194_303), bytes.slice(63))),
  head("a head that names other keys", "blob-not-mine", (bytes) => flipped(bytes, 30)),
  head("a head with another checkpoint", "blob-not-mine", (bytes) => flipped(bytes, -1)),
  blob("a payload with one bit changed", "blob-not-mine", ({ said }) => ({ ...said, payload: base64(flipped(unbase64(said.payload), -1)) })),
  { name: "wraps for somebody else's words", by: "new", act: "unlock", door: /^blob$/, expect: "wraps", tell: ({ said }) => ({ blob: base64(flipped(unbase64(said.blob), 59 + 4 + 4 + 1 + 16 + 32 + 40 + 30)) }) },
  // Keys of others.
  keysOf("a key to seal to that is the server's", async (one) => {
    const entry = entryOf(one);
    const { kemPk } = await stranger(door.readEntry(entry).id);
    return withEntry(one, join(entry.slice(0, 55), kemPk, entry.slice(55 + 1216)));
  }),
  keysOf("keys of the server's making, properly signed", async (one) => withEntry(one, await door.makeEntry({ identity: await stranger(door.unhex(one.identity)), reason: 0, time: Date.now() }))),
  keysOf("a new generation that is not in the log", async (one) => {
    const prev = await door.sha256(unbase64(one.entries.at(-1).entry));
    const identity = await stranger(door.unhex(one.identity), one.entries.length);
    return { ...one, entries: [...one.entries, { entry: base64(await door.makeEntry({ identity, reason: 2, time: Date.now(), prev })), index: one.entries.at(-1).index }] };
  }),
  keysOf("the keys of another member", (one, { said, tools }) => ({ ...one, entries: tools.chloe.entries })),
  keysOf("keys at another place of the log", (one) => ({ ...one, entries: one.entries.map(({ entry, index }) => ({ entry, index: index + 1 })) })),
  keysOf("a weak signing key", (one) => withEntry(one, join(entryOf(one).slice(0, 23), door.u8(1), new Uint8Array(31), entryOf(one).slice(55)))),
  keysOf("no entries", (one) => ({ ...one, entries: [] })),
  { name: "nothing about a person", by: "kept", act: "people", door: KEYS, expect: "key-not-in-log", tell: ({ said, world }) => ({ keys: said.keys.filter(({ identity }) => identity !== world.ben) }) },
  { name: "a script in place of a profile's address", by: "kept", act: "people", door: KEYS, expect: "malformed", tell: ({ said, world }) => ({ keys: said.keys.map((one) => (one.identity === world.ben ? { ...one, who: { ...one.who, url: "javascript:alert(1)" } } : one)) }) },
  { name: "another site behind the stroke of a profile's address", by: "kept", act: "people", door: KEYS, expect: "malformed", tell: ({ said, world }) => ({ keys: said.keys.map((one) => (one.identity === world.ben ? { ...one, who: { ...one.who, url: "/\\elsewhere.example" } } : one)) }) },
  // Names beside keys that were compared.
  renamed("somebody else's name", "name"),
  renamed("another function", "function"),
  renamed("another authority", "authority"),
  renamed("another State", "state"),
  // Order.
  entries("an entry left out", "order-broken", ({ said }) => ({ ...said, entries: said.entries.filter((_entry, i) => i !== 2) })),
  entries("two entries in the other order", "order-broken", ({ said }) => ({ ...said, entries: [said.entries[0], said.entries[2], said.entries[1], ...said.entries.slice(3)] })),
  entries("a receipt with a broken signature", "order-broken", ({ said }) => ({ ...said, entries: said.entries.map((entry, i) => (i === said.entries.length - 1 ? { ...entry, receipt: base64(flipped(unbase64(entry.receipt), -1)) } : entry)) })),
  entries("receipts by another key", "order-broken", async ({ said, tools, world }) => {
    const { key } = await Tools.strangers();
    return { ...said, entries: await Object.assign(new Tools(tools), { signer: key }).chain(said.entries, { conv: world.conv }) };
  }),
  entries("a receipt for another object", "order-broken", ({ said }) => ({ ...said, entries: said.entries.map((entry, i) => (i === 1 ? { ...entry, object: said.entries[2].object } : entry)) })),
  entries("receipts of another conversation", "order-broken", async ({ said, tools, world }) => ({ ...said, entries: await tools.chain(said.entries, { conv: world.other }) })),
  entries("the conversation as it was before", "order-broken", ({ said }) => ({ ...said, entries: said.entries.slice(0, -1), more: false }), "kept"),
  entries("another history, properly signed, for who knows the first", "order-broken", async ({ said, tools, world }) => ({ ...said, entries: await tools.chain(said.entries, { conv: world.conv }) }), "kept"),
  entries("a message taken out of a history that is signed anew", "order-broken", async ({ said, tools, world }) => {
    const index = firstOfBens(said, world);
    return { ...said, entries: await tools.chain(said.entries.filter((_entry, i) => i !== index), { conv: world.conv }) };
  }),
  entries("the newest message twice", "counter", async ({ said, tools, world }) => {
    const last = said.entries.filter(isEnvelope).at(-1);
    return { ...said, entries: await tools.chain([...said.entries, last], { conv: world.conv }) };
  }),
  entries("a message withheld", "withheld", ({ said, world }) => ({ ...said, entries: said.entries.map((entry, i) => (i === bens(said, world) ? { ...entry, object: null } : entry)) })),
  entries("a message erased before its time", "withheld", async ({ said, tools, world }) => {
    const index = bens(said, world);
    const tombstone = await tools.tombstone(world.conv, said.entries[index]);
    return { ...said, entries: said.entries.map((entry, i) => (i === index ? { ...entry, object: null, tombstone } : entry)) };
  }),
  entries("a message dated back, so that its time would have passed", "withheld", async ({ said, tools, world }) => {
    const index = bens(said, world);
    const dated = said.entries.map((entry, i) => (i === index ? { ...entry, dated: Date.now() - 100 * 86_400_000 } : entry));
    const chained = await tools.chain(dated, { conv: world.conv });
    const tombstone = await tools.tombstone(world.conv, chained[index]);
    return { ...said, entries: chained.map((entry, i) => (i === index ? { ...entry, object: null, tombstone } : entry)) };
  }),
  entries("a message erased in a future that is not", "withheld", async ({ said, tools, world }) => {
    const index = bens(said, world);
    const tombstone = await tools.tombstone(world.conv, said.entries[index], { time: Date.now() + 400 * 86_400_000 });
    return { ...said, entries: said.entries.map((entry, i) => (i === index ? { ...entry, object: null, tombstone } : entry)) };
  }),
  // Messages.
  envelope("a text with one bit changed", "signature", (bytes) => flipped(bytes, -80)),
  envelope("a message in another's name", ["not-member", "signature"], (bytes, { world }) => join(bytes.slice(0, 55), door.unhex(world.ana), bytes.slice(71))),
  envelope("a message cut short", "malformed", (bytes) => bytes.slice(0, -70)),
  envelope("a message with something behind it", "malformed", (bytes) => join(bytes, door.u8(0))),
  envelope("a message of an unknown suite", "unknown-suite", (bytes) => join(bytes.slice(0, 1), door.u16(2), bytes.slice(3))),
  envelope("a message of another conversation", "conversation", (_bytes, { tools }) => unbase64(tools.foreign)),
  // Who is in it.
  record("a ghost in the list of members", (bytes) => {
    const at = 1 + 2 + 16 + 4 + 32 + 1 + 4 + 16 + 4;
    return join(bytes.slice(0, at), door.u16(3), bytes.slice(at + 2, at + 2 + 120), door.random(60), bytes.slice(at + 122));
  }),
  record("another retention", (bytes) => join(bytes.slice(0, 56), door.u32(365), bytes.slice(60))),
  record("a first record of the server's making", async (bytes, { tools, world }) => {
    const { members } = door.readEpoch(bytes);
    const creator = await stranger(door.unhex(world.ben));
    const whole = members.map((member) => ({ ...member, kemPk: creator.kemPk }));
    const checkpoint = { size: 0, root: await door.sha256(new Uint8Array(0)) };
    return (await door.makeEpoch({ conv: door.unhex(world.conv), epoch: 0, reason: 0, retention: 90, creator, members: whole, checkpoint, time: Date.now() })).record;
  }),
  entries("a silent reader added by a record of the server's", "epoch-refused", async ({ said, tools, world }) => {
    const before = door.readEpoch(unbase64(said.entries.findLast(({ type }) => type === 3).object));
    const ghost = { ...(await stranger(door.randomId())), index: 0 };
    const creator = await stranger(door.unhex(world.ben));
    const members = [...before.members.map((member) => ({ ...member, kemPk: ghost.kemPk })), ghost];
    const prev = await door.sha256(before.bytes);
    const made = await door.makeEpoch({ conv: before.conv, epoch: before.epoch + 1, prev, reason: 1, retention: before.retention, creator, members, checkpoint: before.checkpoint, time: Date.now() });
    const entry = { type: 3, object: base64(made.record), wrap: base64(made.wraps.slice(16, 1184)), tombstone: null };
    return { ...said, entries: await tools.chain([...said.entries, entry], { conv: world.conv }) };
  }),
  wrap("the server's own key in place of the epoch's", async (_wrap, { first, tools }) => {
    const epoch = door.readEpoch(unbase64(first.object));
    const { sealBox } = await import("../../../frontend/crypto/box.js");
    const me = door.readEntry(unbase64(tools.me.entries.at(-1).entry));
    const info = join(door.label("epoch"), await door.sha256(epoch.bound), me.id);
    const { enc, ct } = await sealBox(me.kemPk, info, door.random(32));
    return base64(join(enc, ct));
  }),
  wrap("no wrap", () => null),
  wrap("a wrap with one bit changed", (given) => base64(flipped(unbase64(given), -1))),
  // What is answered to a text.
  { name: "a receipt by another key for what was sent", by: "kept", act: "send", door: /envelopes$/, expect: "order-broken", tell: async ({ said, tools }) => {
    const { key } = await Tools.strangers();
    return { ...said, receipt: base64(await tools.signed("receipt", unbase64(said.receipt).slice(0, -64), key)) };
  } },
  { name: "a receipt for something else than was sent", by: "kept", act: "send", door: /envelopes$/, expect: "order-broken", tell: async ({ said, tools }) => ({ ...said, receipt: base64(await tools.signed("receipt", flipped(unbase64(said.receipt).slice(0, -64), 30))) }) },
  { name: "an endless race", by: "kept", act: "send", door: /envelopes$/, instead: 409, expect: "counter", tell: () => ({ code: "counter", message: "" }) },
  { name: "a clock that is wrong", by: "kept", act: "send", door: /envelopes$/, instead: 422, expect: "clock", tell: () => ({ code: "clock", message: "", time: 1 }) },
  // Files.
  file("a file with one bit changed", ({ bytes }) => flipped(bytes, 5000)),
  file("a file whose last chunk is missing", ({ bytes }) => bytes.slice(0, -(bytes.length % 16_400))),
  file("a file with its chunks in another order", ({ bytes }) => join(bytes.slice(0, 56), bytes.slice(56 + 16_400, 56 + 32_800), bytes.slice(56, 56 + 16_400), bytes.slice(56 + 32_800))),
  file("nothing in place of a file", () => new Uint8Array(0)),
  // What is no answer.
  { name: "a list in place of an answer", by: "kept", act: "open", door: ENTRIES, expect: "malformed", tell: () => [] },
  { name: "base64 in another spelling", by: "blank", act: "open", door: ENTRIES, expect: "malformed", tell: ({ said }) => ({ ...said, entries: said.entries.map((entry, i) => (i === 0 ? { ...entry, receipt: `${entry.receipt}====` } : entry)) }) },
  { name: "a conversation in the list that is none", by: "kept", act: "list", door: /^conversations/, expect: "not-found", tell: ({ said }) => ({ ...said, conversations: [{ ...said.conversations[0], conv: "ab".repeat(16) }] }) },
];
