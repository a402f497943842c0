/**
 * Stands between real browsers and the real application, tells one lie at a time, and keeps all that passes. Its own addresses: `/__page` a blank
 * page under the site's policy, `/__lies` what there is, `/__tell` which lie is told from now on, `/__world` whom it is told to.
 */
import { createServer, request as ask } from "node:http";
import { appendFileSync } from "node:fs";
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hkdf } from "../../../frontend/crypto/door.js";
import { signingKey } from "../../../frontend/crypto/signature.js";
import { LIES } from "./lies.js";
import { Tools } from "./tools.js";

const here = dirname(fileURLToPath(import.meta.url));
const { SITE_PORT, PORT, MESSAGES_KEY, TRAFFIC } = process.env;
const text = new TextEncoder();

const bundle = await build({
  stdin: { contents: 'export * from "../../../frontend/messaging/engine.js"; export * from "./observe.js";', resolveDir: here },
  bundle: true, write: false, format: "esm",
});
const seed = await hkdf(text.encode(MESSAGES_KEY), new Uint8Array(32), text.encode("counterpart/messages/ed25519"), 32);
const signer = await signingKey(seed);

let lie = null;
let tools = null;
let world = null;
/** The wraps leave the server ten times an hour; a server that lies may say again what it said. */
const blobs = new Map();

/** @returns {Promise<{ status: number, headers: any, body: Buffer }>} */
function forward({ method, url, headers }, body) {
  return new Promise((done, failed) => {
    const way = ask({ host: "127.0.0.1", port: SITE_PORT, method, path: url, headers: { ...headers, "accept-encoding": "identity" } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    });
    way.on("error", failed);
    way.end(body);
  });
}

async function honest(door, cookie) {
  const { body } = await forward({ method: "GET", url: `/messages/${door}`, headers: { host: `localhost:${PORT}`, cookie, accept: "application/json" } });
  return JSON.parse(body.toString());
}

async function prepare(said) {
  world = said;
  const ana = (door) => honest(door, said.cookies.ana);
  const { entries } = (await ana(`keys?of=${said.chloe}`)).keys[0];
  const foreign = (await ana(`c/${said.other}/entries?after=0`)).entries.at(-1).object;
  const older = { payload: said.older };
  const other = { payload: await honest("blob/payload", said.cookies.ben) };
  tools = new Tools({ signer: signer.key, publicKey: signer.publicKey, ask: ana, older, other, chloe: { entries }, foreign, me: await ana("me") });
}

async function answerTo(request, body) {
  const door = request.url.startsWith("/messages/") ? request.url.slice(10) : null;
  const isLie = lie && door && lie.door.test(door) && request.method !== "PUT" && !(lie.door.test("me") && request.method !== "GET");
  if (isLie && lie.instead) return json(lie.instead, lie.tell());
  const key = `${request.headers.cookie}`;
  if (request.method === "PUT" && door === "blob") blobs.delete(key);
  const given = (door === "blob" && request.method === "GET" && blobs.get(key)) || (await forward(request, body));
  if (door === "blob" && request.method === "GET" && given.status === 200) blobs.set(key, given);
  if (!isLie || given.status >= 300) return given;
  const isJson = given.headers["content-type"]?.startsWith("application/json");
  const asked = { method: request.method, door };
  const told = await lie.tell({ said: isJson ? JSON.parse(given.body.toString()) : {}, bytes: isJson ? undefined : new Uint8Array(given.body), asked, tools, world });
  return isJson ? json(given.status, told) : { ...given, headers: { ...given.headers, "content-length": told.length }, body: Buffer.from(told) };
}

function json(status, said) {
  const body = Buffer.from(JSON.stringify(said));
  return { status, headers: { "content-type": "application/json", "content-length": body.length }, body };
}

/** Nothing is on it, and it stands under the policy of the application's own pages. */
async function page() {
  const { headers } = await forward({ method: "GET", url: "/", headers: { host: `localhost:${PORT}` } });
  const policy = headers["content-security-policy"];
  if (!policy?.includes("require-trusted-types-for")) throw new Error("the application sent no policy");
  return { status: 200, headers: { "content-type": "text/html", "content-security-policy": policy }, body: Buffer.from("<!doctype html><title>page</title>") };
}

async function own(url, body) {
  if (url === "/__page") return page();
  if (url === "/static/__engine.js") return { status: 200, headers: { "content-type": "text/javascript" }, body: Buffer.from(bundle.outputFiles[0].contents) };
  if (url === "/__lies") return json(200, LIES.map(({ name, by, act, expect }) => ({ name, by, act, expect: [expect].flat() })));
  if (url === "/__world") await prepare(JSON.parse(body));
  if (url === "/__tell") lie = LIES.find(({ name }) => name === body.toString()) ?? null;
  return json(200, {});
}

createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const body = Buffer.concat(parts);
    try {
      const isOwn = request.url.startsWith("/__") || request.url === "/static/__engine.js";
      const { status, headers, body: said } = isOwn ? await own(request.url, body) : await answerTo(request, body);
      if (!isOwn && !request.url.startsWith("/static/")) appendFileSync(TRAFFIC, Buffer.concat([text.encode(`${request.method} ${request.url}\n`), body, text.encode("\n"), said, text.encode("\n")]));
      const { "transfer-encoding": _chunked, connection: _connection, ...rest } = headers;
      response.writeHead(status, rest).end(said);
    } catch (error) {
      console.error(error);
      response.writeHead(502).end();
    }
  });
}).listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
