/** The inline keyboard under a message. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { safeAddress } from "./links.js";

const MARKS = {
  url: "open",
  copy_text: "copy",
  switch_inline_query: "switch",
  switch_inline_query_current_chat: "switch",
  switch_inline_query_chosen_chat: "switch",
};

/** Rows of buttons that name their place in `data-row` and `data-column`; null where there are none. */
export function keyboardOf(message, isDisabled) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return el(
    "div",
    { class: "keyboard", role: "group", "aria-label": "Buttons" },
    rows.map((buttons, row) =>
      el(
        "div",
        { class: "keyboard-row" },
        buttons.map((button, column) => key(button, row, column, isDisabled)),
      ),
    ),
  );
}

function key(button, row, column, isDisabled) {
  const place = { "data-row": row, "data-column": column };
  const mark = Object.keys(MARKS).find((name) => name in button);
  const face = [el("span", { class: "key-text", dir: "auto" }, button.text), mark && icon(MARKS[mark])];
  const href = button.url && safeAddress(button.url);
  if (href && !isDisabled) {
    return el("a", { ...place, class: "key", href, title: href, target: "_blank", rel: "noopener noreferrer" }, face);
  }
  const isDead = isDisabled || button.url !== undefined;
  return el("button", { ...place, type: "button", class: "key", disabled: isDead }, face);
}
