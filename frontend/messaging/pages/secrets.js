/** Six words and the groups of the recovery sheet, as set-up and the page of one's keys show them. */
import { part, set } from "./nodes.js";

/**
 * @param {HTMLElement} place a list
 * @param {string[]} words
 * @param {string} language
 */
export function showWords(place, words, language) {
  place.lang = language;
  place.dir = language === "ar" ? "rtl" : "ltr";
  place.replaceChildren(...words.map((word) => set(part("word"), { word })));
}

/**
 * @param {HTMLElement} place a list
 * @param {import("../types.js").Sheet} sheet
 */
export function showSheet(place, sheet) {
  place.replaceChildren(...sheet.groups.map((group) => set(part("group"), { group })));
}
