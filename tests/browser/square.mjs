/** Reads a square as a camera would: `{width, height, data}` (RGBA, base64) on standard input, its text on standard output. */
import { text } from "node:stream/consumers";
import decodeQR from "qr/decode.js";

const { width, height, data } = JSON.parse(await text(process.stdin));
process.stdout.write(decodeQR({ width, height, data: new Uint8ClampedArray(Buffer.from(data, "base64")) }));
