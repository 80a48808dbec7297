/** What is on the stage: a take out of several, a candidate kept in its stead, or a clip from a file. */

import { Clip } from "../player/clip.js";
import { seconds } from "../player/elements.js";
import { pictureOf } from "../player/flat.js";
import * as api from "./api.js";
import { OFFERED } from "./downloads.js";
import { linkOf } from "./link.js";

export class Showing {
  constructor(studio) {
    this.studio = studio;
    this.current = null; // {kind, key, …}, also the entry of the history
    this.clips = new Map();
  }

  async #clipOf(url) {
    if (!this.clips.has(url)) this.clips.set(url, Clip.ofView(await api.view(url)));
    if (this.clips.size > 48) this.clips.delete(this.clips.keys().next().value);
    return this.clips.get(url);
  }

  #picture(clip) {
    return pictureOf(clip, this.studio.player.stage.colours);
  }

  /** The first take of a request is whole; `moving`: its pieces are playing already. */
  async first(request, record, moving) {
    const clip = await this.#clipOf(record.view);
    this.studio.player.load(clip, { keep: moving });
    this.studio.result.reasoning(record.reasoning, record.steps, false);
    if (request.num > 1) this.studio.progress.say(`Take 2 of ${request.num}`);
  }

  /** All takes of a request are there: show the first, remember all. */
  async made(request, { id, bundle, takes }) {
    for (const take of takes) take.picture = this.#picture(await this.#clipOf(take.view));
    this.current = {
      kind: "take", key: id, text: request.text, request, bundle, takes, number: 0, kept: {}, picture: takes[0].picture,
      facts: factsOf(takes),
    };
    this.studio.history.add(this.current);
    await this.take(0, true);
  }

  /** Show a take of the current request; `playing`: it is on the stage already. */
  async take(number, playing = false) {
    const { current, studio } = this;
    current.number = number;
    const take = current.takes[number];
    const kept = current.kept[number];
    const all = take.com?.rounds.flatMap((round) => round.candidates) ?? [];
    const source = kept === undefined ? take : all[kept];
    const clip = await this.#clipOf(source.view);
    if (this.current !== current) return;
    if (!(playing && studio.player.clip === clip)) studio.player.load(clip);
    const shown = kept === undefined ? take : { ...take, reasoning: clip.reasoning, steps: clip.steps, num_frames: clip.count };
    studio.result.take(shown, {
      takes: current.takes,
      number,
      offered: OFFERED.filter((format) => source.files?.[format]),
      fileOf: (format) => source.files[format],
      com: take.com,
      current: kept ?? take.com?.chosen,
      link: linkOf({ ...current.request, num: 1 }, current.bundle, take.seed),
    });
  }

  /** Keep a candidate of Chain-of-Motion in place of the one that was chosen. */
  async keep(candidate, number) {
    this.current.kept[this.current.number] = number;
    await this.take(this.current.number);
    this.studio.history.add(this.current);
    this.studio.progress.live.textContent = `Candidate ${number + 1} is kept.`;
  }

  /** A clip from a file, described. */
  clip(file, answer) {
    const clip = Clip.ofView({ ...answer.view, text: answer.caption, reasoning: answer.reasoning, steps: answer.steps });
    const entry = {
      kind: "clip", key: `${file.name}/${file.lastModified}/${file.size}`, text: answer.caption, picture: this.#picture(clip),
      facts: file.name,
    };
    this.studio.history.add(entry, { file, answer, clip });
    this.#clip(entry);
  }

  #clip(entry) {
    this.current = entry;
    const { file, answer, clip } = this.studio.history.views.get(entry.key);
    const own = file.name.split(".").pop().toLowerCase();
    const writable = this.studio.info?.formats ?? OFFERED;
    this.studio.player.load(clip);
    this.studio.result.clip({
      name: file.name,
      answer,
      offered: OFFERED.filter((format) => format !== own && writable.includes(format)),
      fileOf: (format) => api.convert(file, format),
    });
  }

  /** Show an entry of the history; the form takes its request where the user asked for it. */
  async recall(entry, fill = true) {
    const { studio } = this;
    if (entry.kind === "clip") this.#begin(entry, () => this.#clip(entry));
    else {
      await this.#clipOf(entry.takes[entry.number].view);
      this.#begin(entry, () => null);
      await this.take(entry.number);
      if (fill) studio.composer.fill(entry.request);
    }
    studio.history.select(entry.key);
  }

  #begin(entry, show) {
    this.current = entry;
    this.studio.result.begin("", entry.text);
    show();
  }

  /** Work failed or was stopped: show again what was there before it. */
  back() {
    const { studio, current } = this;
    if (!current) {
      studio.result.clear();
      studio.atEase();
    } else this.recall(current, false).catch(() => studio.result.clear());
  }
}

function factsOf(takes) {
  const length = `${seconds(takes[0].num_frames / takes[0].fps)} s`;
  const count = takes.length > 1 ? `${takes.length} takes` : length;
  return `${count} · seed ${takes[0].seed}${takes[0].com ? " · Chain-of-Motion" : ""}`;
}
