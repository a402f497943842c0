/** What sealing costs in the browser itself: a Worker that measures, in milliseconds, and posts the median of each. */
import * as door from "../frontend/crypto/door.js";

const ROUNDS = 5;
const now = Date.now();
const { stretch } = await door.loadArgon2();
const checkpoint = { size: 1, root: door.random(32) };

/** @returns the median of ROUNDS, after one that does not count */
async function median(act) {
  const times = [];
  for (let i = 0; i <= ROUNDS; i++) {
    const begin = performance.now();
    await act(i);
    times.push(performance.now() - begin);
  }
  return times.slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)];
}

async function person(index) {
  return { ...(await door.deriveIdentity({ secret: door.random(32), id: door.randomId(), gen: 0 })), index };
}

const me = await person(0);
const secret = door.random(32);
const cost = door.newCost();
const words = "abacus abdomen abide abiding ability ablaze";
const dek = door.random(32);
const locks = [await door.wordsLock(words, cost, stretch), await door.recoveryLock(door.random(32), cost, me.id)];
const wraps = await Promise.all(locks.map((lock) => door.closeLock(dek, { id: me.id, ...cost }, lock)));
const head = { id: me.id, gen: 0, fingerprint: me.fingerprint, version: 1, checkpoint, ...cost };
const content = { secrets: [{ gen: 0, secret }], serverKey: dek, logSalt: dek, pins: [] };
const { blob } = await door.sealBlob({ head, dek: await door.sealingKey(dek), content, wraps });

async function unlock() {
  const read = await door.readBlob(blob);
  const opened = await door.openLock(read, await door.wordsLock(words, read, stretch));
  const { secrets } = await door.openBlob(read, await door.sealingKey(opened));
  await door.deriveIdentity({ ...secrets[0], id: read.id });
}

const others = await Promise.all(Array.from({ length: 49 }, (_, i) => person(i + 1)));
const begin = { conv: door.randomId(), epoch: 0, reason: 0, retention: 90, creator: me, members: [me, ...others], checkpoint, time: now };
const { record, key } = await door.makeEpoch(begin);
const epochRec = await door.sha256(record);
const place = { conv: begin.conv, epoch: 0, epochRec, epochKey: key, sender: me, counter: 2, prevOwn: epochRec, heads: [epochRec], time: now, checkpoint };
const seal = () => door.sealEnvelope({ ...place, content: { kind: 1, body: "Received with thanks; we shall answer within the week." } });
/** One after the other: the clock of a Worker is too coarse for one. */
async function twenty() {
  for (let i = 0; i < 20; i++) await seal();
}

const envelopes = await Promise.all(Array.from({ length: 500 }, seal));

async function openOne(bytes) {
  const envelope = door.readEnvelope(bytes);
  await door.verifySigned(envelope, me.edPk);
  await door.openEnvelope(envelope, key);
}

const leaves = Array.from({ length: 10_000 }, () => door.random(66));

postMessage({
  unlock: await median(unlock),
  argon2: await median(() => stretch(dek, cost)),
  seal: (await median(twenty)) / 20,
  open: await median(() => Promise.all(envelopes.map(openOne))),
  epoch: await median(() => door.makeEpoch(begin)),
  log: await median(async () => door.rootOf(await door.append(door.EMPTY, await Promise.all(leaves.map(door.leafHash))))),
  above: envelopes[0].length - 256,
});
