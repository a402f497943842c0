/** Builds the style sheets, the scripts and the icons in use into `.build/`; the same input gives the same bytes. */
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWorker, describe } from "./worker.mjs";
import { writeWordLists } from "./wordlists.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const output = process.argv[2] ?? join(root, ".build");
const browsers = ["chrome100", "firefox100", "safari15.4"];

/** What the browser starts, in this order; a part of the program that is not in this clone is left out. */
const entries = ["app.js", "live/live.js"].filter((entry) => existsSync(join(here, entry)));

async function buildScript() {
  await build({
    stdin: {
      contents: entries.map((entry) => `import "./${entry}";`).join("\n"),
      resolveDir: here,
      sourcefile: "entries.js",
    },
    outfile: join(output, "frontend", "app.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The pages of sealed messages bring their own script and sheet; the others do not pay for them. */
async function buildMessages() {
  await build({
    entryPoints: [join(here, "messages.js")],
    outfile: join(output, "frontend", "messages.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

async function buildStyle() {
  await build({
    entryPoints: ["app", "messages"].map((name) => join(here, "css", `${name}.css`)),
    outdir: join(output, "frontend"),
    bundle: true,
    minify: true,
    target: browsers,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The lines of a drawing, without what all icons share. */
function linesOf(drawing, name) {
  const shapes = drawing.replace(/<!--.*?-->/gs, "").replace(/<svg[^>]*>|<\/svg>/g, "");
  const lines = shapes.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim();
  if (!lines) throw new Error(`the icon ${name} is empty`);
  return lines;
}

/** One file for the mark and all icons, which a browser fetches once: drawn into each page they were a thirteenth of it. */
async function buildIcons() {
  const { icons } = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const source = join(root, "node_modules", "lucide-static");
  const symbols = [];
  for (const name of icons) {
    const lines = linesOf(await readFile(join(source, "icons", `${name}.svg`), "utf8"), name);
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor">${lines}</symbol>`);
  }
  const mark = (await readFile(join(here, "mark.svg"), "utf8")).trim();
  const licence = (await readFile(join(source, "LICENSE"), "utf8")).replace(/--+/g, "-").trim();
  const drawings = `<!-- The icons:\n${licence}\n-->${symbols.join("")}`;
  await writeFile(join(output, "frontend", "mark.svg"), mark.replace("</svg>", `${drawings}</svg>\n`));
}

/** The Worker of sealed messages, and the words that passphrases are drawn from. */
async function buildSealing() {
  const worker = "messaging/worker.js";
  if (existsSync(join(here, worker))) await buildWorker({ entry: worker, output });
  else await writeWordLists(join(output, "wordlists"));
}

/** Whatever runs on a page of sealed messages sees what is typed there: the description of the Worker says the hash of those scripts, too. */
async function describePages() {
  const file = join(output, "frontend", "messaging", "bundle.json");
  if (!existsSync(file)) return;
  const said = JSON.parse(await readFile(file, "utf8"));
  said.pages = Object.fromEntries(await Promise.all(["app.js", "messages.js"].map(async (name) => [name, await describe(join(output, "frontend", name))])));
  await writeFile(file, `${JSON.stringify(said, null, 2)}\n`);
}

await mkdir(join(output, "frontend"), { recursive: true });
await Promise.all([buildScript(), buildMessages(), buildStyle(), buildIcons(), buildSealing()]);
await describePages();
