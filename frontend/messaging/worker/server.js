/** The doors of section 8: JSON and bytes, nothing believed. A refusal keeps its code; no answer is `offline`. */
import { base64, unbase64 } from "../../crypto/door.js";
import { Refusal } from "./refusal.js";

const PATIENCE = 30_000;

export class Server {
  /**
   * @param {{ root: string, token: string, ask?: typeof fetch }} to the address of `/messages/`, and the page's CSRF token
   */
  constructor({ root, token, ask = (...request) => fetch(...request) }) {
    this.root = root;
    this.token = token;
    this.ask = ask;
  }

  /** @param {string} door */
  get(door) {
    return this.json("GET", door);
  }

  /**
   * @param {string} door
   * @param {Record<string, any>} [body] bytes in it travel as base64
   */
  post(door, body = {}) {
    return this.json("POST", door, body);
  }

  /**
   * @param {string} door
   * @param {Record<string, any>} body
   */
  put(door, body) {
    return this.json("PUT", door, body);
  }

  /**
   * @param {string} method
   * @param {string} door
   * @param {Record<string, any>} [body]
   * @returns {Promise<Record<string, any>>}
   */
  async json(method, door, body) {
    const content = body && JSON.stringify(body, (_name, value) => (value instanceof Uint8Array ? base64(/** @type {Bytes} */ (value)) : value));
    const headers = { Accept: "application/json", ...(content ? { "Content-Type": "application/json" } : {}) };
    const answer = await this.send(method, door, content, headers);
    if (answer.status === 204) return {};
    return read(answer);
  }

  /**
   * @param {string} door
   * @param {Bytes} piece
   * @returns {Promise<Record<string, any>>}
   */
  async putBytes(door, piece) {
    return read(await this.send("PUT", door, piece, { "Content-Type": "application/octet-stream" }));
  }

  /**
   * @param {string} door
   * @param {{ from: number, to: number }} range both inclusive
   * @returns {Promise<Bytes>}
   */
  async getBytes(door, { from, to }) {
    const answer = await this.send("GET", door, undefined, { Range: `bytes=${from}-${to}` });
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch {
      throw new Refusal("offline");
    }
  }

  /**
   * @param {string} method
   * @param {string} door
   * @param {BodyInit | undefined} body
   * @param {Record<string, string>} headers
   */
  async send(method, door, body, headers) {
    if (method !== "GET") headers["X-CSRFToken"] = this.token;
    const request = { method, body, headers, credentials: /** @type {const} */ ("same-origin"), redirect: /** @type {const} */ ("manual") };
    let answer;
    try {
      answer = await this.ask(this.root + door, { ...request, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new Refusal("offline");
    }
    // Without a complete sign-in every address answers with a redirect, or with 401.
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400) || answer.status === 401) throw new Refusal("signed-out");
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  }
}

/** @param {Response} answer */
async function refusalOf(answer) {
  /** @type {Record<string, any>} */
  let said = {};
  try {
    said = await answer.json();
  } catch {
    said = {};
  }
  const { code, message, ...detail } = said ?? {};
  if (typeof code === "string") return new Refusal(code, { ...detail, status: answer.status }, typeof message === "string" ? message : "");
  if (answer.status === 404) return new Refusal("not-found");
  // A fault, an overload or a proxy that stands in for the server: as if it had not answered.
  return new Refusal(answer.status >= 500 || answer.status === 429 ? "offline" : "refused", { status: answer.status });
}

/**
 * @param {Response} answer
 * @returns {Promise<Record<string, any>>}
 */
async function read(answer) {
  let said;
  try {
    said = await answer.json();
  } catch (error) {
    throw new Refusal(error instanceof SyntaxError ? "malformed" : "offline");
  }
  if (typeof said !== "object" || said === null || Array.isArray(said)) throw new Refusal("malformed");
  return said;
}

/**
 * The bytes that stand in an answer as base64.
 *
 * @param {unknown} value
 * @returns {Bytes}
 */
export function bytesIn(value) {
  if (typeof value !== "string") throw new Refusal("malformed");
  return unbase64(value);
}

/**
 * @param {unknown} value
 * @returns {number} a whole number, not below zero
 */
export function numberIn(value) {
  if (!Number.isSafeInteger(value) || /** @type {number} */ (value) < 0) throw new Refusal("malformed");
  return /** @type {number} */ (value);
}

/**
 * @param {unknown} value
 * @returns {any[]}
 */
export function listIn(value) {
  if (!Array.isArray(value)) throw new Refusal("malformed");
  return value;
}

/**
 * @param {unknown} value
 * @returns {string} an identifier of 32 signs
 */
export function idIn(value) {
  if (typeof value !== "string" || !/^[0-9a-f]{32}$/.test(value) || /^0+$/.test(value)) throw new Refusal("malformed");
  return value;
}
