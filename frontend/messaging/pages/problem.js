/** Says in words why something was not done. */
import { EngineError } from "../engine.js";
import { fill, part, sentence, set } from "./nodes.js";

/**
 * @param {string} code
 * @param {Record<string, any>} [detail]
 * @returns {string}
 */
export function explain(code, detail = {}) {
  const kept = code === "offline" && detail["kept"] ? sentence("code-offline-kept") : "";
  return kept || sentence(`code-${code}`) || sentence("code-other").replace("{code}", code);
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof EngineError)) throw error;
  return error.words || explain(error.code, error.detail);
}

/**
 * A notice that stands where the act was asked for, and is read out.
 *
 * @param {Element} place
 * @param {unknown} error null takes the notice away
 */
export function showProblem(place, error) {
  if (error === null) return place.replaceChildren();
  place.replaceChildren(set(part("problem"), { text: fill(reasonOf(error), {}) }));
}

/**
 * Do ACT once, with the buttons of FORM out of reach meanwhile; what fails is said in the place `problem` of FORM.
 *
 * @param {HTMLElement} form
 * @param {() => Promise<void>} act
 */
export async function attempt(form, act) {
  if (form.getAttribute("aria-busy") === "true") return;
  const place = form.querySelector("[data-problem]") ?? form;
  const buttons = [...form.querySelectorAll("button")].filter((button) => !button.hasAttribute("data-free"));
  form.setAttribute("aria-busy", "true");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  try {
    showProblem(place, null);
    await act();
  } catch (error) {
    showProblem(place, error);
  } finally {
    form.removeAttribute("aria-busy");
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }
}

/**
 * Do ACT when FORM is sent; the browser sends nothing.
 *
 * @param {Element | null} form
 * @param {(fields: FormData, form: HTMLFormElement) => Promise<void>} act
 */
export function onSend(form, act) {
  if (!(form instanceof HTMLFormElement)) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(form, () => act(new FormData(form), form));
  });
}

/**
 * Do ACT when the button NAME inside ROOT is pressed.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @param {() => Promise<void>} act
 */
export function onPress(root, name, act) {
  for (const button of root.querySelectorAll(`[data-act="${name}"]`)) {
    const around = button.closest("form, section, li, dialog, article");
    button.addEventListener("click", () => void attempt(/** @type {HTMLElement} */ (around ?? button), act));
  }
}
