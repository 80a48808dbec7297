/** The plan as it is read: the opening, then each sub-action beside the colour of its segment. */

import { el } from "./elements.js";
import { readPlan } from "./plan.js";
import { SEGMENT_COLOURS } from "./theme.js";

export class PlanPanel {
  /** @param {(index: number) => void} picked called with the sub-action that was pressed */
  constructor(picked) {
    this.picked = picked;
    this.opening = el("p", { class: "opening" });
    this.list = el("ol", { class: "plan" });
    this.element = el("div", { class: "plan-panel" }, this.opening, this.list);
    this.text = "";
    this.live = false;
  }

  /** The whole reasoning so far; `live` while more is being written. */
  show(reasoning, steps = [], live = false) {
    this.text = reasoning;
    const { opening, items } = readPlan(reasoning);
    this.opening.textContent = opening;
    this.opening.hidden = !opening;
    const rows = items.length ? items : steps.map((step, i) => ({ number: i + 1, text: step.text, part: null }));
    while (this.list.children.length > rows.length) this.list.lastChild.remove();
    rows.forEach((item, index) => this.#row(item, index, steps[index]));
    this.element.classList.toggle("writing", live);
  }

  #row(item, index, step) {
    let row = this.list.children[index];
    if (!row) {
      const button = el(
        "button",
        { type: "button", class: "plan-item", "aria-pressed": "false", onclick: () => this.picked(index) },
        el("span", { class: "number", "aria-hidden": "true" }, String(item.number)),
        el("span", { class: "words" }),
      );
      row = el("li", { class: `hue-${index % SEGMENT_COLOURS}` }, button);
      this.list.append(row);
    }
    const button = row.firstChild;
    const words = button.lastChild;
    if (words.textContent !== item.text) words.textContent = item.text;
    button.disabled = !step;
  }

  pick(index) {
    [...this.list.children].forEach((row, i) => row.firstChild.setAttribute("aria-pressed", String(i === index)));
  }
}
