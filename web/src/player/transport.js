/** The bar of playback: frames, play, loop, speed, time. */

import { SPEEDS } from "./clock.js";
import { el, iconButton, setIcon } from "./elements.js";

export class Transport {
  constructor(player) {
    this.player = player;
    this.back = iconButton("back", "One frame back", null, () => player.stepFrames(-1), "←");
    this.play = iconButton("play", "Play", null, () => player.toggle(), "Space");
    this.ahead = iconButton("ahead", "One frame ahead", null, () => player.stepFrames(1), "→");
    this.loop = iconButton("loop", "Loop", true, () => player.setLoop(!player.clock.loop), "L");
    this.play.classList.add("play");
    this.speed = el(
      "select",
      { class: "speed", "aria-label": "Speed", title: "Speed ([ and ])", onchange: () => player.setSpeed(Number(this.speed.value)) },
      SPEEDS.map((value) => el("option", { value: String(value), selected: value === 1 }, `${value}×`)),
    );
    this.clock = el("span", { class: "clock" });
    this.frame = el("span", { class: "frame" });
    this.element = el(
      "div",
      { class: "transport", role: "group", "aria-label": "Playback" },
      this.back, this.play, this.ahead, this.loop, el("div", { class: "times" }, this.clock, this.frame), this.speed,
    );
  }

  show() {
    const { clock, clip } = this.player;
    const seconds = clip?.seconds ?? 0;
    this.clock.textContent = `${clock.time.toFixed(2)} / ${seconds.toFixed(2)} s`;
    this.frame.textContent = clip ? `frame ${clip.frameAt(clock.time) + 1} of ${clip.count}` : "";
    if (this.shownPlaying !== clock.playing) {
      this.shownPlaying = clock.playing;
      setIcon(this.play, clock.playing ? "pause" : "play");
      this.play.setAttribute("aria-label", clock.playing ? "Pause" : "Play");
      this.play.title = `${clock.playing ? "Pause" : "Play"} (Space)`;
    }
    this.loop.setAttribute("aria-pressed", String(clock.loop));
    if (this.speed.value !== String(clock.speed)) this.speed.value = String(clock.speed);
  }
}
