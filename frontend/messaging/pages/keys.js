/** One's own keys: new words, a new sheet, a passkey, new keys. Each asks once more for a way that opens them. */
import { fill, sentence, set, slot } from "./nodes.js";
import { makePasskey, passkeysOffered } from "./passkey.js";
import { onPress, onSend } from "./problem.js";
import { showSheet, showWords } from "./secrets.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Opening} Opening */

/** Fourteen groups are the sheet; anything else are words. */
const SHEET = /^[\s-]*(?:[0-9a-z]{4}[\s-]*){14}$/i;

/**
 * @param {FormData} fields
 * @returns {Opening}
 */
function opening(fields) {
  const typed = String(fields.get("opening"));
  return SHEET.test(typed) ? { recovery: typed } : { words: typed };
}

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function keys(engine, place) {
  const language = /** @type {HTMLSelectElement} */ (place.querySelector("[name=language]"));
  const words = slot(place, "words");
  const sheet = slot(place, "sheet");

  /** @param {State} state */
  function show(state) {
    set(place, { gen: sentence("generation").replace("{number}", String((state.gen ?? 0) + 1)) });
    slot(place, "has-passkey").hidden = !state.passkey;
    slot(place, "passkey").hidden = !passkeysOffered();
  }

  /** @param {string} done the name of a sentence */
  function say(done) {
    set(place, { done: sentence(done) });
    slot(place, "done").scrollIntoView({ block: "nearest" });
  }

  const drawWords = async () => showWords(words, (await engine.words(/** @type {"en"} */ (language.value))).words, language.value);
  onPress(place, "draw-words", async () => {
    await drawWords();
    slot(place, "words-step").hidden = false;
  });
  language.addEventListener("change", () => slot(place, "words-step").hidden || void drawWords());
  onSend(place.querySelector("form[data-new-words]"), async (fields, form) => {
    show(await engine.newWords(opening(fields)));
    words.replaceChildren();
    slot(place, "words-step").hidden = true;
    form.reset();
    say("words-changed");
  });

  onPress(place, "draw-sheet", async () => {
    const made = await engine.recoverySheet();
    showSheet(sheet, made);
    set(place, { ask: fill(sentence("type-group"), { number: String(made.ask + 1) }) });
    slot(place, "sheet-step").hidden = false;
  });
  onPress(place, "print", async () => print());
  onSend(place.querySelector("form[data-new-sheet]"), async (fields, form) => {
    show(await engine.newSheet({ ...opening(fields), typedGroup: String(fields.get("group")) }));
    sheet.replaceChildren();
    slot(place, "sheet-step").hidden = true;
    form.reset();
    say("sheet-changed");
  });

  onSend(place.querySelector("form[data-add-passkey]"), async (fields, form) => {
    const passkey = await makePasskey(await engine.passkeyInput(), sentence("passkey-name"));
    show(await engine.addPasskey({ ...opening(fields), passkey }));
    form.reset();
    say("passkey-added");
  });
  onPress(place, "rotate", async () => {
    show(await engine.rotateKeys());
    say("keys-changed");
  });

  return {
    open: show,
    close: () => {
      words.replaceChildren();
      sheet.replaceChildren();
      for (const form of place.querySelectorAll("form")) form.reset();
    },
  };
}
