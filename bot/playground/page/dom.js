/** Builds DOM nodes; whatever comes from outside becomes text or a plain attribute, never markup. */

/**
 * An element. An attribute that is `undefined`, `null` or `false` is left out, `true` is an empty attribute, and
 * `on…` takes a listener. Children that are `null` or `false` are left out.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text of unknown direction that must not disturb what stands beside it, such as a name. */
export function isolated(text) {
  return el("bdi", {}, text);
}

/** The element of the page with this id. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

/** A person's or chat's round picture: the initial on one of eight colours. */
export function avatar(id, name) {
  const initial = [...name.trim()][0] ?? "?";
  return el("span", { class: `avatar peer-${Math.abs(id) % 8}`, "aria-hidden": "true" }, initial.toUpperCase());
}
