/** The list of chats, and the switch of who is talking. */

import { avatar, byId, el, isolated } from "./dom.js";
import { activityOf } from "./header.js";
import { summary } from "./message.js";
import { roving, setStop } from "./roving.js";
import { listTime } from "./time.js";

export class Sidebar {
  #people = byId("people");
  #chats = byId("chats");
  #acts;

  /** @param {{speakAs: (personId: number) => void, openChat: (chatId: number) => void}} acts */
  constructor(acts) {
    this.#acts = acts;
    roving(this.#people, ".person");
    roving(this.#chats, ".chat");
  }

  draw(model, currentId) {
    keepingFocus(this.#people, () => this.#drawPeople(model));
    keepingFocus(this.#chats, () => this.#drawChats(model, currentId));
  }

  #drawPeople(model) {
    const people = model.people.map((person) =>
      el(
        "button",
        {
          type: "button",
          class: "person",
          role: "radio",
          "aria-checked": String(person.id === model.personId),
          "data-id": person.id,
          onclick: () => this.#acts.speakAs(person.id),
        },
        avatar(person.id, person.first_name),
        el("span", { class: "person-name" }, isolated(person.first_name)),
        person.is_admin && el("span", { class: "role" }, "admin"),
      ),
    );
    this.#people.replaceChildren(...people);
    setStop(this.#people, ".person", "[aria-checked=true]");
  }

  #drawChats(model, currentId) {
    const chats = [...model.chats.values()].sort((one, other) => lastDate(other) - lastDate(one));
    this.#chats.replaceChildren(...chats.map((chat) => this.#chatItem(model, chat, chat.id === currentId)));
    setStop(this.#chats, ".chat", "[aria-current]");
  }

  #chatItem(model, chat, isCurrent) {
    const last = lastMessage(chat);
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: "chat",
          "data-id": chat.id,
          "aria-current": isCurrent && "true",
          onclick: () => this.#acts.openChat(chat.id),
        },
        avatar(chat.type === "private" ? model.bot.id : chat.id, chat.title),
        el("span", { class: "chat-title" }, isolated(chat.title)),
        el("span", { class: "chat-time" }, last ? listTime(last.date) : ""),
        el("span", { class: "chat-last", dir: "auto" }, preview(model, chat, last, isCurrent)),
        chat.unread > 0 && el("span", { class: "badge", "aria-label": `${chat.unread} unread` }, String(chat.unread)),
      ),
    );
  }
}

function preview(model, chat, last, isCurrent) {
  if (chat.activity) return el("span", { class: "active" }, activityOf(model, chat));
  if (!isCurrent && chat.unsent.trim()) return [el("span", { class: "unsent" }, "Draft: "), chat.unsent];
  if (!last) return chat.type === "private" ? "Not started yet" : "No messages yet";
  const who = model.isOwn(last) ? "You: " : chat.type === "private" ? "" : `${last.from.first_name}: `;
  return [who && el("span", { class: "who" }, isolated(who)), summary(last)];
}

function lastMessage(chat) {
  return [...chat.messages.values()].at(-1) ?? chat.past.at(-1)?.messages.at(-1);
}

const lastDate = (chat) => lastMessage(chat)?.date ?? 0;

function keepingFocus(list, draw) {
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : null;
  draw();
  if (focused) list.querySelector(`[data-id="${focused}"]`)?.focus();
}
