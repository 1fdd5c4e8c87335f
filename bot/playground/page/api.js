/** The page's calls to the server, each of which acts as a person or works the faults. */

/** What the server refused, or that it could not be reached (`status` 0); its message is for people. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused("The playground cannot be reached.", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.error ?? `The playground answered ${response.status}.`, response.status);
  return body;
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const state = (person) => call(`/page/state?person=${person}`);

/** @param {{person: number, chat_id: number, text: string, reply_to?: number, message_thread_id?: number}} fields */
export const send = (fields) => post("/page/send", fields);

/** @param {{person: number, chat_id: number, message_id: number, text: string}} fields */
export const edit = (fields) => post("/page/edit", fields);

/** @param {{person: number, chat_id: number, message_id: number, row: number, column: number}} fields */
export const press = (fields) => post("/page/press", fields);

export const start = (person, payload) => post("/page/start", { person, payload });

/** @param {{person: number, chat_id: number, query: string, offset: string}} fields */
export const inline = (fields) => post("/page/inline", fields);

/** @param {{person: number, chat_id: number, query_id: string, result_id: string}} fields */
export const choose = (fields) => post("/page/choose", fields);

/** @param {{person: number, chat_id: number, latitude: number, longitude: number, message_thread_id?: number}} fields */
export const location = (fields) => post("/page/location", fields);

export const block = (person) => post("/page/block", { person });

export const unblock = (person) => post("/page/unblock", { person });

/** `fields` as for `send`, with `kind` "photo" or "document" and `caption` in place of the text. */
export function upload(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  form.append("file", file);
  return call("/page/upload", { method: "POST", body: form });
}

/** The last calls of the bot, oldest first. */
export const calls = (last) => call(`/control/calls?last=${last}`);

/** The faults that wait for their call. */
export const faults = () => call("/control/faults");

/** `fault` as `bot/playground/faults.py` describes one. */
export const addFault = (fault) => post("/control/faults", fault);

export const clearFaults = () => call("/control/faults", { method: "DELETE" });
