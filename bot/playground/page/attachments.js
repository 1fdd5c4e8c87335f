/** Files and places to send: chosen, dropped or pasted, and sent once they are confirmed. */

import { byId, el, isolated } from "./dom.js";
import { fileSize } from "./media.js";
import { openMenu } from "./menu.js";

const PHOTO_TYPES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export class Attachments {
  #upload = byId("upload");
  #place = byId("place");
  #chooser = byId("chooser");
  #files = [];

  /**
   * @param {object} acts
   * @param {(file: File, kind: "photo"|"document", caption: string) => Promise<void>} acts.upload
   * @param {(latitude: number, longitude: number) => void} acts.locate
   * @param {() => boolean} acts.canSend
   */
  constructor(acts) {
    this.#watchDialogs(acts);
    this.#watchDrops(acts);
    this.#chooser.addEventListener("change", () => this.#offer([...this.#chooser.files]));
    addEventListener("paste", (event) => {
      if (!acts.canSend() || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      this.#offer([...event.clipboardData.files]);
    });
  }

  openMenu(button) {
    openMenu("Attach", button.getBoundingClientRect(), [
      { label: "Photo or file", icon: "photo", run: () => this.#choose() },
      { label: "Location", icon: "place", run: () => this.#place.showModal() },
    ]);
  }

  #choose() {
    this.#chooser.value = "";
    this.#chooser.click();
  }

  #watchDialogs(acts) {
    for (const dialog of [this.#upload, this.#place]) {
      dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
    }
    this.#upload.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#upload.close();
      this.#send(acts);
    });
    this.#place.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#place.close();
      acts.locate(byId("latitude").valueAsNumber, byId("longitude").valueAsNumber);
    });
  }

  #watchDrops(acts) {
    const target = byId("drop");
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragenter", (event) => (target.hidden = !(hasFiles(event) && acts.canSend())));
    addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
    addEventListener("dragleave", (event) => event.relatedTarget ?? (target.hidden = true));
    addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      target.hidden = true;
      if (acts.canSend()) this.#offer([...event.dataTransfer.files]);
    });
  }

  /** Ask for a caption before anything is sent. */
  #offer(files) {
    if (files.length === 0) return;
    this.#files = files;
    const hasPhotos = files.some(isPhoto);
    byId("upload-title").textContent = files.length === 1 ? "Send a file" : `Send ${files.length} files`;
    byId("upload-list").replaceChildren(
      ...files.map(({ name, size }) => el("li", {}, isolated(name), el("small", {}, fileSize(size)))),
    );
    byId("as-file").checked = false;
    byId("as-file").parentElement.hidden = !hasPhotos;
    byId("caption").value = "";
    this.#upload.showModal();
    byId("caption").focus();
  }

  async #send(acts) {
    const asFile = byId("as-file").checked;
    let caption = byId("caption").value.trim();
    for (const file of this.#files) {
      await acts.upload(file, isPhoto(file) && !asFile ? "photo" : "document", caption);
      caption = "";
    }
  }
}

const isPhoto = (file) => PHOTO_TYPES.has(file.type);
