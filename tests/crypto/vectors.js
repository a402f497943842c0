/** The vectors of the protocol, read from their files. */
import { readFile, readdir } from "node:fs/promises";

const folder = new URL("../vectors/messaging/", import.meta.url);

/** @returns all cases, each with its object and what it is given */
export async function vectors() {
  const all = [];
  for (const name of (await readdir(folder)).filter((name) => name.endsWith(".json")).sort()) {
    const { object, cases } = JSON.parse(await readFile(new URL(name, folder), "utf8"));
    const bases = new Map(cases.map((one) => [`${one.by} ${one.name}`, one.given]));
    all.push(...cases.map((one) => ({ ...one, object, given: one.given ?? bases.get(`${one.by} ${one.of}`) })));
  }
  return all;
}
