/** Waits for the bot's answers to pressed buttons and inline queries, which may come before their id is known. */

const KEPT_EARLY = 20;

export class Answers {
  #waiting = new Map();
  #early = new Map();

  /** The event that answers this query, or null when none comes in time. */
  wait(queryId, milliseconds) {
    const early = this.#early.get(queryId);
    if (early) return Promise.resolve(early);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end(queryId, null), milliseconds);
      this.#waiting.set(queryId, { resolve, timer });
    });
  }

  /** An answer has come, perhaps to another tab's query. */
  arrive(event) {
    if (this.#waiting.has(event.query_id)) return this.#end(event.query_id, event);
    this.#early.set(event.query_id, event);
    if (this.#early.size > KEPT_EARLY) this.#early.delete(this.#early.keys().next().value);
  }

  #end(queryId, event) {
    const { resolve, timer } = this.#waiting.get(queryId);
    this.#waiting.delete(queryId);
    clearTimeout(timer);
    resolve(event);
  }
}
