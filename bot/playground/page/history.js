/** The conversation: rows of messages in order, changed in place as messages change. */

import { Bottom } from "./bottom.js";
import { el } from "./dom.js";
import { formatted } from "./entities.js";
import { keepUnchanged, messageRow, ticks, topicOf } from "./message.js";
import { watchQuotes } from "./reading.js";
import { clock, dayName } from "./time.js";

const TOGETHER_SECONDS = 600;
const FLASH_MS = 1500;

/** @typedef {import("./model.js").ChatView} ChatView */

export class History {
  #box;
  #rows;
  #model = null;
  #topic = null;
  /** The row of each message and the message that it shows. */
  #shown = new Map();

  /** `onBottom` is called each time the reader comes to the end or leaves it. */
  constructor(box, rows, onBottom) {
    this.#box = box;
    this.#rows = rows;
    this.bottom = new Bottom(box, rows, onBottom);
  }

  /**
   * Draw a chat, or one topic of a forum, from its first message to its end.
   * @param {ChatView|null} chat
   */
  show(model, chat, topic) {
    this.#model = model;
    this.chat = chat;
    this.#topic = topic;
    this.#shown.clear();
    this.#box.setAttribute("aria-busy", "true");
    const [rows, present] = chat ? [this.#pastRows(), this.#presentRows()] : [[], []];
    this.#rows.replaceChildren(el("div", { class: "empty" }), ...rows, ...present);
    this.drawNote();
    this.#rows.querySelectorAll(".row").forEach(arrange);
    watchQuotes(this.#rows);
    this.refreshActivity();
    this.bottom.go();
    this.#box.removeAttribute("aria-busy");
  }

  /** Show a message, new or changed, where it belongs. */
  put(message) {
    if (topicOf(message) !== this.#topic) return;
    const known = this.#shown.get(message.message_id);
    const row = this.#row(message, false);
    if (known) this.#replace(known, row, message);
    else this.#append(row, message);
    this.#shown.set(message.message_id, { row, message });
    watchQuotes(row);
    [row.previousElementSibling, row, row.nextElementSibling].forEach((near) => near && arrange(near));
  }

  remove(ids) {
    for (const id of ids) {
      const row = this.#shown.get(id)?.row;
      const beside = [row?.previousElementSibling, row?.nextElementSibling];
      row?.remove();
      this.#shown.delete(id);
      beside.forEach((near) => near && arrange(near));
    }
  }

  /** Write what stands where there are no messages: in a private chat, what the bot says of itself. */
  drawNote() {
    const about = this.chat?.type === "private" && this.#model.bot.description;
    this.#rows.querySelector(".empty").replaceChildren(
      el("h2", {}, about ? "What can this bot do?" : this.chat ? "No messages here yet" : "Choose a chat"),
      ...(about ? [el("p", { dir: "auto" }, about)] : []),
    );
  }

  /** Show what the bot is writing, and which messages it has seen. */
  refreshActivity() {
    const draft = this.chat?.draft;
    this.#rows.querySelector(".draft")?.remove();
    if (draft && draft.thread === this.#topic) this.#rows.append(draftRow(draft));
    for (const { row, message } of this.#shown.values()) {
      if (message.message_id > this.chat.seenUpTo) continue;
      row.querySelector(".ticks:not(.seen)")?.replaceWith(ticks(true));
    }
  }

  /** The message that a node of its row belongs to; undefined for what can only be read. */
  messageAt(node) {
    const row = node.closest(".row:not(.past, .service)");
    return row ? this.#shown.get(Number(row.dataset.id))?.message : undefined;
  }

  /** The last message of the person who looks that can be edited. */
  lastOwn() {
    const own = [...this.#shown.values()].map(({ message }) => message).filter((message) => this.#model.isOwn(message));
    return own.filter((message) => message.text ?? message.file).at(-1);
  }

  /** Bring a message into view and mark it for a moment; false where it is not shown. */
  goTo(id) {
    const row = this.#shown.get(id)?.row;
    if (!row) return false;
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    setTimeout(() => row.classList.remove("flash"), FLASH_MS);
    return true;
  }

  #row(message, isPast) {
    return messageRow(message, {
      isOwn: this.#model.isOwn(message),
      isGroup: this.chat.type !== "private",
      isPast,
      isSeen: message.message_id <= this.chat.seenUpTo,
    });
  }

  #pastRows() {
    return this.chat.past.flatMap(({ messages, endedAt }) => {
      const shown = messages.filter((message) => topicOf(message) === this.#topic);
      const divider = `The playground restarted at ${clock(endedAt)}. What is above can only be read.`;
      return shown.length === 0
        ? []
        : [...withDays(shown, (message) => this.#row(message, true)), el("div", { class: "restart" }, divider)];
    });
  }

  #presentRows() {
    const messages = [...this.chat.messages.values()].filter((message) => topicOf(message) === this.#topic);
    return withDays(messages, (message) => {
      const row = this.#row(message, false);
      this.#shown.set(message.message_id, { row, message });
      return row;
    });
  }

  #replace(known, row, message) {
    const focused = known.row.contains(document.activeElement) ? placeOfFocus(known.row) : null;
    keepUnchanged(row, message, known.row, known.message);
    known.row.replaceWith(row);
    if (focused) (row.querySelector(focused) ?? row).focus({ preventScroll: true });
  }

  /** Messages come in order, so a new one goes to the end, below a new day where one has begun. */
  #append(row, message) {
    const last = [...this.#shown.values()].at(-1)?.message;
    const isNewDay = !last || dayName(last.date) !== dayName(message.date);
    const rows = isNewDay ? [dayRow(message), row] : [row];
    const draft = this.#rows.querySelector(".draft");
    if (draft) draft.before(...rows);
    else this.#rows.append(...rows);
  }
}

function withDays(messages, rowOf) {
  let day = "";
  return messages.flatMap((message) => {
    const isNewDay = dayName(message.date) !== day;
    day = dayName(message.date);
    return isNewDay ? [dayRow(message), rowOf(message)] : [rowOf(message)];
  });
}

const dayRow = (message) => el("div", { class: "day" }, el("span", {}, dayName(message.date)));

/** Join a row to its neighbours when the same person wrote them shortly before or after. */
function arrange(row) {
  row.classList.toggle("first", !isTogether(row.previousElementSibling, row));
  row.classList.toggle("last", !isTogether(row, row.nextElementSibling));
}

function isTogether(earlier, later) {
  if (!earlier?.dataset.sender || earlier.dataset.sender !== later?.dataset.sender) return false;
  return Number(later.dataset.date) - Number(earlier.dataset.date) < TOGETHER_SECONDS;
}

/** Where to find in the new row what has the focus in the old one. */
function placeOfFocus(row) {
  const { row: line, column } = document.activeElement.dataset;
  return line === undefined || !row.contains(document.activeElement)
    ? ".key"
    : `.key[data-row="${line}"][data-column="${column}"]`;
}

function draftRow({ text, entities }) {
  const words = el("div", { class: "text", dir: "auto" }, el("span", { class: "words" }, formatted(text, entities)));
  return el(
    "div",
    { class: "row other draft first last" },
    el("div", { class: "message" }, el("div", { class: "bubble" }, words, el("span", { class: "dots" }))),
  );
}
