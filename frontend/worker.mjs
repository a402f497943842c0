/** Builds the script of the Worker in which messages are sealed, and says what it is: the same input gives the same bytes. */
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { CREDITS, SOURCES, writeWordLists } from "./wordlists.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const PACKAGES = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** A package asks for Node's own cryptography where there is no browser's; here there always is one. */
const browserOnly = {
  name: "browser-only",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^crypto$/ }, () => ({ path: "crypto", namespace: "browser-only" }));
    onLoad({ filter: /.*/, namespace: "browser-only" }, () => ({ contents: "export const webcrypto = globalThis.crypto;" }));
  },
};

/** X-Wing asks its X25519 for agreement only, never for keys that are derived: what that package hashes by itself is not brought along. */
const withoutOwnHashes = {
  name: "without-own-hashes",
  setup({ onLoad }) {
    onLoad({ filter: /@hpke[\\/]dhkem-x25519[\\/]esm[\\/]src[\\/]hkdfSha256\.js$/ }, () => ({ contents: 'export { HkdfSha256Native as HkdfSha256 } from "@hpke/common";', resolveDir: root }));
  },
};

/** The lists under names that do not say where they were built. */
const wordsOf = (folder) => ({
  name: "words",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#words\// }, ({ path }) => ({ path: path.slice(7), namespace: "words" }));
    onLoad({ filter: /.*/, namespace: "words" }, ({ path }) => readFile(join(folder, `${path}.js`)).then((contents) => ({ contents })));
  },
});

/** @returns {Promise<{ sha256: string, bytes: number, compressed: number }>} of the file at PATH */
export async function describe(path) {
  const bytes = await readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { sha256, bytes: bytes.length, compressed: gzipSync(bytes, { level: 9 }).length };
}

async function removeOldParts(folder) {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => /-[0-9A-Z]{8}\.js$/.test(name) || name === "licences");
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true })));
}

/** The packages inside ask that their licence travels with them; where none lies in a package, what it says of itself does. */
async function copyLicences(inputs, folder) {
  const names = new Set([...inputs.map((input) => PACKAGES.exec(input)?.[1]).filter(Boolean), ...SOURCES]);
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const source = join(root, "node_modules", name);
    const file = (await readdir(source)).sort().find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
    const said = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
    const text = file ? await readFile(join(source, file), "utf8") : `${name} ${said.version}\nLicence: ${said.license}\n`;
    await writeFile(join(folder, `${name.replace("@", "").replace("/", "-")}.txt`), text + (CREDITS[name] ?? ""));
  }
  return [...names].sort();
}

/**
 * @param {{entry: string, output: string}} what `entry` is built to `<output>/frontend/messaging/worker.js`; beside it lie the parts
 *   that are loaded later, named by their content, and `bundle.json`, which says the hash of each
 */
export async function buildWorker({ entry, output }) {
  const folder = join(output, "frontend", "messaging");
  await removeOldParts(folder);
  await writeWordLists(join(output, "wordlists"));
  const { metafile } = await build({
    entryPoints: { worker: join(here, entry) },
    outdir: folder,
    chunkNames: "[name]-[hash]",
    plugins: [browserOnly, withoutOwnHashes, wordsOf(join(output, "wordlists"))],
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
    absWorkingDir: root,
  });
  const built = Object.keys(metafile.outputs).map((path) => join(root, path)).sort();
  const files = Object.fromEntries(await Promise.all(built.map(async (path) => [relative(folder, path), await describe(path)])));
  const packages = await copyLicences(Object.keys(metafile.inputs), join(folder, "licences"));
  const said = { worker: "messaging/worker.js", ...files["worker.js"], files, packages };
  await writeFile(join(folder, "bundle.json"), `${JSON.stringify(said, null, 2)}\n`);
}

if (basename(process.argv[1] ?? "") === "worker.mjs") {
  await buildWorker({ entry: process.argv[2] ?? "messaging/worker.js", output: process.argv[3] ?? join(root, ".build") });
}
