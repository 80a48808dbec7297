/** The timeline: sub-actions as coloured segments, measured phases below, a playhead to drag. */

import { el, seconds } from "./elements.js";
import { SEGMENT_COLOURS } from "./theme.js";

const PHASE_ROWS = 4;

export class Timeline {
  constructor(player) {
    this.player = player;
    this.steps = el("div", { class: "lane steps", role: "group", "aria-label": "Sub-actions" });
    this.phases = el("ul", { class: "lane phases", "aria-label": "Phases measured on the motion" });
    this.scrub = el("input", {
      type: "range", class: "scrub", min: "0", max: "1", step: "0.01", value: "0", "aria-label": "Time",
      oninput: () => player.seek(Number(this.scrub.value)),
    });
    this.head = el("div", { class: "playhead", "aria-hidden": "true" });
    this.ticks = el("div", { class: "ticks", "aria-hidden": "true" });
    this.lanes = el("div", { class: "lanes" }, this.ticks, this.steps, this.phases, this.head);
    this.element = el("div", { class: "timeline" }, this.lanes, this.scrub);
    // pressing anywhere in the lanes seeks there; a press on a segment picks it instead
    this.lanes.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  load(clip) {
    this.clip = clip;
    const total = clip.seconds || 1;
    const across = (span) => ({ left: `${(100 * span.start) / total}%`, width: `${(100 * (span.end - span.start)) / total}%` });
    const rows = packed(clip.steps);
    this.segments = clip.steps.map((step, index) => {
      const button = el(
        "button",
        {
          type: "button", class: `segment hue-${index % SEGMENT_COLOURS}`, "aria-pressed": "false",
          title: `${step.text}, ${seconds(step.start)} to ${seconds(step.end)} s`,
          "aria-label": `${index + 1}. ${step.text}, ${seconds(step.start)} to ${seconds(step.end)} seconds`,
          onclick: () => this.player.pick(this.player.picked === index ? -1 : index),
        },
        el("span", { class: "number" }, String(index + 1)),
        el("span", { class: "label" }, step.text),
      );
      Object.assign(button.style, across(step), { top: `${rows.at[index] * 2.25}rem` });
      return button;
    });
    this.steps.replaceChildren(...this.segments);
    this.steps.style.height = `${Math.max(rows.count, 1) * 2.25}rem`;
    this.#phases(clip.phases, across);
    this.#ticks(total);
    this.scrub.max = String(total);
    this.scrub.step = String(1 / clip.fps);
    this.shown = null;
    this.show(this.player.clock.time);
  }

  #phases(phases, across) {
    const rows = packed(phases);
    const kept = phases.map((phase, index) => ({ phase, row: rows.at[index] })).filter(({ row }) => row < PHASE_ROWS);
    this.phases.replaceChildren(
      ...kept.map(({ phase, row }) => {
        const words = phase.label.replaceAll("_", " ");
        const title = `${words}, ${seconds(phase.start)} to ${seconds(phase.end)} s${measuresOf(phase)}`;
        const item = el("li", { class: "phase", title }, el("span", {}, words));
        Object.assign(item.style, across(phase), { top: `${row * 1.2}rem` });
        return item;
      }),
    );
    this.phases.style.height = `${Math.min(rows.count, PHASE_ROWS) * 1.2}rem`;
    this.phases.hidden = !phases.length;
  }

  #ticks(total) {
    const every = [0.5, 1, 2, 5, 10, 20, 60].find((step) => total / step <= 12) ?? 120;
    const ticks = [];
    for (let time = 0; time <= total - every * 0.3; time += every) {
      const tick = el("span", {}, `${time}`);
      tick.style.left = `${(100 * time) / total}%`;
      ticks.push(tick);
    }
    this.ticks.replaceChildren(...ticks);
  }

  #drag(event) {
    if (event.button !== 0 || event.target.closest(".segment")) return;
    const seek = ({ clientX }) => {
      const box = this.lanes.getBoundingClientRect();
      this.player.seek(((clientX - box.left) / box.width) * this.clip.seconds);
    };
    const stop = () => this.lanes.removeEventListener("pointermove", seek);
    this.lanes.setPointerCapture(event.pointerId);
    this.lanes.addEventListener("pointermove", seek);
    this.lanes.addEventListener("pointerup", stop, { once: true });
    this.lanes.addEventListener("pointercancel", stop, { once: true });
    seek(event);
  }

  show(time) {
    if (!this.clip) return;
    const total = this.clip.seconds || 1;
    this.head.style.left = `${(100 * Math.min(time, total)) / total}%`;
    const step = this.clip.stepAt(time);
    if (document.activeElement !== this.scrub || Math.abs(Number(this.scrub.value) - time) > 0.5 / this.clip.fps) {
      this.scrub.value = String(time);
    }
    this.scrub.setAttribute(
      "aria-valuetext",
      `${seconds(time)} of ${seconds(total)} seconds${step < 0 ? "" : `, ${this.clip.steps[step].text}`}`,
    );
    if (step !== this.shown) {
      this.shown = step;
      this.segments.forEach((segment, index) => segment.classList.toggle("now", index === step));
    }
  }

  pick(index) {
    this.segments?.forEach((segment, i) => segment.setAttribute("aria-pressed", String(i === index)));
  }
}

/** Rows in which spans do not overlap: {at: row of each span, count}. */
export function packed(spans) {
  const ends = [];
  const at = spans.map((span) => {
    let row = ends.findIndex((end) => end <= span.start + 1e-3);
    if (row < 0) row = ends.length;
    ends[row] = span.end;
    return row;
  });
  return { at, count: ends.length };
}

const UNITS = {
  angle: (v) => `${Math.round(v)}°`, distance: (v) => `${v.toFixed(1)} m`, speed: (v) => `${v.toFixed(1)} m/s`,
  steps: (v) => `${Math.round(v)} steps`, air_time: (v) => `${v.toFixed(2)} s in the air`, cycles: (v) => `${v} times`,
};

function measuresOf(phase) {
  const told = Object.entries(UNITS).filter(([key]) => typeof phase[key] === "number");
  return told.map(([key, write]) => `, ${write(phase[key])}`).join("");
}
