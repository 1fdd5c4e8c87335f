/** Arrow keys within a group of buttons, of which only one at a time is a stop of the Tab key. */

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** Let the arrow keys, Home and End move among the `selector` nodes in `group`. */
export function roving(group, selector) {
  const items = () => [...group.querySelectorAll(selector)];
  const stopAt = (item) => items().forEach((other) => (other.tabIndex = other === item ? 0 : -1));
  group.addEventListener("focusin", ({ target }) => target.matches(selector) && stopAt(target));
  group.addEventListener("keydown", (event) => {
    const all = items();
    const here = all.indexOf(document.activeElement);
    const next = { Home: 0, End: all.length - 1 }[event.key] ?? here + (STEPS[event.key] ?? NaN);
    if (here < 0 || Number.isNaN(next)) return;
    event.preventDefault();
    all[(next + all.length) % all.length].focus();
  });
}

/** Of newly drawn items, make the chosen one, or else the first, the stop of the Tab key. */
export function setStop(group, selector, chosen) {
  const items = [...group.querySelectorAll(selector)];
  const stop = items.find((item) => item.matches(chosen)) ?? items[0];
  for (const item of items) item.tabIndex = item === stop ? 0 : -1;
}
