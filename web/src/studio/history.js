/** What was made in this tab: pictures, words and where the takes are. */

import { el } from "../player/elements.js";

const STORE = "kinemind-history";
const MOST = 40;

export class History {
  /** @param {(entry: object) => void} opened */
  constructor(list, empty, opened) {
    Object.assign(this, { list, empty, opened });
    this.entries = stored();
    this.views = new Map(); // clips that were dropped live in memory only
    this.#draw();
  }

  /** Put an entry first, or in the place of the one with its key. */
  add(entry, view = null) {
    if (view) this.views.set(entry.key, view);
    const before = this.entries.findIndex(({ key }) => key === entry.key);
    if (before >= 0) this.entries[before] = entry;
    else this.entries.unshift(entry);
    this.entries = this.entries.slice(0, MOST);
    this.current = entry.key;
    this.#keep();
    this.#draw();
  }

  #keep() {
    const lasting = this.entries.filter(({ kind }) => kind === "take");
    for (let count = lasting.length; count >= 0; count = Math.floor(count / 2) || -1) {
      try {
        sessionStorage.setItem(STORE, JSON.stringify(lasting.slice(0, count)));
        return;
      } catch (error) {
        if (error.name !== "QuotaExceededError") throw error;
      }
    }
  }

  #draw() {
    this.empty.hidden = this.entries.length > 0;
    this.list.replaceChildren(
      ...this.entries.map((entry) =>
        el("li", {},
          el(
            "button",
            { type: "button", class: "past", "aria-current": entry.key === this.current ? "true" : undefined, onclick: () => this.opened(entry) },
            el("img", { src: entry.picture, alt: "", width: 48, height: 56 }),
            el("span", { class: "past-words" },
              el("span", { class: "past-text" }, entry.text),
              el("span", { class: "past-facts" }, entry.facts)),
          )),
      ),
    );
  }

  select(key) {
    this.current = key;
    this.#draw();
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE) ?? "[]");
  } catch {
    return [];
  }
}
