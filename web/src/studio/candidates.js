/** The candidates of Chain-of-Motion side by side: their motion, score and why; one is kept. */

import { el, icon } from "../player/elements.js";
import { FlatFigure } from "../player/flat.js";
import { reducedMotion } from "../player/theme.js";

const NAMES = {
  text_motion_consistency: "fits the sentence", plan_agreement: "does what it planned", physical_plausibility: "physics",
  plausibility: "physics", motion_retrieval: "names this motion", reasoning_coherence: "reasoning", text_motion: "fits the sentence",
};

export class Candidates {
  /** @param {(candidate: object) => void} kept @param {(url: string) => Promise<import("../player/clip.js").Clip>} clipOf */
  constructor(kept, clipOf, colours) {
    Object.assign(this, { kept, clipOf, colours });
    this.rounds = [];
    this.cards = [];
    this.body = el("div", { class: "rounds" });
    this.element = el("section", { class: "panel candidates", hidden: true }, el("h3", {}, "Candidates"), this.body);
  }

  /** A round came in: scores now, motions when the take is whole. */
  addRound(round) {
    this.rounds[round.round] = round;
    this.show({ rounds: this.rounds.filter(Boolean), chosen: null });
  }

  show(com, current = com.chosen) {
    this.stop();
    this.element.hidden = !com.rounds.length;
    let number = 0;
    const all = com.rounds.flatMap((round) => round.candidates);
    const [low, high] = [Math.min(...all.map((c) => c.score)), Math.max(...all.map((c) => c.score))];
    this.cards = [];
    this.body.replaceChildren(
      ...com.rounds.map((round, index) => {
        const cards = round.candidates.map((candidate) => this.#card(candidate, number++, { low, high, chosen: com.chosen, current }));
        return el("div", { class: "round" },
          el("h4", {}, index === 0 ? "First round" : `After reflection ${com.rounds.length > 2 ? index : ""}`.trim()),
          el("ul", { class: "cards" }, cards),
          round.critique && el("blockquote", { class: "critique" }, round.critique));
      }),
    );
    if (this.cards.some(({ candidate }) => candidate.view)) this.#animate();
  }

  #card(candidate, number, { low, high, chosen, current }) {
    const canvas = el("canvas", { width: 176, height: 192, "aria-hidden": "true" });
    const bar = el("span", { class: "bar" }, el("span", {}));
    bar.firstChild.style.width = `${high > low ? 12 + (88 * (candidate.score - low)) / (high - low) : 100}%`;
    const parts = Object.entries(candidate.components ?? {});
    const button = el(
      "button",
      {
        type: "button", class: "card", "aria-pressed": String(number === current), disabled: !candidate.view,
        title: parts.map(([name, value]) => `${NAMES[name] ?? name.replaceAll("_", " ")} ${value.toFixed(2)}`).join("\n"),
        "aria-label": `Keep candidate ${number + 1}, score ${candidate.score.toFixed(2)}${number === chosen ? ", the best" : ""}`,
        onclick: () => this.kept(candidate, number),
      },
      canvas,
      el("span", { class: "card-score" }, el("strong", {}, candidate.score.toFixed(2)), number === chosen && el("span", { class: "tag" }, "best")),
      bar,
      el("span", { class: "parts" }, parts.map(([name, value]) =>
        el("span", {}, el("span", {}, NAMES[name] ?? name.replaceAll("_", " ")), el("span", {}, value.toFixed(2))))),
      number === current && el("span", { class: "kept" }, icon("check"), "kept"),
    );
    this.cards.push({ candidate, canvas });
    return el("li", {}, button);
  }

  async #animate() {
    const run = (this.run = Symbol("run"));
    await Promise.all(
      this.cards.map(async (card) => {
        if (!card.candidate.view) return;
        const clip = await this.clipOf(card.candidate.view).catch(() => null);
        if (clip && this.run === run) card.figure = new FlatFigure(card.canvas, clip);
      }),
    );
    if (this.run !== run) return;
    const still = reducedMotion();
    const draw = (now) => {
      if (this.run !== run) return;
      for (const { figure } of this.cards) figure?.show(still ? figure.clip.played * 0.45 : (now / 1000) % figure.clip.played, this.colours());
      if (!still) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }

  stop() {
    this.run = null;
  }
}
