/** Menus that open at a button or a point: arrow keys move, Enter chooses, Escape closes. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { roving } from "./roving.js";

const MARGIN_PX = 8;

/**
 * @param {{left: number, right: number, top: number, bottom: number}} near  the rectangle beside which it opens
 * @param {{label: string, icon?: string, picture?: Node, isChecked?: boolean, run: () => void}[]} items
 */
export function openMenu(name, near, items) {
  const before = document.activeElement;
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": name });
  const choose = (item) => {
    menu.hidePopover();
    item.run();
  };
  menu.append(...items.map((item) => menuItem(item, () => choose(item))));
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && menu.remove());
  menu.addEventListener("keydown", (event) => event.key === "Tab" && menu.hidePopover());
  document.body.append(menu);
  menu.showPopover();
  place(menu, near);
  roving(menu, ".menu-item");
  menu.querySelector("[aria-checked=true], .menu-item").focus();
  menu.addEventListener("beforetoggle", () => menu.contains(document.activeElement) && before?.focus());
}

function menuItem(item, choose) {
  const checked = item.isChecked === undefined ? undefined : String(item.isChecked);
  return el(
    "button",
    {
      type: "button",
      class: "menu-item",
      role: checked ? "menuitemradio" : "menuitem",
      "aria-checked": checked,
      onclick: choose,
    },
    item.picture ?? (item.icon && icon(item.icon)),
    el("bdi", {}, item.label),
    item.isChecked && icon("check"),
  );
}

/** Below its place where there is room, else above it, and never outside the window. */
function place(menu, near) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = near.bottom + height + MARGIN_PX <= innerHeight;
  const top = fitsBelow ? near.bottom : near.top - height;
  const left = near.left + width + MARGIN_PX <= innerWidth ? near.left : near.right - width;
  menu.style.top = `${Math.max(MARGIN_PX, Math.min(top, innerHeight - height - MARGIN_PX))}px`;
  menu.style.left = `${Math.max(MARGIN_PX, Math.min(left, innerWidth - width - MARGIN_PX))}px`;
}
