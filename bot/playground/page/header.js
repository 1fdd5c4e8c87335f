/** What stands above the conversation: whose it is, what the bot is doing, pinned messages and topics. */

import { avatar, byId, el, isolated } from "./dom.js";
import { icon } from "./icons.js";
import { summary } from "./message.js";
import { roving, setStop } from "./roving.js";

const ACTIVITIES = {
  typing: "typing",
  upload_photo: "sending a photo",
  upload_document: "sending a file",
  find_location: "looking for a place",
};

/** What the bot is doing in a chat, as people read it. */
export function activityOf(model, chat) {
  const doing = ACTIVITIES[chat.activity.action] ?? "busy";
  return chat.type === "private" ? `${doing}…` : `${model.bot.first_name} is ${doing}…`;
}

export class Header {
  #title = byId("chat-title");
  #status = byId("chat-status");
  #pinned = byId("pinned");
  #topics = byId("topics");
  #acts;

  /** @param {{goTo: (messageId: number) => void, openTopic: (topicId: number|null) => void}} acts */
  constructor(acts) {
    this.#acts = acts;
    roving(this.#topics, ".topic");
  }

  draw(model, chat, topic) {
    byId("chat-avatar").replaceChildren(avatar(chat.type === "private" ? model.bot.id : chat.id, chat.title));
    this.#title.replaceChildren(isolated(chat.title));
    byId("chat-menu").hidden = chat.type !== "private";
    this.#drawPinned(chat);
    this.#drawTopics(chat, topic);
    this.drawStatus(model, chat, topic);
  }

  drawStatus(model, chat, topic) {
    const isActive = chat.activity && chat.activity.thread === topic;
    this.#status.classList.toggle("active", Boolean(isActive));
    this.#status.textContent = isActive ? activityOf(model, chat) : standing(chat);
  }

  #drawPinned(chat) {
    const message = chat.messages.get(chat.pinned_message_ids.at(-1));
    this.#pinned.hidden = !message;
    if (!message) return;
    this.#pinned.onclick = () => this.#acts.goTo(message.message_id);
    this.#pinned.replaceChildren(
      icon("pin"),
      el("span", { class: "quoted-name" }, "Pinned message"),
      el("span", { class: "quoted-text", dir: "auto" }, summary(message)),
    );
  }

  #drawTopics(chat, topic) {
    this.#topics.hidden = !chat.is_forum;
    const topics = [{ message_thread_id: null, name: "General" }, ...chat.topics];
    this.#topics.replaceChildren(
      ...topics.map(({ message_thread_id: id, name }) => {
        const open = () => this.#acts.openTopic(id);
        const shown = { type: "button", class: "topic", role: "tab", "aria-selected": String(id === topic) };
        return el("button", { ...shown, onclick: open }, isolated(name));
      }),
    );
    setStop(this.#topics, ".topic", "[aria-selected=true]");
  }
}

function standing(chat) {
  if (chat.type === "private") return chat.blocked ? "blocked" : "bot";
  const people = chat.members.map((member) => member.first_name).join(", ");
  return `${chat.members.length} members: ${people}`;
}
