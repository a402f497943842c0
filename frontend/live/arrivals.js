/** The line above or below what one reads that says what has arrived, and waits to be asked. */

/** What one browser of many does by itself, it does a moment later than the others. */
const SPREAD = 1_500;

/**
 * Show SENTENCE in the line of PLACE as a button which does ACT; "" takes the line away. The focus stays where it is.
 *
 * @param {HTMLElement} line
 * @param {string} sentence
 * @param {() => void} act
 */
export function announce(line, sentence, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--small";
  button.textContent = sentence;
  button.addEventListener("click", act);
  line.replaceChildren(...(sentence ? [button] : []));
  line.hidden = !sentence;
}

/**
 * Return a function that does ACT once, a moment after it was first asked, and not while nobody looks at the page.
 *
 * @param {() => Promise<void>} act
 * @returns {() => void}
 */
export function soon(act) {
  let waits = false;
  const run = async () => {
    waits = false;
    try {
      await act();
    } catch {
      // The server is away: what is new waits for the next word, or for the next page.
    }
  };
  return () => {
    if (waits) return;
    waits = true;
    if (document.hidden) document.addEventListener("visibilitychange", run, { once: true });
    else setTimeout(run, Math.random() * SPREAD);
  };
}
