/** The player: stage, timeline and transport around one clip. */

import { Clock } from "./clock.js";
import { el, icon, iconButton } from "./elements.js";
import { FlatStage } from "./flat_stage.js";
import { KEYS, listen } from "./keys.js";
import { partsOfSteps } from "./plan.js";
import { Stage } from "./stage.js";
import { reducedMotion, SEGMENT_COLOURS, watchTheme } from "./theme.js";
import { Timeline } from "./timeline.js";
import { Transport } from "./transport.js";

export class Player extends EventTarget {
  /** @param {HTMLElement} root an empty element that the player fills */
  constructor(root) {
    super();
    this.root = root;
    this.clock = new Clock();
    this.picked = -1;
    this.follow = true;
    this.#build();
    this.stage = this.#stage();
    this.transport.show();
    watchTheme(() => this.stage.recolour());
    new ResizeObserver(() => this.stage.resize()).observe(this.frame);
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#sleep() : this.#wake()));
    listen(this);
    this.#wake();
  }

  #build() {
    this.canvas = el("canvas", { class: "canvas", tabIndex: 0, role: "img", "aria-label": "The figure in 3D" });
    this.toggles = {
      follow: iconButton("follow", "Follow the figure", true, () => this.setFollow(!this.follow), "F"),
      trail: iconButton("trail", "Trail", true, () => this.toggleShown("trail"), "T"),
      contacts: iconButton("feet", "Foot contacts", true, () => this.toggleShown("contacts"), "C"),
    };
    const reset = iconButton("reset", "Reset the camera", null, () => this.resetView(), "R");
    const keys = iconButton("keys", "Keyboard", null, () => this.showKeys(), "?");
    keys.classList.add("for-keys");
    this.tools = el("div", { class: "tools", role: "group", "aria-label": "View" }, ...Object.values(this.toggles), reset, keys);
    this.subtitle = el("p", { class: "subtitle", "aria-hidden": "true" });
    this.note = el("p", { class: "stage-note", hidden: true });
    this.frame = el("div", { class: "frame-3d" }, this.canvas, this.tools, this.note, this.subtitle);
    this.timeline = new Timeline(this);
    this.transport = new Transport(this);
    this.root.classList.add("player");
    this.root.append(this.frame, this.timeline.element, this.transport.element);
    this.root.classList.add("empty");
  }

  #stage() {
    try {
      return new Stage(this.canvas);
    } catch (error) {
      // three says in an Error that there is no WebGL
      console.info(`drawing flat: ${error.message}`);
      this.note.textContent = "This browser has no WebGL: the figure is drawn flat.";
      this.note.hidden = false;
      this.tools.classList.add("flat");
      const plain = this.canvas.cloneNode();
      this.canvas.replaceWith(plain);
      this.canvas = plain;
      return new FlatStage(plain);
    }
  }

  /** Show a clip from its start; `play` where motion is welcome, `keep` the time and the camera. */
  load(clip, { play = true, keep = false } = {}) {
    const time = keep ? Math.min(this.clock.time, clip.played) : 0;
    this.clip = clip;
    this.clock.stretch = null;
    this.clock.time = time;
    this.clock.playing = keep ? this.clock.playing : play && clip.count > 1 && !reducedMotion();
    this.parts = partsOfSteps(clip.steps, clip.reasoning);
    this.root.classList.toggle("empty", clip.count < 2);
    this.canvas.setAttribute("aria-label", clip.text ? `The figure in 3D: ${clip.text}` : "The figure in 3D");
    this.stage.resize();
    this.stage.load(clip, keep);
    this.timeline.load(clip);
    const picked = keep && this.picked < clip.steps.length ? this.picked : -1;
    this.pick(picked, false);
    this.#show();
  }

  /** More frames of the clip at hand have come. */
  grown() {
    this.stage.view.extend(this.clip);
    this.root.classList.toggle("empty", this.clip.count < 2);
    if (!this.clock.playing && this.clock.time === 0 && !reducedMotion()) this.clock.playing = true;
  }

  toggle() {
    if (!this.clip || this.clip.count < 2) return;
    const { clock } = this;
    if (!clock.playing && !clock.stretch && clock.time >= this.clip.played - 1e-3) clock.time = 0;
    clock.playing = !clock.playing;
    this.#show();
  }

  seek(time) {
    this.clock.time = Math.min(Math.max(time, 0), (this.clip.count - 1) / this.clip.fps);
    const { stretch } = this.clock;
    if (stretch && (this.clock.time < stretch.start || this.clock.time > stretch.end)) this.pick(-1);
    this.#show();
  }

  stepFrames(by) {
    this.clock.playing = false;
    this.seek((this.clip.frameAt(this.clock.time) + by) / this.clip.fps);
  }

  setSpeed(speed) {
    this.clock.speed = speed;
    this.transport.show();
  }

  notch(by) {
    this.clock.notch(by);
    this.transport.show();
  }

  setLoop(on) {
    this.clock.loop = on;
    this.transport.show();
  }

  /** Pick a sub-action: play it only, its body part in its colour; -1 lets go. */
  pick(index, seek = true) {
    this.picked = index;
    const step = this.clip.steps[index];
    this.clock.stretch = step ?? null;
    if (step) this.stage.pick(this.parts[index], this.stage.colours.segments[index % SEGMENT_COLOURS]);
    else this.stage.pick(null, null);
    this.timeline.pick(index);
    if (step && seek) {
      this.clock.time = step.start;
      if (!reducedMotion()) this.clock.playing = true;
    }
    this.#show();
    this.dispatchEvent(new CustomEvent("pick", { detail: { index, part: step ? this.parts[index] : null } }));
  }

  setFollow(on) {
    this.follow = on;
    this.stage.view.setFollow(on, this.clock.time);
    this.toggles.follow.setAttribute("aria-pressed", String(on));
    this.stage.touch();
  }

  toggleShown(what) {
    this.stage.shown[what] = !this.stage.shown[what];
    this.toggles[what].setAttribute("aria-pressed", String(this.stage.shown[what]));
    this.#show();
  }

  resetView() {
    this.stage.view.reset(this.clock.time);
    this.stage.touch();
  }

  turn(azimuth, elevation) {
    this.stage.view.turn(azimuth, elevation);
  }

  zoom(factor) {
    this.stage.view.zoom(factor);
  }

  showKeys() {
    const rows = KEYS.map(([key, does]) => el("div", {}, el("dt", {}, key), el("dd", {}, does)));
    const close = el("button", { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
    const dialog = el(
      "dialog",
      { class: "sheet", "aria-labelledby": "keys-title", onclose: () => dialog.remove() },
      el("div", { class: "sheet-head" }, el("h2", { id: "keys-title" }, "Keyboard"), close),
      el("dl", { class: "keys" }, rows),
    );
    document.body.append(dialog);
    dialog.showModal();
  }

  #show() {
    if (!this.clip?.count) return;
    this.stage.show(this.clock.time);
    this.timeline.show(this.clock.time);
    this.transport.show();
    const step = this.clip.stepAt(this.clock.time);
    const hue = `subtitle hue-${Math.max(step, 0) % SEGMENT_COLOURS}`;
    if (this.subtitle.dataset.step !== `${step}/${this.clip.text}`) {
      this.subtitle.dataset.step = `${step}/${this.clip.text}`;
      this.subtitle.className = hue;
      this.subtitle.textContent = step < 0 ? "" : this.clip.steps[step].text;
    }
  }

  #tick = (now) => {
    this.request = requestAnimationFrame(this.#tick);
    // after a pause of the page, time goes on where it stopped
    const elapsed = Math.min((now - (this.before ?? now)) / 1000, 0.25);
    this.before = now;
    if (this.clip && this.clock.playing) {
      this.clock.advance(elapsed, this.clip.seconds, this.clip.played);
      this.#show();
    }
    this.stage.draw();
  };

  #wake() {
    this.before = undefined;
    this.request ??= requestAnimationFrame(this.#tick);
  }

  #sleep() {
    cancelAnimationFrame(this.request);
    this.request = null;
  }
}
