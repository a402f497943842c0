/** Setting up messages: six words, a sheet to print, one group of it typed back, a passkey for those who want one. */
import { passkeysOffered, makePasskey } from "./passkey.js";
import { fill, sentence, slot } from "./nodes.js";
import { onPress, onSend } from "./problem.js";
import { showSheet, showWords } from "./secrets.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Prf} Prf */

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @returns {import("./gate.js").Screen}
 */
export function setUp(engine, place) {
  /** @type {Prf | undefined} */
  let prf;
  const steps = /** @type {HTMLElement[]} */ ([...place.querySelectorAll("[data-step]")]);

  /** @param {string} name */
  function go(name) {
    for (const step of steps) step.hidden = step.dataset["step"] !== name;
    const heading = steps.find((step) => !step.hidden)?.querySelector("h2");
    heading?.focus();
    scrollTo({ top: 0, behavior: "instant" });
  }

  const language = /** @type {HTMLSelectElement} */ (place.querySelector("[name=language]"));
  const newWords = async () => showWords(slot(place, "words"), (await engine.words(/** @type {"en"} */ (language.value))).words, language.value);

  onPress(place, "begin", async () => {
    await newWords();
    go("words");
  });
  language.addEventListener("change", () => void newWords());
  onPress(place, "other-words", newWords);
  onPress(place, "sheet", async () => {
    const sheet = await engine.recoverySheet();
    showSheet(slot(place, "sheet"), sheet);
    for (const ask of place.querySelectorAll('[data-slot="ask"]')) ask.replaceChildren(...fill(sentence("type-group"), { number: String(sheet.ask + 1) }));
    go("sheet");
  });
  onPress(place, "print", async () => print());
  onPress(place, "back", async () => go("sheet"));
  onPress(place, "prove", async () => {
    go("prove");
    place.querySelector("input")?.focus();
  });
  slot(place, "passkey").hidden = !passkeysOffered();
  onPress(place, "passkey", async () => {
    prf = await makePasskey(await engine.passkeyInput(), sentence("passkey-name"));
    slot(place, "passkey-made").hidden = false;
    slot(place, "passkey-offer").hidden = true;
  });
  onSend(place.querySelector("form[data-prove]"), async (fields) => {
    const again = slot(place, "factor");
    again.hidden = true;
    await engine.finishSetup({ typedGroup: String(fields.get("group")), ...(prf ? { prf } : {}) }).catch((error) => {
      again.hidden = error.code !== "second-factor";
      throw error;
    });
    location.assign(after() + location.hash);
  });

  /** @param {import("../types.js").State} state */
  function open(state) {
    slot(place, "anew").hidden = state.reset !== "may";
    go("what");
  }

  return { open, close: () => slot(place, "sheet").replaceChildren() };
}

/** @returns {string} where the member wanted to go, inside this room */
function after() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return next.startsWith("/messages/") ? next : "/messages/";
}
