/** The line at the foot: writing, replying and editing; or one big button where there is something to do first. */

import { byId, el, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { summary, textOf } from "./message.js";

const TALLEST_PX = 200;
const hasTouchKeyboard = matchMedia("(pointer: coarse)");

/** @typedef {{kind: "reply"|"edit", message: object}} Context  what the message being written refers to */

export class Composer {
  input = byId("input");
  #form = byId("composer");
  #contextBar = byId("context");
  #bigButton = byId("big-button");
  #chat = null;
  /** @type {Context|null} */
  #context = null;
  #acts;

  /**
   * @param {object} acts
   * @param {(text: string, context: Context|null) => Promise<boolean>} acts.submit  false: the text comes back
   * @param {(event: KeyboardEvent) => boolean} acts.keyFirst  whether a list of suggestions has used the key
   * @param {() => void} acts.changed  the text has changed
   * @param {() => object|undefined} acts.lastOwn  the message that arrow up edits
   * @param {(payload: string) => void} acts.start
   * @param {() => void} acts.unblock
   */
  constructor(acts) {
    this.#acts = acts;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.input.addEventListener("input", () => this.#changed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    byId("context-close").addEventListener("click", () => this.#leaveContext());
    addEventListener("keydown", (event) => this.#takeTyping(event));
  }

  get canWrite() {
    return !this.#form.hidden;
  }

  /** Write in a chat, perhaps another one, or in none; what was written in the old one stays there. */
  show(chat) {
    this.#setContext(null);
    this.#chat = chat;
    this.refresh();
    this.#put(chat?.unsent ?? "");
  }

  /** Offer what fits the chat as it is now. */
  refresh() {
    const [label, act] = this.#firstStep() ?? [];
    this.#bigButton.parentElement.hidden = !label;
    this.#bigButton.textContent = label ?? "";
    this.#bigButton.onclick = act;
    this.#form.hidden = Boolean(label) || !this.#chat;
    this.#fit();
  }

  /** The message that is replied to, for things that are sent another way. */
  takeReply() {
    const replied = this.#context?.kind === "reply" ? this.#context.message.message_id : undefined;
    if (replied) this.#setContext(null);
    return replied;
  }

  reply(message) {
    if (this.#context?.kind === "edit") this.#put("");
    this.#setContext({ kind: "reply", message });
  }

  edit(message) {
    this.#setContext({ kind: "edit", message });
    this.#put(textOf(message));
  }

  /** Write a text in place of what stands there. */
  write(text) {
    this.#put(text);
    this.focus();
  }

  insert(text) {
    const { value, selectionStart: start, selectionEnd: end } = this.input;
    const gap = start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : "";
    this.#put(`${value.slice(0, start)}${gap}${text}${value.slice(end)}`);
    this.focus();
  }

  /** On a phone the focus would bring up the keyboard, so it stays away until it is asked for. */
  focus({ isAsked = true } = {}) {
    if (isAsked || !hasTouchKeyboard.matches) (this.#form.hidden ? this.#bigButton : this.input).focus();
  }

  #firstStep() {
    const chat = this.#chat;
    if (!chat || chat.type !== "private") return null;
    if (chat.blocked) return ["Unblock bot", this.#acts.unblock];
    if (!chat.started || chat.payload !== null) return ["Start", () => this.#acts.start(chat.payload ?? "")];
    return null;
  }

  async #submit() {
    const text = this.input.value.trim();
    const context = this.#context;
    const chat = this.#chat;
    if (!text) return;
    this.#setContext(null);
    this.#put("");
    if (await this.#acts.submit(text, context)) return;
    if (chat !== this.#chat || this.input.value) {
      chat.unsent ||= text;
      return;
    }
    this.#setContext(context);
    this.#put(text);
  }

  #key(event) {
    if (this.#acts.keyFirst(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !hasTouchKeyboard.matches) this.#form.requestSubmit();
    else if (event.key === "Escape" && this.#context) this.#leaveContext();
    else if (event.key === "ArrowUp" && !this.input.value && this.#acts.lastOwn()) this.edit(this.#acts.lastOwn());
    else return;
    event.preventDefault();
  }

  /** What is typed while the focus is on the conversation goes into the message. */
  #takeTyping({ key, target, ctrlKey, altKey, metaKey }) {
    const isTyping = key.length === 1 && key !== " " && !(ctrlKey || altKey || metaKey);
    const isFree = target === document.body || target.closest(".log, .foot");
    if (isTyping && isFree && this.canWrite && !document.querySelector("dialog[open]")) this.input.focus();
  }

  #leaveContext() {
    const wasEdit = this.#context?.kind === "edit";
    this.#setContext(null);
    if (wasEdit) this.#put("");
    this.focus();
  }

  #setContext(context) {
    this.#context = context;
    this.#contextBar.hidden = !context;
    if (!context) return;
    const { kind, message } = context;
    const title = kind === "edit" ? "Edit message" : `Reply to ${message.from.first_name}`;
    byId("context-text").replaceChildren(
      icon(kind),
      el("span", { class: "quoted-name" }, isolated(title)),
      el("span", { class: "quoted-text", dir: "auto" }, summary(message)),
    );
    this.focus();
  }

  #put(text) {
    this.input.value = text;
    this.#changed();
  }

  #changed() {
    if (this.#chat && this.#context?.kind !== "edit") this.#chat.unsent = this.input.value;
    this.#fit();
    byId("send").disabled = !this.input.value.trim();
    this.#acts.changed();
  }

  /** As high as the text, which has no height while the form is hidden. */
  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST_PX)}px`;
  }
}
