/** The developer's drawer: makes the next calls of the bot go wrong, and shows its last calls. */

import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { toast } from "./dialogs.js";
import { clock } from "./time.js";

const REFRESH_MS = 2000;
const SHOWN_CALLS = 40;

/** What can be armed; `wait` is the field of the fault that the seconds go to. */
const KINDS = [
  { label: "429 Too Many Requests", fault: { kind: "error", code: 429 }, wait: "retry_after" },
  { label: "403 blocked by the user", fault: { kind: "error", code: 403 } },
  { label: "500 Internal Server Error", fault: { kind: "error", code: 500 } },
  { label: "502 with a page of HTML", fault: { kind: "html", code: 502 } },
  { label: "Connection drops before delivery", fault: { kind: "drop" } },
  { label: "Connection drops after delivery", fault: { kind: "drop", is_delivered: true } },
  { label: "No answer, then a drop", fault: { kind: "hang" }, wait: "seconds" },
  { label: "Late answer", fault: { kind: "latency" }, wait: "seconds" },
];

export class FaultDrawer {
  #drawer = byId("drawer");
  #button;
  #timer = 0;

  constructor(button) {
    this.#button = button;
    button.addEventListener("click", () => this.#toggle(this.#drawer.hidden));
    byId("drawer-close").addEventListener("click", () => this.#toggle(false));
    this.#drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
    byId("fault-kind").append(...KINDS.map(({ label }, place) => el("option", { value: place }, label)));
    byId("fault-kind").addEventListener("change", () => this.#showWait());
    byId("fault").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#arm();
    });
    byId("fault-clear").addEventListener("click", () => this.#clear());
    this.#showWait();
  }

  #toggle(isOpen) {
    this.#drawer.hidden = !isOpen;
    this.#button.setAttribute("aria-expanded", String(isOpen));
    clearInterval(this.#timer);
    if (!isOpen) return this.#button.focus();
    this.#timer = setInterval(() => this.#refresh(), REFRESH_MS);
    this.#refresh();
    return byId("fault-method").focus();
  }

  #chosen() {
    return KINDS[Number(byId("fault-kind").value)];
  }

  #showWait() {
    byId("fault-wait").parentElement.hidden = !this.#chosen().wait;
  }

  async #arm() {
    const { label, fault, wait } = this.#chosen();
    const method = byId("fault-method").value.trim() || "*";
    const times = byId("fault-times").valueAsNumber || 1;
    const waiting = wait ? { [wait]: byId("fault-wait").valueAsNumber || 1 } : {};
    const meant = method === "*" ? "any method" : method;
    await told(api.addFault({ ...fault, ...waiting, method, times }), `Armed for ${meant}, ${times} ×: ${label}`);
  }

  async #clear() {
    await told(api.clearFaults(), "No faults are armed");
  }

  async #refresh() {
    const calls = await api.calls().catch(() => null);
    if (!calls) return;
    const shown = calls.filter(({ method }) => method.toLowerCase() !== "getupdates").slice(-SHOWN_CALLS);
    byId("calls").replaceChildren(...shown.reverse().map(callItem));
  }
}

async function told(work, success) {
  try {
    await work;
    byId("fault-status").textContent = success;
  } catch (refused) {
    toast(refused.message);
  }
}

function callItem({ method, params, at, code, description }) {
  const outcome = code === 200 ? "ok" : code ? `${code} ${description}` : "no answer";
  return el(
    "li",
    { class: code === 200 ? "" : "failed" },
    el(
      "details",
      {},
      el("summary", {}, el("time", {}, clock(at)), el("b", {}, method), el("span", { class: "outcome" }, outcome)),
      el("pre", { dir: "ltr" }, JSON.stringify(params, null, 1)),
    ),
  );
}
