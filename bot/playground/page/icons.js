/** The page's icons, drawn with strokes on a grid of 24 by 24. */

const NAMESPACE = "http://www.w3.org/2000/svg";

const SHAPES = {
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8",
  back: "M19 12H5M11 6l-6 6 6 6",
  bell: "M6 17V11a6 6 0 0 1 9-5.2M18 10v7M4 17h16M10 20h4M3 3l18 18",
  block: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.7 5.7l12.6 12.6",
  check: "M4 12.5l5 5L20 6.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  down: "M6 9l6 6 6-6",
  edit: "M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4",
  faults: "M9 3h6M10 3v6L4.5 18.5A1.7 1.7 0 0 0 6 21h12a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  open: "M8 16L17 7M9 7h8v8",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.01",
  pin: "M9 4h6l-1 7 4 4H6l4-4zM12 15v6",
  place: "M12 21s7-6.2 7-11.5a7 7 0 0 0-14 0C5 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  send: "M4 12L3 4l18 8-18 8 1-8zM4 12h8",
  slash: "M4 4h16v16H4zM10 16l4-8",
  switch: "M4 8h14l-4-4M20 16H6l4 4",
  ticks: "M2 12.5l5 5L17 6.5M11.5 16.5l1 1L22 7",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
};

/** A decorative icon: whatever holds it needs a name of its own. */
export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Put the icons into the buttons of the page's own HTML, which name them in `data-icon`. */
export function drawIcons(root) {
  for (const node of root.querySelectorAll("[data-icon]")) node.prepend(icon(node.dataset.icon));
}
