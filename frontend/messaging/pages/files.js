/** Files of messages: those one sends along, sealed piece by piece with progress, and those one fetches. */
import { part, sentence, set, sizeOf, slot } from "./nodes.js";
import { reasonOf } from "./problem.js";

/** @typedef {import("../types.js").Manifest} Manifest */

/**
 * @param {HTMLElement} row
 * @returns {(done: number, all: number) => void}
 */
function bar(row) {
  const progress = /** @type {HTMLProgressElement} */ (slot(row, "progress"));
  progress.hidden = false;
  return (done, all) => {
    progress.max = all || 1;
    progress.value = done;
  };
}

/**
 * @param {Manifest[]} files
 * @param {(file: string, progress: (done: number, all: number) => void) => Promise<void>} download
 * @returns {HTMLElement[]}
 */
export function filesOf(files, download) {
  return files.map((file) => {
    const row = set(part("file"), { name: file.name, size: sizeOf(file.size) });
    const button = slot(row, "fetch");
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      button.setAttribute("aria-disabled", "true");
      set(row, { said: null });
      try {
        await download(file.file, bar(row));
        set(row, { said: sentence("file-checked") });
      } catch (error) {
        set(row, { said: reasonOf(error) });
      } finally {
        button.removeAttribute("aria-disabled");
        slot(row, "progress").hidden = true;
      }
    });
    return row;
  });
}

/**
 * The files of a message that is being written.
 *
 * @param {HTMLElement} place
 * @param {(file: File, progress: (done: number, all: number) => void) => Promise<Manifest>} attach
 * @param {() => void} changed
 */
export function attachments(place, attach, changed) {
  const field = /** @type {HTMLInputElement} */ (place.querySelector("input[type=file]"));
  const list = slot(place, "attached");
  /** @type {Map<HTMLElement, Promise<Manifest | null>>} */
  const rows = new Map();
  /** Those that go with the message on its way. @type {HTMLElement[]} */
  let going = [];
  /** @type {Map<HTMLElement, string>} */
  const sealed = new Map();

  /** @param {{ name: string, size: number }} file */
  function rowOf(file) {
    const row = set(part("attached"), { name: file.name, size: sizeOf(file.size) });
    slot(row, "drop").addEventListener("click", () => {
      rows.delete(row);
      sealed.delete(row);
      row.remove();
      changed();
    });
    list.append(row);
    return row;
  }

  /** @param {File} file */
  function add(file) {
    const row = rowOf(file);
    rows.set(row, seal(file, row));
  }

  /**
   * @param {HTMLElement} row
   * @param {Manifest} made
   */
  function done(row, made) {
    set(row, { said: sentence("file-sealed") });
    sealed.set(row, made.file);
    return made;
  }

  /**
   * @param {File} file
   * @param {HTMLElement} row
   */
  async function seal(file, row) {
    try {
      const made = await attach(file, bar(row));
      if (!rows.has(row)) return null;
      done(row, made);
      changed();
      return made;
    } catch (error) {
      const again = slot(row, "again");
      again.hidden = false;
      again.onclick = () => {
        again.hidden = true;
        rows.set(row, seal(file, row));
      };
      set(row, { said: reasonOf(error) });
      return null;
    } finally {
      slot(row, "progress").hidden = true;
    }
  }

  field.addEventListener("change", () => {
    for (const file of field.files ?? []) add(file);
    field.value = "";
  });
  return {
    /** @returns {Promise<string[] | null>} the files, once all are sealed; null when one is not, and nothing should be sent without it */
    ready: async () => {
      const asked = [...rows.keys()];
      await Promise.all(rows.values());
      // What was taken out meanwhile does not go.
      going = asked.filter((row) => rows.has(row));
      const made = await Promise.all(going.map((row) => rows.get(row)));
      return made.includes(null) ? null : made.map((one) => /** @type {Manifest} */ (one).file);
    },
    /** @returns {string[]} the files that are sealed so far */
    sealed: () => [...sealed.values()],
    /** @param {Manifest[]} files that were sealed before */
    restore: (files) => {
      const there = new Set(sealed.values());
      for (const made of files.filter(({ file }) => !there.has(file))) {
        const row = rowOf(made);
        rows.set(row, Promise.resolve(done(row, made)));
      }
    },
    /** Those that are sealed go off the page: they are kept with the text. */
    takeOff: () => {
      for (const row of sealed.keys()) {
        rows.delete(row);
        row.remove();
      }
      sealed.clear();
    },
    /** What went is gone; what was chosen meanwhile waits for the next message. */
    clear: () => {
      for (const row of going) {
        rows.delete(row);
        sealed.delete(row);
        row.remove();
      }
      going = [];
    },
  };
}
