/** What readers can do with a text: open long quotes, show hidden words, copy code. */

import { toast } from "./dialogs.js";

const measured = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));

/** A quote that fits into three lines needs no button. It can be told only once the quote is laid out. */
function measure(text) {
  const quote = text.parentElement;
  if (quote.classList.contains("collapsed")) {
    quote.classList.toggle("short", text.scrollHeight <= text.clientHeight + 1);
  }
}

/** Show the button of each long quote inside `root`. */
export function watchQuotes(root) {
  for (const text of root.querySelectorAll(".quote-text")) measured.observe(text);
}

/** Act on a click or key press within a text; whether there was anything to act on. */
export function actOnText(event) {
  const spoiler = event.target.closest(".spoiler:not(.open)");
  const quote = event.target.closest(".expandable:not(.short)");
  const code = event.target.closest(".copy-code, .inline-code");
  if (spoiler) reveal(spoiler);
  else if (code) copy(codeOf(code));
  else if (quote && !event.target.closest("a, .link")) toggle(quote, event.target);
  else return false;
  return true;
}

function reveal(spoiler) {
  spoiler.classList.add("open");
  for (const name of ["role", "tabindex", "aria-label"]) spoiler.removeAttribute(name);
}

function codeOf(node) {
  return node.matches(".copy-code") ? node.closest("pre").querySelector("code").textContent : node.textContent;
}

function toggle(quote, target) {
  const button = quote.querySelector(".quote-toggle");
  const isOpen = !quote.classList.contains("collapsed");
  // In an open quote a click may be the end of selecting words, so only its button closes it.
  if (isOpen && !button.contains(target)) return;
  quote.classList.toggle("collapsed", isOpen);
  button.setAttribute("aria-expanded", String(!isOpen));
  button.querySelector(".hidden-name").textContent = isOpen ? "Show the whole quote" : "Show less of the quote";
}

/** Put a text on the clipboard and say so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied to the clipboard");
  } catch {
    toast("The browser does not let this page copy");
  }
}
