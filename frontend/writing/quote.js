/** The act "Quote" without leaving the page: the part of a post that is selected, or all of it, goes into the composer. */

/** @param {HTMLTextAreaElement} field */
function ready(field) {
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * The words of PROSE that are selected, else all; what it quotes of others is left out.
 *
 * @param {Element} prose
 * @returns {string}
 */
function words(prose) {
  const selection = getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  const chosen = range && !range.collapsed && prose.contains(range.commonAncestorContainer) ? range : null;
  const holder = document.createElement("div");
  holder.className = "unseen";
  holder.append(chosen ? chosen.cloneContents() : prose.cloneNode(true));
  for (const others of holder.querySelectorAll("figure.quote, .quote--absent, .poll, .unseen")) others.remove();
  // Only what is in the page has lines.
  document.body.append(holder);
  const text = holder.innerText;
  holder.remove();
  return text.replace(/\n{3,}/g, "\n\n").trim();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-quote]") : null;
  const prose = link?.closest("article")?.querySelector(".prose");
  const field = document.querySelector("#reply form[data-draft] textarea[name=body]");
  const post = link instanceof HTMLAnchorElement && new URL(link.href).searchParams.get("reply");
  if (!post || !prose || !(field instanceof HTMLTextAreaElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const said = words(prose);
  if (!said) return;
  event.preventDefault();
  const lines = [`/posts/${post}/`, ...said.split("\n")];
  const quoted = lines.map((line) => `> ${line}`.trimEnd()).join("\n");
  const before = field.value.trimEnd();
  field.value = `${before}${before && "\n\n"}${quoted}\n\n`;
  ready(field);
});
