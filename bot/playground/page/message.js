/** One message as a row of the conversation. */

import { avatar, el, isolated } from "./dom.js";
import { formatted } from "./entities.js";
import { icon } from "./icons.js";
import { keyboardOf } from "./keyboard.js";
import { mediaOf } from "./media.js";
import { clock, fullTime } from "./time.js";

/**
 * @typedef {object} Shown  how a message is looked at
 * @property {boolean} isOwn  written by the person who looks
 * @property {boolean} isGroup
 * @property {boolean} isPast  from before the server restarted: it can only be read
 * @property {boolean} isSeen  by the bot
 */

const SERVICE = {
  forum_topic_created: ({ from, forum_topic_created: { name } }) => `${from.first_name} created the topic “${name}”`,
  migrate_to_chat_id: () => "The group became a supergroup",
  migrate_from_chat_id: () => "The group became a supergroup",
};
const CONTENT = ["text", "caption", "photo", "document", "location"];

/** The text or caption of a message. */
export const textOf = (message) => message.text ?? message.caption ?? "";

const entitiesOf = (message) => message.entities ?? message.caption_entities ?? [];

/** One line that stands for the message where there is no room for it. */
export function summary(message) {
  if (isService(message)) return serviceText(message);
  const text = textOf(message).replace(/\s+/g, " ");
  if (message.photo) return text ? `🖼 ${text}` : "Photo";
  if (message.document) return text ? `📎 ${text}` : `📎 ${message.file?.name ?? "Document"}`;
  return message.location ? "📍 Location" : text;
}

/** The thread that a message belongs to, null outside forums and in a forum's general topic. */
export const topicOf = (message) => (message.is_topic_message ? message.message_thread_id : null);

function isService(message) {
  return !CONTENT.some((name) => name in message);
}

function serviceText(message) {
  const name = Object.keys(SERVICE).find((known) => known in message);
  return name ? SERVICE[name](message) : "Something changed in this chat";
}

/** @param {Shown} shown */
export function messageRow(message, shown) {
  const attributes = { "data-id": message.message_id, tabindex: "-1" };
  if (isService(message)) {
    return el("article", { ...attributes, class: "row service" }, el("span", { dir: "auto" }, serviceText(message)));
  }
  const side = shown.isOwn ? "own" : "other";
  const names = { "data-sender": message.from.id, "data-date": message.date };
  const label = `${shown.isOwn ? "You" : message.from.first_name}, ${clock(message.date)}`;
  return el(
    "article",
    { ...attributes, ...names, class: `row ${side}${shown.isPast ? " past" : ""}`, "aria-label": label },
    el(
      "div",
      { class: `message${hasAvatar(shown) ? " with-avatar" : ""}` },
      bubble(message, shown),
      keyboardOf(message, shown.isPast),
    ),
  );
}

/** Take what has not changed over from the old row, so that opened quotes stay open and pictures do not blink. */
export function keepUnchanged(row, message, oldRow, oldMessage) {
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const content = (of) => [textOf(of), entitiesOf(of)];
  if (same(content(message), content(oldMessage))) replaceIn(row, oldRow, ".words");
  if (same(message.file, oldMessage.file)) replaceIn(row, oldRow, ".media");
}

function replaceIn(row, oldRow, selector) {
  const kept = oldRow.querySelector(selector);
  if (kept) row.querySelector(selector)?.replaceWith(kept);
}

const hasAvatar = (shown) => shown.isGroup && !shown.isOwn;

function bubble(message, shown) {
  const media = mediaOf(message);
  const text = textOf(message);
  const kind = media?.classList.contains("photo") ? (text ? " with-photo" : " with-photo only-media") : "";
  return el(
    "div",
    { class: `bubble${kind}` },
    hasAvatar(shown) && avatar(message.from.id, message.from.first_name),
    hasAvatar(shown) && senderName(message),
    message.via_bot && el("div", { class: "origin" }, "via @", isolated(message.via_bot.username)),
    forwarded(message),
    quoted(message),
    media,
    el(
      "div",
      { class: "text", dir: "auto" },
      text && el("span", { class: "words" }, formatted(text, entitiesOf(message))),
      reactions(message),
      meta(message, shown),
    ),
  );
}

function senderName({ from }) {
  return el("div", { class: `name ink-${Math.abs(from.id) % 8}` }, isolated(from.first_name));
}

function forwarded(message) {
  const name = message.forward_origin?.sender_user?.first_name;
  return name && el("div", { class: "origin" }, "Forwarded from ", isolated(name));
}

/** The message that this one replies to; in a topic, every other message nominally replies to the topic's first. */
function quoted({ reply_to_message: replied, quote }) {
  if (!replied || "forum_topic_created" in replied) return null;
  return el(
    "button",
    { type: "button", class: `quoted ink-${Math.abs(replied.from.id) % 8}`, "data-goto": replied.message_id },
    el("span", { class: "quoted-name" }, isolated(replied.from.first_name)),
    el("span", { class: "quoted-text", dir: "auto" }, quote?.text ?? summary(replied)),
  );
}

function reactions(message) {
  if (message.reactions.length === 0) return null;
  const shown = message.reactions.map((reaction) => el("span", { class: "reaction" }, reaction));
  return el("span", { class: "reactions", "aria-label": "Reactions of the bot" }, shown);
}

function meta(message, shown) {
  return el(
    "span",
    { class: "meta", dir: "ltr", title: fullTime(message.edit_date ?? message.date) },
    message.silent && el("span", { class: "silent", role: "img", "aria-label": "Sent without a sound" }, icon("bell")),
    message.edit_date && el("span", { class: "edited" }, "edited"),
    el("time", {}, clock(message.date)),
    shown.isOwn && ticks(shown.isSeen),
  );
}

/** One tick for a message that was sent, two for one after which the bot did something. */
export function ticks(isSeen) {
  const [kind, label, shape] = isSeen ? ["ticks seen", "Seen by the bot", "ticks"] : ["ticks", "Sent", "check"];
  return el("span", { class: kind, role: "img", "aria-label": label }, icon(shape));
}
