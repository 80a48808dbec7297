/** The stage where there is no WebGL: the same calls, drawn flat. */

import { FlatFigure } from "./flat.js";
import { coloursAt } from "./theme.js";

export class FlatStage {
  constructor(canvas) {
    this.canvas = canvas;
    this.flat = true;
    this.shown = { trail: false, contacts: false };
    this.view = {
      follow: true, reset() {}, setFollow() {}, extend() {}, zoom() {},
      turn: (azimuth) => {
        this.figure.turn += azimuth;
        this.touch();
      },
    };
    this.recolour();
  }

  touch() {
    this.stale = true;
  }

  load(clip) {
    this.clip = clip;
    this.figure = new FlatFigure(this.canvas, clip);
    this.show(0);
  }

  show(time) {
    this.time = time;
    this.touch();
  }

  pick(part, colour) {
    this.figure.pick(part, colour);
    this.touch();
  }

  recolour() {
    this.colours = coloursAt(this.canvas);
    this.touch();
  }

  resize() {
    const { clientWidth, clientHeight } = this.canvas.parentElement;
    const ratio = Math.min(devicePixelRatio, 2);
    [this.canvas.width, this.canvas.height] = [clientWidth * ratio, clientHeight * ratio];
    this.touch();
  }

  draw() {
    if (!this.stale || !this.figure) return;
    this.stale = false;
    this.figure.show(this.time, this.colours);
  }

  dispose() {}
}
