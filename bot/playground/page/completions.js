/** What to suggest for what is being typed: commands, people to mention, results of the bot's inline mode. */

import { avatar } from "./dom.js";
import { Suggestions } from "./suggestions.js";

const PAUSE_MS = 300;

export class Completions {
  #suggestions;
  #input;
  #acts;
  #model;
  #chat;
  #timer = 0;

  /**
   * @param {object} acts
   * @param {(text: string) => void} acts.send  in place of what stands in the input
   * @param {(text: string) => void} acts.write  into the input, in place of what stands there
   * @param {(query: string, offset: string) => Promise<object|null>} acts.ask  the bot's inline mode
   * @param {(queryId: string, resultId: string) => void} acts.choose
   * @param {(payload: string) => void} acts.start
   */
  constructor(list, input, acts) {
    this.#suggestions = new Suggestions(list, input);
    this.#input = input;
    this.#acts = acts;
  }

  handleKey(event) {
    return this.#suggestions.handleKey(event);
  }

  /** Suggest what fits the input, which has changed or has moved to another chat. */
  update(model, chat) {
    this.#model = model;
    this.#chat = chat;
    clearTimeout(this.#timer);
    const text = this.#input.value;
    const inline = inlineQuery(text, model.bot.username);
    this.#suggestions.show(inline === null ? (this.#commands(text) ?? this.#mentions(text)) : []);
    if (inline !== null) this.#timer = setTimeout(() => this.#askInline(text, inline), PAUSE_MS);
  }

  /** The commands may have changed while they are offered. */
  refresh() {
    const commands = this.#suggestions.isOpen && this.#commands(this.#input.value || "/");
    if (commands) this.#suggestions.show(commands);
  }

  /** Open the whole menu of commands, or close it. */
  toggleCommands() {
    if (this.#suggestions.isOpen) this.#suggestions.hide();
    else this.#suggestions.show(this.#commands("/"));
    this.#input.focus();
  }

  #commands(text) {
    if (!/^\/\S*$/.test(text)) return null;
    const suffix = this.#chat.type === "private" ? "" : `@${this.#model.bot.username}`;
    return this.#chat.commands
      .filter(({ command }) => `/${command}`.startsWith(text.toLowerCase()))
      .map(({ command, description }) => ({
        title: `/${command}`,
        subtitle: description,
        choose: () => this.#acts.send(`/${command}${suffix}`),
        complete: () => this.#acts.write(`/${command}${suffix} `),
      }));
  }

  #mentions(text) {
    const [, before, begun, after] = mentionAt(text, this.#input.selectionStart) ?? [];
    if (begun === undefined || this.#chat.type === "private") return [];
    const members = this.#chat.members.filter(
      ({ id, username }) => id !== this.#model.personId && username.startsWith(begun.toLowerCase()),
    );
    return members.map(({ id, first_name: name, username }) => ({
      title: name,
      subtitle: `@${username}`,
      picture: avatar(id, name),
      choose: () => this.#acts.write(`${before}@${username} ${after}`),
    }));
  }

  async #askInline(text, query) {
    const results = [];
    const add = async (offset) => {
      const answer = await this.#acts.ask(query, offset);
      if (!answer || this.#input.value !== text) return;
      results.push(...answer.results.map((result) => this.#inlineResult(answer, result)));
      const offered = [...this.#inlineButton(answer), ...results, ...more(answer, add)];
      // Enter sends what is written: it may well be a mention and no search.
      this.#suggestions.show(offered, { isFirstChosen: false });
    };
    await add("");
  }

  #inlineResult(answer, result) {
    return {
      title: result.title || result.type,
      subtitle: result.description || result.message_text,
      choose: () => this.#acts.choose(answer.query_id, result.id),
    };
  }

  #inlineButton({ button }) {
    if (!button) return [];
    return [{ title: button.text, subtitle: "", choose: () => this.#acts.start(button.start_parameter ?? "") }];
  }
}

function more({ next_offset: offset }, add) {
  return offset ? [{ title: "More results", subtitle: "", choose: () => add(offset) }] : [];
}

/** A mention that has been begun at the caret: what stands before it, its letters, and what follows. */
function mentionAt(text, caret) {
  const begun = /^(.*(?<!\S))@(\w*)$/s.exec(text.slice(0, caret));
  return begun && [...begun, text.slice(caret)];
}

/** What a text asks the inline mode of the bot, null where it asks nothing. */
function inlineQuery(text, botName) {
  const name = `@${botName} `;
  return text.toLowerCase().startsWith(name.toLowerCase()) ? text.slice(name.length) : null;
}
