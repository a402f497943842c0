/** Builds the style sheet, the one script and the icons in use into `.build/`; the same input gives the same bytes. */
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWorker } from "./worker.mjs";
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

async function buildStyle() {
  await build({
    entryPoints: [join(here, "css", "app.css")],
    outfile: join(output, "frontend", "app.css"),
    bundle: true,
    minify: true,
    target: browsers,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
}

/** Keeps the drawing and its measure; what all icons share stands in the style sheet once. */
function shorten(drawing, name, mirrored) {
  const shapes = drawing.replace(/<!--.*?-->/gs, "").replace(/<svg[^>]*>|<\/svg>/g, "");
  const line = shapes.replace(/\s+/g, " ").replace(/> </g, "><").replace(/ \/>/g, "/>").trim();
  if (!line) throw new Error(`the icon ${name} is empty`);
  const kind = mirrored ? "icon mirrored" : "icon";
  return (
    `<svg class="${kind}" width="16" height="16" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `aria-hidden="true">${line}</svg>`
  );
}

async function copyIcons() {
  const { icons, mirrored } = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const source = join(root, "node_modules", "lucide-static");
  const target = join(output, "icons");
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const name of icons) {
    const drawing = await readFile(join(source, "icons", `${name}.svg`), "utf8");
    await writeFile(join(target, `${name}.svg`), shorten(drawing, name, mirrored.includes(name)));
  }
  await copyFile(join(source, "LICENSE"), join(target, "LICENSE"));
}

/** The Worker of sealed messages, and the words that passphrases are drawn from. */
async function buildSealing() {
  const worker = "messaging/worker.js";
  if (existsSync(join(here, worker))) await buildWorker({ entry: worker, output });
  else await writeWordLists(join(output, "wordlists"));
}

await mkdir(join(output, "frontend"), { recursive: true });
await Promise.all([buildScript(), buildStyle(), copyIcons(), buildSealing(), copyFile(join(here, "mark.svg"), join(output, "frontend", "mark.svg"))]);
