/** The developer's drawer: makes the next calls of the bot go wrong, and shows its last calls. */

import * as api from "./api.js";
import { byId, el } from "./dom.js";
import { toast } from "./dialogs.js";
import { clock } from "./time.js";

const REFRESH_MS = 2000;
const ASKED_CALLS = 100; // of which polls are not shown
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
    byId("fault-clear").addEventListener("click", () => this.#change(() => api.clearFaults()));
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
    const { fault, wait } = this.#chosen();
    const method = byId("fault-method").value.trim() || "*";
    const times = byId("fault-times").valueAsNumber || 1;
    const waiting = wait ? { [wait]: byId("fault-wait").valueAsNumber || 1 } : {};
    await this.#change(() => api.addFault({ ...fault, ...waiting, method, times }));
  }

  async #change(work) {
    try {
      await work();
    } catch (refused) {
      toast(refused.message);
    }
    await this.#refresh();
  }

  async #refresh() {
    const [faults, calls] = await Promise.all([api.faults(), api.calls(ASKED_CALLS)]).catch(() => []);
    if (!calls) return;
    showArmed(faults);
    const shown = calls.filter(({ method }) => method.toLowerCase() !== "getupdates").slice(-SHOWN_CALLS);
    byId("calls").replaceChildren(...shown.reverse().map(callItem));
  }
}

/** A screen reader reads what changes there, so nothing is written anew that stays. */
function showArmed(faults) {
  const text = faults.map(described).join("\n") || "No faults are armed.";
  if (byId("armed").textContent !== text) byId("armed").textContent = text;
}

function described(armed) {
  const isMeant = ({ fault }) => Object.entries(fault).every(([name, value]) => armed[name] === value);
  const label = KINDS.findLast(isMeant)?.label ?? `${armed.kind} ${armed.code}`;
  return `Armed for ${armed.method === "*" ? "any method" : armed.method}, ${armed.times} ×: ${label}`;
}

function callItem({ method, params, at, code, description }) {
  const outcome = code === 200 ? "ok" : code ? `${code} ${description}` : description || "no answer yet";
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
