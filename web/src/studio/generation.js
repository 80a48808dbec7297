/** One generation: what the stream tells, piece by piece, becomes takes on the stage. */

import { Clip } from "../player/clip.js";
import * as api from "./api.js";

export const FORMATS = ["npz", "bvh", "glb", "mp4", "html"];

/** Takes as they grow: reasoning, steps, a clip of the pieces that came so far. */
export class Generation {
  /** @param {object} request @param {string[]} formats @param {object} show player, result, progress */
  constructor(request, formats, show) {
    Object.assign(this, { request, formats, show });
    this.stopper = new AbortController();
    this.takes = Array.from({ length: request.num }, () => ({ reasoning: "", steps: [], clip: null, record: null }));
    this.done = null;
  }

  async run() {
    const { request, formats } = this;
    await api.generate({ ...request, formats }, this.stopper.signal, (name, data) => this[`on_${name}`]?.(data));
    return { id: this.done.id, bundle: this.done.bundle, takes: this.takes.map(({ record }) => record) };
  }

  stop() {
    this.stopper.abort();
    if (this.job) api.cancel(this.job);
  }

  on_job({ id }) {
    this.job = id;
  }

  on_queue({ position }) {
    if (position > 0) this.show.progress.say("Waiting", position === 1 ? "one request before this" : `${position} requests before this`);
    else this.show.progress.say("Thinking");
  }

  on_reasoning({ take, text }) {
    const one = this.takes[take];
    one.reasoning += text;
    if (take !== 0) return;
    this.show.progress.say("Thinking", "", true);
    this.show.result.reasoning(one.reasoning, [], true);
  }

  on_plan({ take, steps }) {
    const one = this.takes[take];
    one.steps = steps;
    if (take !== 0) {
      this.show.progress.say(`Take ${take + 1} of ${this.takes.length}`);
      return;
    }
    this.show.result.reasoning(one.reasoning, steps, false);
    const count = steps.length === 1 ? "one step" : `${steps.length} steps`;
    this.show.progress.say("Moving", `the plan has ${count}: ${steps.map((step) => step.text).join(", ")}`);
  }

  on_motion({ take, start, fps, joints }) {
    if (take !== 0) return;
    const one = this.takes[0];
    const first = !one.clip;
    one.clip ??= new Clip({ fps, steps: one.steps, reasoning: one.reasoning, text: this.request.text });
    one.clip.expected = one.steps.at(-1)?.end ?? 0;
    one.clip.extend(start, joints);
    if (first) this.show.player.load(one.clip);
    else this.show.player.grown();
  }

  on_com(round) {
    if (round.take !== 0) return;
    this.show.result.candidates.addRound(round);
    this.show.progress.say("Reflecting", `round ${round.round + 1}`);
  }

  async on_take({ take, ...record }) {
    this.takes[take].record = record;
    // the first take plays while the others are still made
    if (take === 0) await this.show.first(record, this.takes[0].clip !== null);
  }

  on_done(done) {
    this.done = done;
  }
}
