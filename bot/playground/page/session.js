/** Which person and which chat are open, and what has to be drawn when something about them changes. */

import * as api from "./api.js";
import { readAddress, writeAddress } from "./address.js";
import { Connection } from "./connection.js";
import { avatar, byId } from "./dom.js";
import { Model } from "./model.js";

const FIRST_PERSON = 1001;
const SETTLE_MS = 100;

const isNarrow = matchMedia("(max-width: 720px)");

export class Session {
  /** @type {Model|null} */
  model = null;
  /** @type {import("./model.js").ChatView|null} */
  chat = null;
  topic = null;
  /** The model of each person who has been spoken for. */
  #models = new Map();
  /** What to open once the state is there. */
  #wanted = readAddress();
  #settling = 0;
  #parts;
  #connection;

  /** @param {{sidebar, header, history, composer, completions, conversation, answers}} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#connection = new Connection({
      frame: (frame) => ("query_id" in frame ? parts.answers.arrive(frame) : this.model.apply(frame)),
      status: (isOpen) => showConnection(isOpen),
      unknown: () => this.model.personId !== FIRST_PERSON && this.speakAs(FIRST_PERSON),
    });
    addEventListener("popstate", () => this.#return());
    document.addEventListener("visibilitychange", () => this.look());
  }

  begin() {
    this.speakAs(this.#wanted.person ?? FIRST_PERSON);
  }

  /** See everything as this person; a group that both are in stays open. */
  speakAs(personId) {
    if (this.chat) this.#wanted = { chat: this.chat.type === "private" ? personId : this.chat.id, topic: this.topic };
    if (!this.#models.has(personId)) this.#models.set(personId, new Model(personId, this.#listener()));
    this.model = this.#models.get(personId);
    this.#connection.follow(this.model);
    if (this.model.instance) this.#drawWanted();
  }

  openChat(chatId) {
    this.#show(this.model.chats.get(chatId), null, { isStep: isNarrow.matches && !this.chat });
  }

  openTopic(topic) {
    this.#show(this.chat, topic);
  }

  /** Leave the chat for the list, on a phone. */
  close() {
    if (history.state?.isStep) history.back();
    else this.#show(null, null);
  }

  /** Open the private chat with a deep link's payload waiting for Start; "" only opens it. */
  openStart(payload) {
    const own = this.model.chats.get(this.model.personId);
    if (payload) own.payload = payload;
    this.openChat(own.id);
  }

  /** The end of the open chat may be in view: then nothing of it is unread. */
  look() {
    if (!this.chat) return;
    const { isReached } = this.#parts.history.bottom;
    const wasUnread = this.chat.unread > 0;
    if (isReached && !document.hidden) this.chat.unread = 0;
    byId("jump").hidden = isReached;
    byId("jump-count").textContent = this.chat.unread || "";
    byId("jump").setAttribute("aria-label", `Go to the newest message, ${this.chat.unread} unread`);
    if (wasUnread && !this.chat.unread) this.#drawSidebar();
  }

  #listener() {
    return {
      everything: () => this.#drawWanted(),
      surroundings: () => (this.#isGone() ? this.#drawWanted() : this.#drawSurroundings()),
      changed: () => this.#askSurroundings(),
      message: (chat, message, isNew) => this.#put(chat, message, isNew),
      deleted: (chat, ids) => {
        if (chat === this.chat) this.#parts.history.remove(ids);
        this.#drawSurroundings();
      },
      activity: (chat) => {
        if (chat === this.chat) {
          this.#parts.history.refreshActivity();
          this.#parts.header.drawStatus(this.model, chat, this.topic);
        }
        this.#drawSidebar();
      },
    };
  }

  /** Whether the person has left the open chat. */
  #isGone() {
    return this.chat !== null && !this.model.chats.has(this.chat.id);
  }

  #put(chat, message, isNew) {
    if (isNew && !this.model.isOwn(message)) chat.unread += 1;
    if (chat === this.chat) {
      this.#parts.history.put(message);
      if (isNew && this.model.isOwn(message)) this.#parts.history.bottom.go();
      this.look();
    }
    this.#drawSidebar();
  }

  /** Draw the chat that was asked for, or the one that was open, or on a desk the private one. */
  #drawWanted() {
    const { chats, personId } = this.model;
    const { chat: wantedId, topic = this.topic, start = null } = this.#wanted;
    this.#wanted = {};
    const own = chats.get(personId);
    const open = chats.get(wantedId ?? this.chat?.id) ?? (isNarrow.matches ? null : own);
    if (start !== null) own.payload = start;
    this.#show(start === null ? open : own, open?.is_forum ? topic : null);
  }

  #show(chat, topic, { isStep = false, isReturn = false } = {}) {
    const { history: shown, composer, conversation } = this.#parts;
    [this.chat, this.topic] = [chat, topic];
    conversation.open(this.model.personId, chat, topic);
    document.body.dataset.view = chat ? "chat" : "list";
    if (!isReturn) writeAddress({ person: this.model.personId, chat: chat?.id ?? null, topic }, { isStep });
    shown.show(this.model, chat, topic);
    composer.show(chat);
    this.look();
    this.#drawSurroundings();
    composer.focus({ isAsked: false });
  }

  #drawSurroundings() {
    this.#drawSidebar();
    if (!this.chat) return;
    this.#parts.header.draw(this.model, this.chat, this.topic);
    this.#parts.composer.refresh();
    this.#parts.completions.refresh();
    this.#parts.history.drawNote();
    byId("slash").hidden = this.chat.commands.length === 0;
    byId("speaker").hidden = this.chat.type === "private";
    const speaker = this.model.people.find(({ id }) => id === this.model.personId);
    byId("speaker").replaceChildren(avatar(speaker.id, speaker.first_name));
  }

  #drawSidebar() {
    this.#parts.sidebar.draw(this.model, this.chat?.id);
    const unread = [...this.model.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
    document.title = unread ? `(${unread}) Playground` : "Playground";
  }

  /** Several changes often come together, so ask once they are over. */
  #askSurroundings() {
    const model = this.model;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#parts.conversation.attempt(async () => model.surround(await api.state(model.personId)));
    }, SETTLE_MS);
  }

  /** The browser's Back and Forward buttons. */
  #return() {
    const { person, chat, topic } = readAddress();
    if (person !== this.model.personId) {
      this.chat = null;
      this.#wanted = { chat, topic };
      this.speakAs(person ?? FIRST_PERSON);
    } else this.#show(this.model.chats.get(chat) ?? null, topic, { isReturn: true });
  }
}

function showConnection(isOpen) {
  document.body.dataset.connection = isOpen ? "open" : "lost";
  const text = isOpen ? "" : "reconnecting…";
  for (const node of document.querySelectorAll(".connection")) node.textContent = text;
}
