/** What the studio is doing, over the stage and for screen readers. */

import { el, seconds } from "../player/elements.js";

export class Progress {
  constructor(element, live) {
    Object.assign(this, { element, live });
    this.words = el("p", { class: "state-words" });
    this.detail = el("p", { class: "state-detail" });
    this.element.append(el("div", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), el("div", {}, this.words, this.detail));
  }

  /** Begin to count the time. */
  start(words) {
    this.began = performance.now();
    this.element.hidden = false;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.#time(), 500);
    this.say(words);
  }

  say(words, detail = "") {
    if (words === this.said && detail === this.more) return;
    [this.said, this.more] = [words, detail];
    this.words.textContent = words;
    this.#time();
    this.live.textContent = detail ? `${words}. ${detail}` : words;
  }

  #time() {
    const passed = (performance.now() - this.began) / 1000;
    this.detail.textContent = [this.more, passed > 2 ? `${Math.floor(passed)} s` : ""].filter(Boolean).join(" · ");
  }

  /** Over; `words` are for screen readers. */
  end(words) {
    clearInterval(this.timer);
    this.element.hidden = true;
    this.said = null;
    this.live.textContent = words;
  }

  get passed() {
    return seconds((performance.now() - this.began) / 1000);
  }
}
