/** Photos, documents and places as parts of a message. */

import { el, isolated } from "./dom.js";
import { icon } from "./icons.js";

const UNITS = ["B", "KB", "MB"];

/**
 * Photos that were shown, by address: they stay visible when the server has restarted and knows them no more.
 * @type {Map<string, Promise<string>>}
 */
const photos = new Map();

function photoSource(url) {
  if (!photos.has(url)) photos.set(url, fetched(url));
  return photos.get(url);
}

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`no photo at ${url}`);
  return URL.createObjectURL(await response.blob());
}

/** What a message carries besides text, or null. */
export function mediaOf(message) {
  if (message.photo && message.file) return photo(message.file, message.caption);
  if (message.document && message.file) return fileCard(message.file);
  if (message.location) return placeCard(message.location);
  return null;
}

function photo(file, caption) {
  const image = el("img", { alt: caption || "Photo", width: file.width, height: file.height, dir: "auto" });
  const button = el("button", { type: "button", class: "media photo", title: "Enlarge" }, image);
  photoSource(file.url).then(
    (source) => (image.src = source),
    () => button.classList.add("missing"),
  );
  return button;
}

function fileCard(file) {
  return el(
    "a",
    { class: "media file", href: file.url, download: file.name },
    el("span", { class: "file-icon" }, icon("file"), el("span", {}, extension(file.name))),
    el("span", { class: "file-name" }, isolated(file.name)),
    el("span", { class: "file-size" }, fileSize(file.size)),
  );
}

function placeCard({ latitude, longitude }) {
  return el(
    "div",
    { class: "media place" },
    el("span", { class: "place-map" }, icon("place")),
    el("span", { class: "file-name" }, "Location"),
    el("span", { class: "file-size" }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`),
  );
}

function extension(name) {
  return /\.([a-z0-9]{1,4})$/i.exec(name)?.[1].toLowerCase() ?? "";
}

/** A size in bytes as people read it. */
export function fileSize(bytes) {
  const power = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
