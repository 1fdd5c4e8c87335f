/** Follows the events of one person over a WebSocket that is opened again whenever it closes. */

import * as api from "./api.js";

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 3000;

export class Connection {
  #socket = null;
  #model = null;
  #timer = 0;
  #delay = FIRST_DELAY_MS;
  #listener;

  /**
   * @param {{frame: (frame: object) => void, status: (isOpen: boolean) => void, unknown: () => void}} listener
   *   `unknown` is called when the server does not know the person.
   */
  constructor(listener) {
    this.#listener = listener;
    addEventListener("online", () => this.#again());
    document.addEventListener("visibilitychange", () => document.hidden || this.#again());
  }

  /** Follow this model's person, from the last event that the model has seen. */
  follow(model) {
    this.#model = model;
    this.#open();
  }

  #again() {
    if (this.#socket?.readyState === WebSocket.CLOSED) this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    const { personId, instance, cursor } = this.#model;
    const position = instance ? `&instance=${instance}&after=${cursor}` : "";
    const socket = new WebSocket(`ws://${location.host}/page/events?person=${personId}${position}`);
    this.#socket?.close();
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => socket === this.#socket && this.#listener.frame(JSON.parse(data));
    socket.onclose = () => this.#closed(socket);
  }

  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#delay = FIRST_DELAY_MS;
    this.#listener.status(true);
  }

  async #closed(socket) {
    if (socket !== this.#socket) return;
    this.#listener.status(false);
    this.#timer = setTimeout(() => this.#open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    // A WebSocket that is refused does not say why.
    const refused = await api.state(this.#model.personId).then(() => null, (error) => error);
    if (refused?.status === 404 && socket === this.#socket) this.#listener.unknown();
  }
}
