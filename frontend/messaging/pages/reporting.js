/** Reporting a message to the secretariat: the reason, then exactly what is handed over, and only then the handing over. */
import { showCode } from "./flow.js";
import { paragraphs, part, sentence, set, slot, timeOf } from "./nodes.js";
import { personLine } from "./people.js";
import { onPress, onSend } from "./problem.js";

/** @typedef {import("../types.js").Engine} Engine */
/** @typedef {import("../types.js").Message} Message */
/** @typedef {import("../types.js").ReportPreview} ReportPreview */

/**
 * @param {Engine} engine
 * @param {string} conv
 */
export function reporting(engine, conv) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-report]"));
  /** The hash of the message. @type {string | null} */
  let about = null;
  /** @type {{ hashes: string[], reason: string } | null} */
  let what = null;

  /** @param {"reason" | "preview" | "done"} name */
  function go(name) {
    for (const step of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-step]"))) step.hidden = step.dataset["step"] !== name;
  }

  onSend(dialog.querySelector("form[data-reason]"), async (fields) => {
    what = { hashes: [about ?? ""], reason: String(fields.get("reason")).normalize("NFC") };
    show(await engine.previewReport(conv, what));
    go("preview");
  });
  onSend(dialog.querySelector("form[data-hand-over]"), async () => {
    if (what) lead((await engine.report(conv, what)).report);
    go("done");
  });
  /** @param {string} report the name that the server gave it */
  function lead(report) {
    const link = /** @type {HTMLAnchorElement} */ (slot(dialog, "report-page"));
    if (/^[\w-]{22}$/.test(report)) link.href = `${link.pathname.split("/").slice(0, 3).join("/")}/${report}/`;
  }

  onPress(dialog, "close", async () => dialog.close());

  /** @param {ReportPreview} preview */
  function show(preview) {
    slot(dialog, "handed").replaceChildren(
      ...preview.messages.map((message) => {
        const node = set(part("handed"), {
          sender: [personLine(message.sender, false)],
          time: [timeOf(message.time)],
          body: paragraphs(message.body),
          files: message.files.length ? `${sentence("files-named")} ${message.files.map(({ name }) => name).join(", ")}` : null,
        });
        showCode(node, message.code);
        return node;
      }),
    );
    set(dialog, { "handed-reason": preview.reason });
  }

  return {
    /** @param {Message} message */
    open: (message) => {
      // The reason that was typed for this message stays, also when it locked in between.
      if (about !== message.hash) dialog.querySelector("form")?.reset();
      about = message.hash;
      go("reason");
      dialog.showModal();
    },
    /** Nothing of the message stays on a locked page; an open dialog would keep everybody from unlocking it. */
    close: () => {
      dialog.close();
      what = null;
      slot(dialog, "handed").replaceChildren();
      set(dialog, { "handed-reason": null });
    },
  };
}
