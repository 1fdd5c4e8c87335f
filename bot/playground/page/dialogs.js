/** Short notices, dialogs that wait for OK, and the photo viewer. */

import { byId, el } from "./dom.js";

const TOAST_MS = 4000;

/** Show a notice that goes by itself. */
export function toast(text) {
  const notice = el("div", { class: "toast", dir: "auto" }, text);
  byId("toasts").replaceChildren(notice);
  setTimeout(() => notice.remove(), TOAST_MS);
}

/** Show a text until the reader says OK. */
export function alertDialog(title, text) {
  const ok = el("button", { type: "button", class: "flat", autofocus: true, onclick: () => dialog.close() }, "OK");
  const dialog = el(
    "dialog",
    { class: "card", role: "alertdialog", "aria-labelledby": "alert-title", "aria-describedby": "alert-text" },
    el("h2", { id: "alert-title" }, title),
    el("p", { id: "alert-text", dir: "auto" }, text),
    el("div", { class: "card-buttons" }, ok),
  );
  open(dialog);
}

/** Show a photo as large as fits. */
export function enlarge(image) {
  const large = el("img", { src: image.src, alt: image.alt });
  const dialog = el("dialog", { class: "viewer", "aria-label": "Photo" }, large);
  dialog.addEventListener("click", () => dialog.close());
  open(dialog);
}

function open(dialog) {
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
