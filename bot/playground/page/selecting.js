/** How a message is picked for a reply or its menu: right click, double click, swipe to the left, and keys. */

import { openMenu } from "./menu.js";

const SWIPE_PX = 56;
const HANDLED_ELSEWHERE = "a, button, pre, img, .spoiler";

/**
 * @param {HTMLElement} box  holds the rows
 * @param {(node: Node) => object|undefined} messageAt
 * @param {{reply: (message: object) => void, itemsFor: (message: object) => object[]}} acts
 */
export function watchRows(box, messageAt, acts) {
  const menuFor = (row, near) => {
    const message = messageAt(row);
    const items = message ? acts.itemsFor(message) : [];
    if (items.length > 0) openMenu("Message", near, items);
    return items.length > 0;
  };
  box.addEventListener("contextmenu", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.target.closest("a, img") || String(getSelection())) return;
    if (menuFor(row, event.clientX ? pointOf(event) : row.getBoundingClientRect())) event.preventDefault();
  });
  box.addEventListener("dblclick", ({ target }) => {
    const message = target.closest(".row") && messageAt(target);
    if (!message || target.closest(HANDLED_ELSEWHERE)) return;
    getSelection().empty();
    acts.reply(message);
  });
  box.addEventListener("keydown", (event) => {
    if (event.target.matches(".spoiler") && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      return event.target.click();
    }
    const row = event.target.closest(".row");
    if (event.target !== box && event.target !== row) return undefined;
    if (event.key === "Enter" && row) menuFor(row, row.getBoundingClientRect());
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") focusBeside(box, row, event.key);
    else return undefined;
    return event.preventDefault();
  });
  watchSwipes(box, (row) => messageAt(row) && acts.reply(messageAt(row)));
}

const pointOf = ({ clientX, clientY }) => ({ left: clientX, right: clientX, top: clientY, bottom: clientY });

function focusBeside(box, row, key) {
  const rows = [...box.querySelectorAll(".row:not(.past)")];
  const here = row ? rows.indexOf(row) : rows.length;
  rows[Math.max(0, Math.min(rows.length - 1, here + (key === "ArrowUp" ? -1 : 1)))]?.focus();
}

/** A swipe draws its row along; one that went far enough counts. */
function watchSwipes(box, onSwipe) {
  let swipe = null;
  box.addEventListener(
    "touchstart",
    ({ target, touches }) => {
      const row = target.closest(".row:not(.past)");
      swipe = row && touches.length === 1 ? { row, x: touches[0].clientX, y: touches[0].clientY, by: 0 } : null;
    },
    { passive: true },
  );
  box.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (!swipe) return;
      const by = touches[0].clientX - swipe.x;
      const isLevel = Math.abs(by) > 2 * Math.abs(touches[0].clientY - swipe.y);
      swipe.by = isLevel ? Math.max(-SWIPE_PX * 1.5, Math.min(0, by)) : 0;
      swipe.row.style.transform = swipe.by ? `translateX(${swipe.by}px)` : "";
    },
    { passive: true },
  );
  const end = ({ type }) => {
    if (!swipe) return;
    swipe.row.style.transform = "";
    if (type === "touchend" && swipe.by <= -SWIPE_PX) onSwipe(swipe.row);
    swipe = null;
  };
  box.addEventListener("touchend", end);
  box.addEventListener("touchcancel", end);
}
