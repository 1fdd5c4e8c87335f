/** The list above the input line that offers something to send: the focus stays in the input. */

import { el, isolated } from "./dom.js";

/**
 * @typedef {object} Suggestion
 * @property {string} title
 * @property {string} subtitle
 * @property {Node} [picture]
 * @property {() => void} choose  what Enter does
 * @property {() => void} [complete]  what Tab does, where that is something else
 */

export class Suggestions {
  #list;
  #input;
  #items = [];
  #chosen = 0;

  constructor(list, input) {
    this.#list = list;
    this.#input = input;
    list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /**
   * @param {Suggestion[]} items
   * @param {{isFirstChosen?: boolean}} options  whether Enter takes the first, or nothing until an arrow key moves
   */
  show(items, { isFirstChosen = true } = {}) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, place) => option(item, place)));
    this.#list.hidden = items.length === 0;
    this.#input.setAttribute("aria-expanded", String(this.isOpen));
    this.#mark(isFirstChosen ? 0 : -1);
  }

  hide() {
    this.show([]);
  }

  /** Move, take or close with a key; whether it was one for the list. */
  handleKey(event) {
    if (!this.isOpen || event.isComposing) return false;
    const item = this.#items[this.#chosen];
    const count = this.#items.length;
    if (event.key === "ArrowDown") this.#mark((this.#chosen + 1) % count);
    else if (event.key === "ArrowUp") this.#mark(this.#chosen > 0 ? this.#chosen - 1 : count - 1);
    else if (item && event.key === "Enter" && !event.shiftKey) item.choose();
    else if (item && event.key === "Tab" && !event.shiftKey) (item.complete ?? item.choose)();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #mark(place) {
    const options = [...this.#list.children];
    this.#chosen = place;
    options.forEach((node, index) => node.setAttribute("aria-selected", String(index === place)));
    options[place]?.scrollIntoView({ block: "nearest" });
    if (options[place]) this.#input.setAttribute("aria-activedescendant", options[place].id);
    else this.#input.removeAttribute("aria-activedescendant");
  }
}

function option(item, place) {
  return el(
    "li",
    { id: `suggestion-${place}`, class: "suggestion", role: "option", onclick: item.choose },
    item.picture,
    el("span", { class: "suggestion-title" }, isolated(item.title)),
    el("span", { class: "suggestion-text", dir: "auto" }, item.subtitle),
  );
}
