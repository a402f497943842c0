/** Choosing people to write to: a search among the members, and the chosen ones as a list from which each can be taken out. */
import { part, sentence, set, slot } from "./nodes.js";
import { nameOf, personLine } from "./people.js";
import { reasonOf } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Person} Person */
/** @typedef {import("../types.js").Id} Id */

const PAUSE = 250;

/**
 * @param {Engine} engine
 * @param {HTMLElement} place
 * @param {(chosen: Person[]) => void} [changed]
 */
export function picker(engine, place, changed = () => {}) {
  /** @type {Map<Id, Person>} */
  const chosen = new Map();
  /** @type {Set<Id>} */
  let present = new Set();
  const field = /** @type {HTMLInputElement} */ (place.querySelector("input[type=search]"));
  const found = slot(place, "found");
  let asked = 0;
  let timer = 0;

  async function look() {
    const query = field.value.trim();
    const mine = ++asked;
    if (query.length < 2) return say(null, []);
    try {
      const people = (await engine.people(query)).filter(({ self, identity }) => !self && !(identity && present.has(identity)));
      if (mine === asked) say(people.length ? null : sentence("nobody-found"), people);
    } catch (error) {
      if (mine === asked) say(reasonOf(error), []);
    }
  }

  /**
   * @param {string | null} words
   * @param {Person[]} people
   */
  function say(words, people) {
    set(place, { said: words });
    found.replaceChildren(...people.map(offer));
  }

  /** @param {Person} person */
  function offer(person) {
    const node = set(part("found"), { person: [personLine(person)] });
    const button = /** @type {HTMLButtonElement} */ (slot(node, "choose"));
    const can = person.identity !== null && person.trust !== "unproven" && !person.ended;
    button.hidden = !can || chosen.has(person.identity ?? "");
    button.append(set(part("unseen"), { text: ` ${nameOf(person)}` }));
    // Of who has no keys the mark says it.
    set(node, { why: can || person.identity === null ? null : sentence("code-key-not-in-log") });
    button.addEventListener("click", () => choose(person));
    return node;
  }

  /** @param {Person} person */
  function choose(person) {
    if (!person.identity) return;
    chosen.set(person.identity, person);
    field.value = "";
    say(null, []);
    draw();
    field.focus();
  }

  function draw() {
    const list = slot(place, "chosen");
    list.hidden = chosen.size === 0;
    list.replaceChildren(
      ...[...chosen.values()].map((person) => {
        const node = set(part("chosen"), { person: [personLine(person)] });
        const button = slot(node, "drop");
        button.append(set(part("unseen"), { text: ` ${nameOf(person)}` }));
        button.addEventListener("click", () => {
          chosen.delete(/** @type {Id} */ (person.identity));
          draw();
          field.focus();
        });
        return node;
      }),
    );
    changed([...chosen.values()]);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  // Enter looks at once; it never sends the form round the field.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    void look();
  });

  return {
    choose,
    people: () => [...chosen.values()],
    ids: () => [...chosen.keys()],
    /** @param {Person[]} people who need not be offered */
    without: (people) => {
      present = new Set(people.map(({ identity }) => identity ?? ""));
    },
    clear: () => {
      chosen.clear();
      say(null, []);
      draw();
    },
  };
}
