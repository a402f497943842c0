/** Files: sealed in pieces on their way out, and handed out only when the last piece was right (section 6.3). */
import { MOST, MOST_BYTES, hex, openFile, sealFile, sealedLength, unhex } from "../../crypto/door.js";
import { Refusal, codeOf, refuseAs } from "./refusal.js";
import { idIn, numberIn } from "./server.js";
import { plainName, shown, textOf } from "./flow.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("../../crypto/plain.js").Manifest} Manifest */
/** @typedef {(done: number, all: number) => void} Progress */

const PIECE = 1_048_576;
const READ = 262_144;
const PATIENCE = 10;
const FIRST_WAIT = 500;

/** Whole code points, so that a name that is cut stays text. @param {string} text @param {number} most bytes */
function cut(text, most) {
  let kept = "";
  for (const sign of text.normalize("NFC").replaceAll("\0", "")) {
    if (new TextEncoder().encode(kept + sign).length > most) break;
    kept += sign;
  }
  return kept;
}

export class Files {
  /** What was uploaded and not yet named by a message. @type {Map<string, Manifest>} */
  uploaded = new Map();

  /** @param {Desk} desk */
  constructor(desk) {
    this.desk = desk;
    desk.forgetting.push(() => this.uploaded.clear());
  }

  /**
   * @param {Conversation} conversation
   * @param {File} file
   * @param {Progress} progress
   * @returns {Promise<import("../types.js").Manifest>}
   */
  async attach({ conv, bytes }, file, progress) {
    if (file.size > MOST_BYTES) throw new Refusal("file-too-large");
    this.desk.open();
    const all = sealedLength(file.size);
    const id = idIn((await this.desk.server.post(`c/${conv}/files`, { size: all }))["file"]);
    // One buffer for all pieces: what is joined anew for each chunk would fill the memory before anybody clears it.
    const piece = new Uint8Array(Math.min(PIECE, all));
    let [filled, at] = [0, 0];
    const send = async () => {
      await this.putPiece(`c/${conv}/files/${id}/${at}`, piece.slice(0, filled), at + filled);
      at += filled;
      filled = 0;
      progress(at, all);
    };
    /** @param {Bytes} sealed */
    const put = async (sealed) => {
      for (let from = 0; from < sealed.length; ) {
        const part = sealed.subarray(from, from + piece.length - filled);
        piece.set(part, filled);
        filled += part.length;
        from += part.length;
        if (filled === piece.length) await send();
      }
    };
    const sealed = await refuseAs("file-changed", () => sealFile({ conv: bytes, file: unhex(id), size: file.size, pieces: piecesOf(file), put }));
    if (filled > 0) await send();
    const manifest = { ...sealed, file: unhex(id), name: cut(file.name, MOST.name) || "file", type: cut(file.type, MOST.type) };
    this.uploaded.set(id, manifest);
    return shown(manifest);
  }

  /**
   * The same piece again changes nothing: a lost connection is tried again from where the server has it.
   *
   * @param {string} door
   * @param {Bytes} piece
   * @param {number} have how much the server then holds
   */
  async putPiece(door, piece, have) {
    for (let tries = 0; ; tries++) {
      try {
        const said = await this.desk.server.putBytes(door, piece);
        if (numberIn(said["have"]) < have) throw new Refusal("malformed");
        return;
      } catch (error) {
        if (codeOf(error) !== "offline" || tries >= PATIENCE) throw error;
        await new Promise((done) => setTimeout(done, Math.min(FIRST_WAIT * 2 ** tries, 15_000)));
      }
    }
  }

  /**
   * @param {string[]} files
   * @returns {Manifest[]}
   */
  manifests(files) {
    if (files.length > MOST.files) throw new Refusal("too-many-files");
    return files.map((file) => {
      const manifest = this.uploaded.get(file);
      if (!manifest) throw new Refusal("not-found");
      return manifest;
    });
  }

  /**
   * A file of one message. The server names the files: a name alone may stand in the message of another, too.
   *
   * @param {Conversation} conversation
   * @param {{ message: string | null, file: string }} which no message: it was attached here, and is not sent yet
   * @param {Progress} progress
   */
  async download(conversation, { message, file }, progress) {
    const manifest = message ? await manifestIn(conversation, message, file) : this.uploaded.get(file);
    if (!manifest) throw new Refusal("not-found");
    const pieces = this.fetched(`c/${conversation.conv}/files/${file}`, manifest, progress);
    const parts = await refuseAs("file-damaged", () => openFile({ conv: conversation.bytes, manifest, pieces }));
    // The type is what the sender says: the browser is told nothing that it might open by itself.
    return { blob: new Blob(parts, { type: "application/octet-stream" }), name: plainName(manifest.name) || "file" };
  }

  /**
   * @param {string} door
   * @param {Manifest} manifest
   * @param {Progress} progress
   */
  async *fetched(door, { size }, progress) {
    const all = sealedLength(size);
    for (let from = 0; from < all; from += PIECE) {
      const piece = await this.desk.server.getBytes(door, { from, to: Math.min(from + PIECE, all) - 1 });
      if (piece.length === 0) return;
      yield piece;
      progress(Math.min(from + piece.length, all), all);
    }
  }
}

/** @param {File} file @returns {AsyncGenerator<Bytes>} */
async function* piecesOf(file) {
  for (let at = 0; at < file.size; at += READ) {
    try {
      yield new Uint8Array(await file.slice(at, at + READ).arrayBuffer());
    } catch {
      throw new Refusal("file-changed");
    }
  }
}

/**
 * @param {Conversation} conversation
 * @param {string} message
 * @param {string} file
 * @returns {Promise<Manifest | undefined>}
 */
async function manifestIn(conversation, message, file) {
  const entry = conversation.entries.find(({ hash }) => hash === message);
  const isText = entry?.said && "cipher" in entry.said && conversation.verdicts.get(entry.seq)?.code === null;
  if (!entry || !isText) return undefined;
  return (await textOf(conversation, entry)).files.find((manifest) => hex(manifest.file) === file);
}
