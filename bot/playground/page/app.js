/** The page: puts its parts together, and says what each click and choice does. */

import { Answers } from "./answers.js";
import { Attachments } from "./attachments.js";
import { Completions } from "./completions.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { enlarge } from "./dialogs.js";
import { avatar, byId } from "./dom.js";
import { FaultDrawer } from "./faults.js";
import { Header } from "./header.js";
import { History } from "./history.js";
import { drawIcons } from "./icons.js";
import { safeAddress, startPayload } from "./links.js";
import { openMenu } from "./menu.js";
import { textOf } from "./message.js";
import { press } from "./press.js";
import { actOnText, copy } from "./reading.js";
import { watchRows } from "./selecting.js";
import { Session } from "./session.js";
import { Sidebar } from "./sidebar.js";
import { watchTheme } from "./theme.js";

class App {
  #answers = new Answers();
  #conversation = new Conversation(this.#answers);
  #sidebar = new Sidebar({
    speakAs: (personId) => this.#session.speakAs(personId),
    openChat: (chatId) => this.#session.openChat(chatId),
  });
  #header = new Header({
    goTo: (messageId) => this.#history.goTo(messageId),
    openTopic: (topic) => this.#session.openTopic(topic),
  });
  #history = new History(byId("log"), byId("rows"), () => this.#session.look());
  #completions = new Completions(byId("suggestions"), byId("input"), {
    send: (text) => this.#insteadOfText(() => this.#conversation.submit(text, null)),
    choose: (queryId, resultId) => this.#insteadOfText(() => this.#conversation.choose(queryId, resultId)),
    start: (payload) => this.#insteadOfText(() => this.#session.openStart(payload)),
    write: (text) => this.#composer.write(text),
    ask: (query, offset) => this.#conversation.ask(query, offset),
  });
  #composer = new Composer({
    submit: (text, context) => this.#conversation.submit(text, context),
    keyFirst: (event) => this.#completions.handleKey(event),
    changed: () => this.#session.chat && this.#completions.update(this.#session.model, this.#session.chat),
    lastOwn: () => this.#history.lastOwn(),
    start: (payload) => this.#start(payload),
    unblock: () => this.#conversation.unblock(),
  });
  #attachments = new Attachments({
    upload: (file, kind, caption) => this.#conversation.upload(file, kind, caption, this.#composer.takeReply()),
    locate: (latitude, longitude) => this.#conversation.locate(latitude, longitude),
    canSend: () => this.#composer.canWrite,
  });
  #session = new Session({
    sidebar: this.#sidebar,
    header: this.#header,
    history: this.#history,
    composer: this.#composer,
    completions: this.#completions,
    conversation: this.#conversation,
    answers: this.#answers,
  });

  run() {
    drawIcons(document);
    watchTheme(byId("theme"));
    new FaultDrawer(byId("faults"));
    watchRows(byId("log"), (node) => this.#history.messageAt(node), {
      reply: (message) => this.#composer.canWrite && this.#composer.reply(message),
      itemsFor: (message) => this.#itemsFor(message),
    });
    const onClick = (id, act) => byId(id).addEventListener("click", act);
    onClick("log", (event) => this.#clicked(event));
    onClick("back", () => this.#session.close());
    onClick("jump", () => this.#history.bottom.go());
    onClick("attach", () => this.#attachments.openMenu(byId("attach")));
    onClick("slash", () => this.#completions.toggleCommands());
    onClick("speaker", () => this.#chooseSpeaker());
    onClick("chat-menu", () => this.#openChatMenu());
    this.#session.begin();
  }

  /** Act on a click anywhere in the conversation. */
  #clicked(event) {
    const link = event.target.closest("a[href]");
    if (link) this.#follow(event, link.href);
    else if (!actOnText(event)) this.#clickedButton(event.target.closest("button"));
  }

  #clickedButton(button) {
    if (!button) return;
    const { command, insert, goto: messageId } = button.dataset;
    if (button.matches(".key")) this.#press(button);
    else if (button.matches(".photo")) enlarge(button.querySelector("img"));
    else if (command) this.#conversation.submit(command, null);
    else if (insert) this.#composer.insert(insert);
    else if (messageId) this.#goTo(button, Number(messageId));
  }

  /** A past message may have the id of a present one, so what it replied to is not looked up. */
  #goTo(button, messageId) {
    if (!button.closest(".past")) this.#history.goTo(messageId);
  }

  /** A link to the bot opens here, all others in a tab of their own. */
  #follow(event, address) {
    const payload = startPayload(address, this.#session.model.bot.username);
    if (payload === null) return;
    event.preventDefault();
    this.#session.openStart(payload);
  }

  #openAddress(address) {
    const payload = startPayload(address, this.#session.model.bot.username);
    const href = safeAddress(address);
    if (payload !== null) this.#session.openStart(payload);
    else if (href) open(href, "_blank", "noopener");
  }

  #press(key) {
    const message = this.#history.messageAt(key);
    const { model } = this.#session;
    const page = {
      bot: model.bot,
      personId: model.personId,
      chats: [...model.chats.values()],
      answers: this.#answers,
      openChat: (chatId) => this.#session.openChat(chatId),
      openAddress: (address) => this.#openAddress(address),
      write: (text) => this.#composer.write(text),
    };
    if (message) this.#conversation.attempt(() => press(message, key, page));
  }

  #itemsFor(message) {
    const { model } = this.#session;
    const canEdit = model.isOwn(message) && !message.location && this.#composer.canWrite;
    const text = textOf(message);
    return [
      ...(this.#composer.canWrite ? [{ label: "Reply", icon: "reply", run: () => this.#composer.reply(message) }] : []),
      ...(canEdit ? [{ label: "Edit", icon: "edit", run: () => this.#composer.edit(message) }] : []),
      ...(text ? [{ label: "Copy text", icon: "copy", run: () => copy(text) }] : []),
    ];
  }

  async #start(payload) {
    const { chat } = this.#session;
    if (!(await this.#conversation.start(payload))) return;
    Object.assign(chat, { payload: null, started: true });
    this.#composer.refresh();
    this.#composer.focus({ isAsked: false });
  }

  #insteadOfText(act) {
    this.#composer.write("");
    return act();
  }

  #chooseSpeaker() {
    const { model, chat } = this.#session;
    const members = model.people.filter(({ id }) => chat.members.some((member) => member.id === id));
    const items = members.map(({ id, first_name: name }) => ({
      label: name,
      picture: avatar(id, name),
      isChecked: id === model.personId,
      run: () => this.#session.speakAs(id),
    }));
    openMenu("Speak as", byId("speaker").getBoundingClientRect(), items);
  }

  #openChatMenu() {
    const item = this.#session.chat.blocked
      ? { label: "Unblock bot", icon: "check", run: () => this.#conversation.unblock() }
      : { label: "Block bot", icon: "block", run: () => this.#conversation.block() };
    openMenu("Chat", byId("chat-menu").getBoundingClientRect(), [item]);
  }
}

new App().run();
