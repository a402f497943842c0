/** The vectors of the protocol, read from their files. */
import { readFile, readdir } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { disagreements } from "./judge.js";

const committed = new URL("../vectors/messaging/", import.meta.url);

/** @returns all cases, each with its object and what it is given */
export async function vectors(folder = committed) {
  const all = [];
  for (const name of (await readdir(folder)).filter((name) => name.endsWith(".json")).sort()) {
    const { object, cases } = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    const bases = new Map(cases.map((one) => [`${one.by} ${one.name}`, one.given]));
    all.push(...cases.map((one) => ({ ...one, object, given: one.given ?? bases.get(`${one.by} ${one.of}`) })));
  }
  return all;
}

// `node tests/crypto/vectors.js FOLDER` prints how many there are, and those of which the modules say something else.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = await vectors(pathToFileURL(`${process.argv[2]}/`));
  console.log(JSON.stringify({ count: all.length, wrong: await disagreements(all) }));
}
