/** What a person does in the open chat. What the server refuses is told in a notice. */

import * as api from "./api.js";
import { toast } from "./dialogs.js";

const ANSWER_MS = 10_000;

export class Conversation {
  /** @type {import("./model.js").ChatView|null} */
  chat = null;
  topic = null;
  #personId = 0;
  #answers;
  #sending = Promise.resolve();

  /** @param {import("./answers.js").Answers} answers */
  constructor(answers) {
    this.#answers = answers;
  }

  open(personId, chat, topic) {
    this.#personId = personId;
    this.chat = chat;
    this.topic = topic;
  }

  /** Send or change a message after those before it; whether that worked. */
  submit(text, context) {
    const where = this.#where();
    const change = { ...where, message_id: context?.message.message_id, text };
    const message = { ...where, ...this.#thread(), reply_to: context?.message.message_id, text };
    this.#sending = this.#sending.then(() =>
      this.attempt(() => (context?.kind === "edit" ? api.edit(change) : api.send(message))),
    );
    return this.#sending;
  }

  upload(file, kind, caption, replyTo) {
    const fields = { ...this.#where(), ...this.#thread(), kind, caption, reply_to: replyTo };
    return this.attempt(() => api.upload(fields, file));
  }

  locate(latitude, longitude) {
    return this.attempt(() => api.location({ ...this.#where(), ...this.#thread(), latitude, longitude }));
  }

  /** Results of the bot's inline mode, null where none come. */
  async ask(query, offset) {
    const asked = { ...this.#where(), query, offset };
    let answer = null;
    await this.attempt(async () => {
      const { query_id: queryId } = await api.inline(asked);
      answer = await this.#answers.wait(queryId, ANSWER_MS);
    });
    return answer;
  }

  choose(queryId, resultId) {
    return this.attempt(() => api.choose({ ...this.#where(), query_id: queryId, result_id: resultId }));
  }

  start(payload) {
    return this.attempt(() => api.start(this.#personId, payload));
  }

  block() {
    return this.attempt(() => api.block(this.#personId));
  }

  unblock() {
    return this.attempt(() => api.unblock(this.#personId));
  }

  /** Do something that the server may refuse; whether it did not. */
  async attempt(work) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof api.Refused)) throw error;
      toast(error.message);
      return false;
    }
  }

  #where() {
    return { person: this.#personId, chat_id: this.chat.id };
  }

  #thread() {
    return this.topic === null ? {} : { message_thread_id: this.topic };
  }
}
