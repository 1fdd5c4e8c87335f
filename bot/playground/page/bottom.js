/** Keeps the conversation at its end while the reader is there, and lets a reader elsewhere in peace. */

const NEAR_PX = 48;

export class Bottom {
  isReached = true;
  #top = 0;
  #box;
  #onChange;

  /** `onChange` is called each time the reader comes to the end or leaves it. */
  constructor(box, content, onChange) {
    this.#box = box;
    this.#onChange = onChange;
    box.addEventListener("scroll", () => this.#look(), { passive: true });
    const observer = new ResizeObserver(() => this.isReached && this.#jump());
    observer.observe(box);
    observer.observe(content);
  }

  /** Go to the end and stay there. */
  go() {
    this.#jump();
    this.#set(true);
  }

  #jump() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#top = this.#box.scrollTop;
  }

  /** Rows that are laid out only when they come into view move the end away: that is not the reader leaving it. */
  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isNear || scrollTop < this.#top) this.#set(isNear);
    this.#top = scrollTop;
  }

  #set(isReached) {
    if (isReached === this.isReached) return;
    this.isReached = isReached;
    this.#onChange();
  }
}
