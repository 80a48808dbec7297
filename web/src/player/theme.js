/** Colours that the page's style sheet gives to the drawing; they change with light and dark. */

const KEYS = {
  body: "--figure-body", face: "--figure-face", left: "--side-left", right: "--side-right", middle: "--figure-joint",
  line: "--ground-line", floor: "--ground-floor", strength: "--ground-strength", shadow: "--ground-shadow",
  trail: "--trail", sky: "--light-sky", earth: "--light-earth", skyPower: "--light-sky-power", sunPower: "--light-sun-power",
};
export const SEGMENT_COLOURS = 7;

/** The colours at an element; `segments` are those of the sub-actions in turn. */
export function coloursAt(element) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(Object.entries(KEYS).map(([key, name]) => [key, value(name)]));
  colours.segments = Array.from({ length: SEGMENT_COLOURS }, (_, i) => value(`--segment-${i}`));
  return colours;
}

/** Call `changed` when the page turns light or dark. */
export function watchTheme(changed) {
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", changed);
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  return () => {
    media.removeEventListener("change", changed);
    observer.disconnect();
  };
}

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
