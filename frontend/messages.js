/** What the pages of sealed messages start: one engine, one page, and the gate before it. */
import { startEngine } from "./messaging/engine.js";
import { conversation } from "./messaging/pages/conversation.js";
import { guard } from "./messaging/pages/gate.js";
import { keys } from "./messaging/pages/keys.js";
import { list } from "./messaging/pages/list.js";
import { person } from "./messaging/pages/person.js";
import { setUp } from "./messaging/pages/set_up.js";
import { start } from "./messaging/pages/start.js";

const SCREENS = { list, start, conversation, keys, person, "set-up": setUp };

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-sealed]"));
if (place) {
  const { sealed, worker = "" } = place.dataset;
  // The frame of each page has a form, and so the token.
  const token = /** @type {HTMLInputElement | null} */ (document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
  const engine = startEngine({ worker, token });
  const screen = SCREENS[/** @type {keyof typeof SCREENS} */ (sealed)](engine, place);
  void guard(engine, place, screen, sealed === "set-up" ? "set-up" : "open");
}
