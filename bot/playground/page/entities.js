/** A message's text with its entities as DOM nodes. Offsets count UTF-16 units, as JavaScript's strings do. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { safeAddress } from "./links.js";

/** @typedef {{type: string, offset: number, length: number, url?: string, language?: string}} Entity */

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

const WRAPPERS = {
  blockquote: (inside) => el("blockquote", { class: "quote" }, inside),
  expandable_blockquote: (inside) =>
    el(
      "blockquote",
      { class: "quote expandable collapsed" },
      el("span", { class: "quote-text" }, inside),
      el("button", { type: "button", class: "quote-toggle", "aria-expanded": "false" }, icon("down"), toggleName()),
    ),
  pre: (inside, text, entity) =>
    el(
      "pre",
      { dir: "ltr" },
      el("span", { class: "pre-head" }, entity.language ?? "code", copyButton()),
      el("code", {}, inside),
    ),
  code: (inside) => el("code", { class: "inline-code", title: "Click to copy" }, inside),
  spoiler: (inside) =>
    el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text: show" }, inside),
  url: (inside, text) => link(inside, text),
  text_link: (inside, text, entity) => link(inside, entity.url ?? ""),
  bot_command: (inside, text) => el("button", { type: "button", class: "link", "data-command": text }, inside),
  mention: (inside, text) => el("button", { type: "button", class: "link", "data-insert": `${text} ` }, inside),
  cashtag: (inside, text) => el("button", { type: "button", class: "link", "data-insert": `${text} ` }, inside),
  hashtag: (inside, text) => el("button", { type: "button", class: "link", "data-insert": `${text} ` }, inside),
  email: (inside) => el("span", { class: "tinted" }, inside),
  phone_number: (inside) => el("span", { class: "tinted" }, inside),
  text_mention: (inside) => el("span", { class: "tinted" }, inside),
};

const toggleName = () => el("span", { class: "hidden-name" }, "Show the whole quote");
const copyButton = () => el("button", { type: "button", class: "copy-code" }, icon("copy"), "Copy");

/** A link that opens in a new tab, or only its text where the address is not one to open. */
function link(inside, address) {
  const href = safeAddress(address);
  if (!href) return el("span", {}, inside);
  return el("a", { href, title: href, target: "_blank", rel: "noopener noreferrer" }, inside);
}

function wrap(inside, text, entity) {
  const tag = STYLES[entity.type];
  if (tag) return el(tag, {}, inside);
  const wrapper = WRAPPERS[entity.type];
  return wrapper ? wrapper(inside, text, entity) : inside;
}

/**
 * The nodes that show `text`.
 * @param {string} text
 * @param {Entity[]} entities  in any order; those that cross are cut where the outer one ends
 */
export function formatted(text, entities = []) {
  const sorted = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  return between(text, 0, text.length, sorted);
}

function between(text, start, end, entities) {
  const nodes = [];
  let position = start;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    const from = Math.max(entity.offset, position);
    const to = Math.min(entity.offset + entity.length, end);
    rest = others;
    if (from >= to) continue;
    if (from > position) nodes.push(text.slice(position, from));
    const inside = others.filter((other) => other.offset < to).map((other) => cut(other, from, to));
    nodes.push(wrap(between(text, from, to, inside), text.slice(from, to), entity));
    rest = others.map((other) => cut(other, to, end)).filter((other) => other.length > 0);
    position = to;
    // A block stands on lines of its own, so the line break after it would show as an empty line.
    if (BLOCKS.has(entity.type) && text[position] === "\n" && position < end) position += 1;
  }
  if (position < end) nodes.push(text.slice(position, end));
  return nodes;
}

/** The part of an entity that lies between two offsets; its length is 0 or less where there is none. */
function cut(entity, from, to) {
  const offset = Math.max(entity.offset, from);
  return { ...entity, offset, length: Math.min(entity.offset + entity.length, to) - offset };
}
