/** Six words for a passphrase, drawn evenly from the list of a language. */

/** Each list is a file of its own, loaded when words are wanted. */
const LISTS = {
  en: () => import("#words/en"),
  fr: () => import("#words/fr"),
  ar: () => import("#words/ar"),
};

/**
 * Numbers above the last whole multiple are drawn again: each word is as likely as any other.
 * @type {(list: readonly string[]) => string}
 */
function draw(list) {
  const whole = Math.floor(2 ** 32 / list.length) * list.length;
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number < whole ? /** @type {string} */ (list[number % list.length]) : draw(list);
}

/** Six of 7,776 are some 77 bits. @type {(language: "en" | "fr" | "ar") => Promise<string[]>} */
export async function newWords(language) {
  const { default: list } = await LISTS[language]();
  return Array.from({ length: 6 }, () => draw(list));
}
