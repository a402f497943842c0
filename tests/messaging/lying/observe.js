/** What somebody sees who is lied to: everything that is shown or said, by its code, and every text. Runs in Node and in a real browser. */

/**
 * @param engine the pages' door, or the same calls in Node
 * @param {string} act
 * @param {Record<string, any>} world identifiers and words of the people in it
 */
export async function observe(engine, act, world) {
  const found = [];
  const texts = [];
  const see = async (call) => {
    try {
      return await call();
    } catch (error) {
      if (typeof error.code !== "string") throw error;
      found.push(error.code);
      return null;
    }
  };
  const look = ({ head, items }) => {
    for (const item of items) {
      found.push(item.type === "refused" ? item.code : item.type);
      if (item.type === "message") texts.push(item.body);
      if (item.type === "title") texts.push(item.title);
    }
    if (head.composer.code) found.push(head.composer.code);
    found.push(...head.members.map(({ trust }) => trust));
  };
  const opened = async () => {
    const shown = await see(() => engine.openConversation(world.conv));
    if (shown) look(shown);
    return shown;
  };
  const state = await see(() => engine.state());
  if (state?.code) found.push(state.code);
  if (act === "unlock") await see(() => engine.unlock({ words: world.words }));
  if (["open", "unlock"].includes(act)) await opened();
  if (act === "send" && (await opened())) {
    const sent = await see(() => engine.send(world.conv, { body: world.secret }));
    if (sent) found.push(sent.delivery);
  }
  if (act === "people") {
    const people = await see(() => engine.people(""));
    found.push(...(people ?? []).map(({ trust }) => trust));
    const wish = { members: [world.ben], title: world.secret, retention: 30, body: world.secret };
    await see(() => engine.startConversation(wish));
  }
  if (act === "add") await see(() => engine.addMembers(world.conv, { members: [world.chloe], withHistory: true }));
  if (act === "list") {
    const list = await see(() => engine.conversations());
    for (const { code, title } of list?.lines ?? []) found.push(code ?? "titled"), title && texts.push(title);
  }
  if (act === "download") {
    const { items } = await engine.openConversation(world.conv);
    const { hash } = items.find(({ files = [] }) => files.some(({ file }) => file === world.file));
    const got = await see(() => engine.download(world.conv, hash, world.file));
    if (got) found.push("file"), texts.push(await got.blob.text());
  }
  return { found, texts };
}

const opened = (name) => new Promise((done) => {
  const request = indexedDB.open(name);
  request.onsuccess = () => done(request.result);
});

const answered = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));

const readable = (_name, one) => {
  if (one instanceof Uint8Array) return new TextDecoder("latin1").decode(one);
  return one instanceof CryptoKey ? `extractable ${one.extractable}` : one;
};

/** Everything that lies in the databases of this browser, with bytes as text. */
export async function kept() {
  const said = [];
  for (const { name } of await indexedDB.databases()) {
    const base = await opened(name);
    for (const shelf of base.objectStoreNames) {
      said.push(JSON.stringify(await answered(base.transaction(shelf).objectStore(shelf).getAll()), readable));
    }
    base.close();
  }
  return said.join("\n");
}

const SHELVES = ["pins", "conversations"];
/** @type {Record<string, [IDBValidKey, any][]>} */
let known = {};

/** Note what this browser knows of the log and of conversations. */
export async function remember() {
  const base = await opened("messages-kept");
  for (const name of SHELVES) {
    const shelf = base.transaction(name).objectStore(name);
    const [keys, values] = await Promise.all([answered(shelf.getAllKeys()), answered(shelf.getAll())]);
    known[name] = keys.map((key, i) => [key, values[i]]);
  }
  base.close();
}

/** Let it know that again and nothing else; "blank": no conversation. */
export async function restore(what) {
  const base = await opened("messages-kept");
  for (const name of SHELVES) {
    const shelf = base.transaction(name, "readwrite").objectStore(name);
    await answered(shelf.clear());
    if (what === "blank" && name === "conversations") continue;
    await Promise.all(known[name].map(([key, value]) => answered(shelf.put(value, key))));
  }
  base.close();
}
