/** What is inside an envelope: the text, what it answers, its handling code and the manifests of its files. */
import { ZERO32, allZero, join, list, u64, u8, utf8, vec } from "./bytes.js";
import { MOST_BYTES, sealedLength } from "./file.js";
import { pad, requirePadding } from "./padding.js";
import { Reader } from "./reader.js";
import { require } from "./refused.js";

/** @typedef {{file: Bytes, key: Bytes, name: string, type: string, size: number, shaPlain: Bytes, shaCipher: Bytes}} Manifest */
/** @typedef {{kind: number, replyTo?: Bytes, code?: number, body: string, files?: Manifest[]}} Written */

export const KIND = Object.freeze({ message: 1, title: 2 });
export const CODES = Object.freeze({ clear: 0, green: 1, amber: 2, amberStrict: 3, red: 4 });
export const MOST = Object.freeze({ body: 60_000, title: 400, files: 10, name: 255, type: 127, plain: 65_536 });

/** Padded; `readPlain` reads it back, or it is refused. @type {(frankKey: Bytes, content: Written) => Bytes} */
export function writePlain(frankKey, { kind, replyTo = ZERO32, code = CODES.clear, body, files = [] }) {
  const manifests = files.map(({ file, key, name, type, size, shaPlain, shaCipher }) =>
    join(file, key, vec(utf8(name)), vec(utf8(type)), u64(size), shaPlain, shaCipher, u64(sealedLength(size))),
  );
  const plain = pad(join(frankKey, u8(kind), replyTo, u8(code), vec(utf8(body)), list(u8, manifests)));
  readPlain(plain, kind);
  return plain;
}

/** `kind` is what the envelope says. @param {Bytes} plain @param {number} kind */
export function readPlain(plain, kind) {
  require(plain.length >= 32, "malformed");
  return { frankKey: plain.slice(0, 32), ...readContent(plain.slice(32), kind) };
}

/** The content is padded, as it is reported. @param {Bytes} content @param {number} kind */
export function readContent(content, kind) {
  const reader = new Reader(content, MOST.plain - 32);
  reader.type(kind);
  const isTitle = kind === KIND.title;
  const [replyTo, code] = [reader.hash(), reader.u8upTo(CODES.red)];
  const body = reader.text(isTitle ? MOST.title : MOST.body);
  const files = reader.list(reader.u8(), { least: 0, most: isTitle ? 0 : MOST.files }, () => readManifest(reader));
  require(!isTitle || (allZero(replyTo) && code === CODES.clear), "malformed");
  requirePadding(reader, 32);
  return { content, kind, replyTo, code, body, files };
}

/** @param {Reader} reader */
function readManifest(reader) {
  const [file, key, name, type] = [reader.id(), reader.take(32), reader.text(MOST.name), reader.text(MOST.type)];
  const [size, shaPlain, shaCipher, cipherSize] = [reader.u64(), reader.hash(), reader.hash(), reader.u64()];
  require(name && size <= MOST_BYTES && cipherSize === sealedLength(size), "malformed");
  return { file, key, name, type, size, shaPlain, shaCipher, cipherSize };
}
