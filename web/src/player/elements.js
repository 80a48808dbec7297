/** Building the page: elements and icons, never from strings of markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (`class`, `data-…` and `aria-…` as attributes) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes("-") && name !== "list" && name !== "form") element[name] = value;
    else element.setAttribute(name === "class" ? "class" : name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M7 4.5h3.6v15H7zM13.4 4.5H17v15h-3.6z",
  back: "M16 5.5v13L7.5 12z M5 5.5h1.8v13H5z",
  ahead: "M8 5.5v13l8.5-6.5z M17.2 5.5H19v13h-1.8z",
  loop: "M17 3.5l3.5 3L17 9.5V7.5H8A3.5 3.5 0 0 0 4.5 11v1h-2v-1A5.5 5.5 0 0 1 8 5.5h9zM7 20.5l-3.5-3L7 14.5v2h9a3.5 3.5 0 0 0 3.5-3.5v-1h2v1a5.5 5.5 0 0 1-5.5 5.5H7z",
  follow: "M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M12 6.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12 10.6a1.4 1.4 0 1 0 0 2.8 1.4 1.4 0 0 0 0-2.8z",
  trail: "M4 19.5c5.5 0 4-6.5 8-7.5s4.5-4 8-7.5M17.5 4.5H20V7",
  feet: "M8 3.5c1.9 0 2.8 1.8 2.8 4S9.700 11.500 9.500 13H6.300C6.100 11 5.200 9.500 5.200 7.500s.9-4 2.800-4zM6.400 15h3c.2 1.700-.4 2.700-1.500 2.700S6.200 16.700 6.400 15zM16 6.500c1.900 0 2.800 2 2.800 4s-.9 3.500-1.100 5.500h-3.200c-.2-1.500-1.300-3.300-1.300-5.500s.9-4 2.800-4zM14.600 18h3c.2 1.700-.4 2.700-1.500 2.700s-1.700-1-1.500-2.700z",
  reset: "M4.500 9V4.500H9M19.500 9V4.500H15M4.500 15v4.500H9M19.500 15v4.500H15",
  keys: "M3.500 6.500h17v11h-17zM7 10.200h.01M10.400 10.200h.01M13.800 10.200h.01M17.200 10.200h.01M8 14h8",
  close: "M6 6l12 12M18 6L6 18",
  download: "M12 4v11M7.500 11l4.500 4.500L16.500 11M5 19.500h14",
  link: "M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  file: "M6 3.500h8l4 4v13H6zM14 3.500v4h4M12 17.500v-6M9.500 13.800L12 11.300l2.500 2.500",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10z",
  half: "M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17zM12 3.500v17",
  warn: "M12 4L2.800 19.500h18.400zM12 10v4.500M12 17.200v.01",
  dice: "M4.500 4.500h15v15h-15zM8.500 8.500h.01M15.500 8.500h.01M12 12h.01M8.500 15.500h.01M15.500 15.500h.01",
  check: "M5 12.500l4.500 4.500L19 7.500",
};
const FILLED = new Set(["play", "pause", "back", "ahead", "loop", "feet"]);

/** A decorative icon; its button carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]]) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("class", FILLED.has(name) ? "filled" : "lined");
  svg.append(path);
  return svg;
}

/** A button with an icon; `label` is its name and its tip. */
export function iconButton(name, label, pressed, onclick, key) {
  return el(
    "button",
    {
      type: "button", class: "icon-button", "aria-label": label, title: key ? `${label} (${key})` : label,
      "aria-pressed": pressed === null ? undefined : String(pressed), onclick,
    },
    icon(name),
  );
}

/** Another icon for a button. */
export function setIcon(button, name) {
  button.replaceChildren(icon(name));
}

export const seconds = (value) => value.toFixed(value < 100 ? 1 : 0);
