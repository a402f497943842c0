/** Reporting a message to the secretariat: the reason, then exactly what is handed over, and only then the handing over. */
import { draft } from "./draft.js";
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
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form[data-reason]"));
  const reason = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("reason"));
  /** The hash of the message. @type {string | null} */
  let about = null;
  /** @type {{ hashes: string[], reason: string } | null} */
  let what = null;

  const place = () => /** @type {const} */ (`report/${about ?? ""}`);
  const written = () => (reason.value ? { body: reason.value, code: 0 } : null);
  const kept = draft(engine, form, place, { read: written, field: "reason" });

  /** What was typed for this message and not handed over, before what is being typed. */
  async function bringBack() {
    const mine = about;
    const back = await engine.draft(place());
    if (!back || mine !== about) return;
    if (!reason.value.includes(back.body)) reason.value = back.body.includes(reason.value) ? back.body : `${back.body}\n\n${reason.value}`;
    kept.returned(written());
  }

  function empty() {
    form.reset();
    kept.forget();
  }

  /** @param {"reason" | "preview" | "done"} name */
  function go(name) {
    for (const step of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-step]"))) step.hidden = step.dataset["step"] !== name;
  }

  onSend(form, async (fields) => {
    what = { hashes: [about ?? ""], reason: String(fields.get("reason")).normalize("NFC") };
    show(await engine.previewReport(conv, what));
    go("preview");
  });
  onSend(dialog.querySelector("form[data-hand-over]"), async () => {
    const handed = what;
    if (!handed) return;
    await kept.sending(async () => {
      lead((await engine.report(conv, handed)).report);
      empty();
    });
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

  /** @param {string | null} hash of the message that is reported from now on */
  async function leaveFor(hash) {
    if (about !== hash) {
      const keeping = about ? kept.keep() : null;
      about = hash;
      empty();
      await keeping;
      if (!reason.value) kept.forget();
    }
    await bringBack();
  }

  return {
    /** @param {Message} message */
    open: (message) => {
      // The reason that was typed for this message comes back, also when it locked in between, or the page was loaded again.
      void leaveFor(message.hash).catch(() => {});
      go("reason");
      dialog.showModal();
    },
    keep: kept.keep,
    /**
     * Nothing of the message stays on a locked page; an open dialog would keep everybody from unlocking it. A reason that could not be kept
     * any more stays, out of sight.
     */
    close: () => {
      dialog.close();
      if (kept.isKept()) empty();
      what = null;
      slot(dialog, "handed").replaceChildren();
      set(dialog, { "handed-reason": null });
    },
  };
}
