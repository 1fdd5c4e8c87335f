/** The page's own address: who is talking, which chat is open, and a start payload as deep links carry it. */

const number = (text) => (text && /^-?\d+$/.test(text) ? Number(text) : null);

/** @returns {{person: number|null, chat: number|null, topic: number|null, start: string|null}} */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  return {
    person: number(query.get("person")),
    chat: number(query.get("chat")),
    topic: number(query.get("topic")),
    start: query.get("start"),
  };
}

/** Write what is open into the address. With `isStep` the browser's Back button returns from it. */
export function writeAddress({ person, chat, topic }, { isStep = false } = {}) {
  const query = new URLSearchParams({ person });
  if (chat !== null) query.set("chat", chat);
  if (topic !== null) query.set("topic", topic);
  if (isStep) history.pushState({ isStep }, "", `?${query}`);
  else history.replaceState(history.state, "", `?${query}`);
}
