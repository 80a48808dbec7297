/** Time of the playback: playing, speed, looping, a stretch to stay in. */

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.5, 2];

export class Clock {
  constructor() {
    this.time = 0;
    this.speed = 1;
    this.loop = true;
    this.playing = false;
    this.stretch = null; // {start, end} of a picked step
  }

  /** Go on by real seconds within a clip of `seconds`, `played` of which are there. */
  advance(elapsed, seconds, played) {
    if (!this.playing || played <= 0) return;
    const [start, end] = this.stretch ? [this.stretch.start, Math.min(this.stretch.end, played)] : [0, played];
    this.time += elapsed * this.speed;
    if (this.time < end) return;
    const waiting = played < seconds && !this.stretch;
    if (waiting) this.time = end;
    else if (this.loop) this.time = start + ((this.time - start) % Math.max(end - start, 1e-3));
    else {
      this.time = end;
      this.playing = false;
    }
  }

  /** Speed one notch up (1) or down (-1). */
  notch(by) {
    const nearest = SPEEDS.reduce((a, b) => (Math.abs(b - this.speed) < Math.abs(a - this.speed) ? b : a));
    this.speed = SPEEDS[Math.min(Math.max(SPEEDS.indexOf(nearest) + by, 0), SPEEDS.length - 1)];
  }
}
