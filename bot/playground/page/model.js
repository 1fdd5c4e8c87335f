/** What one person sees: their chats and messages, brought up to date by the server's events. */

const TYPING_MS = 5000;
const DRAFT_MS = 30_000;

/**
 * @typedef {object} PageMessage  a Bot API Message with `silent`, `file` and `reactions`
 * @typedef {{messages: PageMessage[], endedAt: number}} Era  what was shown until the server restarted, in Unix seconds
 *
 * @typedef {object} ChatView  a chat as `/page/state` describes it, and what only this page knows of it:
 * @property {Map<number, PageMessage>} messages  by id, oldest first
 * @property {Era[]} past
 * @property {number} unread  messages that came while nobody looked
 * @property {number} seenUpTo  the last message after which the bot did something
 * @property {{action: string, thread: number|null, timer: number}|null} activity  what the bot is doing now
 * @property {{text: string, entities: object[], thread: number|null, timer: number}|null} draft
 * @property {string} unsent  what stands in the composer
 * @property {string|null} payload  of the deep link that waits for Start
 *
 * @typedef {object} Listener  what is told of changes
 * @property {() => void} everything  the state was drawn anew
 * @property {() => void} surroundings  something else than messages changed
 * @property {() => void} changed  the surroundings have to be asked for again
 * @property {(chat: ChatView, message: PageMessage, isNew: boolean) => void} message
 * @property {(chat: ChatView, ids: number[]) => void} deleted
 * @property {(chat: ChatView) => void} activity  `activity`, `draft` or `seenUpTo` of the chat changed
 */

const OWN = () => ({
  messages: new Map(),
  past: [],
  unread: 0,
  seenUpTo: 0,
  activity: null,
  draft: null,
  unsent: "",
  payload: null,
});

export class Model {
  instance = "";
  cursor = 0;
  bot = null;
  people = [];
  /** @type {Map<number, ChatView>} */
  chats = new Map();
  #listener;

  /** @param {Listener} listener */
  constructor(personId, listener) {
    this.personId = personId;
    this.#listener = listener;
  }

  /** Take in one frame of the event stream. */
  apply(frame) {
    this.cursor = frame.id;
    if (frame.type === "state") this.#restate(frame.state);
    if (frame.type === "message") this.#put(frame.message);
    if (frame.type === "deleted") this.#delete(frame.chat_id, frame.message_ids);
    if (frame.type === "action") this.#act(frame);
    if (frame.type === "draft") this.#draft(frame);
    if (frame.type === "changed") this.#listener.changed();
  }

  /** Take over from a state what stands around the messages. */
  surround(state) {
    if (state.instance !== this.instance) return;
    this.#describe(state, (described, known) => known?.messages ?? byId(described.messages));
    this.#listener.surroundings();
  }

  isOwn(message) {
    return message.from.id === this.personId;
  }

  #restate(state) {
    if (this.instance && this.instance !== state.instance) {
      for (const chat of this.chats.values()) endEra(chat);
    }
    this.instance = state.instance;
    this.cursor = state.cursor;
    this.#describe(state, (described) => byId(described.messages));
    this.#listener.everything();
  }

  #describe(state, messagesOf) {
    this.bot = state.bot;
    this.people = state.people;
    const known = this.chats;
    this.chats = new Map();
    for (const described of state.chats) {
      const chat = known.get(described.id) ?? OWN();
      const messages = messagesOf(described, known.get(described.id));
      this.chats.set(described.id, Object.assign(chat, described, { messages }));
      for (const message of messages.values()) this.#see(chat, message);
    }
  }

  #put(message) {
    const chat = this.chats.get(message.chat.id);
    if (!chat) return;
    const isNew = !chat.messages.has(message.message_id);
    chat.messages.set(message.message_id, message);
    if (isNew && this.#see(chat, message)) {
      end(chat, "activity");
      end(chat, "draft");
      this.#listener.activity(chat);
    }
    this.#listener.message(chat, message, isNew);
  }

  /** Whether the message is the bot's, and therefore shows that the bot has seen what came before. */
  #see(chat, message) {
    if (message.from.id !== this.bot.id) return false;
    chat.seenUpTo = Math.max(chat.seenUpTo, message.message_id);
    return true;
  }

  #delete(chatId, ids) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    for (const id of ids) chat.messages.delete(id);
    this.#listener.deleted(chat, ids);
  }

  #act({ chat_id: chatId, message_thread_id: thread, action }) {
    const chat = this.chats.get(chatId);
    if (!chat) return;
    chat.seenUpTo = [...chat.messages.keys()].at(-1) ?? 0;
    this.#during(chat, "activity", { action, thread }, TYPING_MS);
  }

  #draft({ chat_id: chatId, message_thread_id: thread, text, entities }) {
    const chat = this.chats.get(chatId);
    if (chat) this.#during(chat, "draft", { text, entities, thread }, DRAFT_MS);
  }

  /** Show something until its time is over or something else takes its place. */
  #during(chat, name, value, milliseconds) {
    end(chat, name);
    const over = () => {
      end(chat, name);
      this.#listener.activity(chat);
    };
    chat[name] = { ...value, timer: setTimeout(over, milliseconds) };
    this.#listener.activity(chat);
  }
}

function byId(messages) {
  return new Map(messages.map((message) => [message.message_id, message]));
}

function end(chat, name) {
  clearTimeout(chat[name]?.timer);
  chat[name] = null;
}

function endEra(chat) {
  end(chat, "activity");
  end(chat, "draft");
  chat.seenUpTo = 0;
  chat.unread = 0;
  if (chat.messages.size > 0) chat.past.push({ messages: [...chat.messages.values()], endedAt: Date.now() / 1000 });
}
