/** The studio: the form, the stage, the inspector and the history, joined. */

import { Clip } from "../player/clip.js";
import { iconButton } from "../player/elements.js";
import { Player } from "../player/player.js";
import { AT_EASE } from "../player/skeleton.js";
import { reducedMotion } from "../player/theme.js";
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { watchDrops } from "./drop.js";
import { FORMATS, Generation } from "./generation.js";
import { History } from "./history.js";
import { requestOf } from "./link.js";
import { Notice } from "./notice.js";
import { Progress } from "./progress.js";
import { Result } from "./result.js";
import { Showing } from "./showing.js";
import { Connection, themeButton } from "./top.js";

const byId = (id) => document.getElementById(id);

class Studio {
  constructor() {
    this.info = null;
    this.player = new Player(byId("player"));
    this.notice = new Notice(byId("notice"));
    this.progress = new Progress(byId("stage-state"), byId("live"));
    this.composer = new Composer({ go: (request) => this.generate(request), stop: () => this.stop(), open: (file) => this.open(file) });
    this.connection = new Connection(byId("banner"), () => this.begin());
    this.history = new History(byId("history"), byId("history-empty"), (entry) => this.recall(entry));
    this.result = new Result(byId("result"), {
      picked: (index) => this.player.pick(this.player.picked === index ? -1 : index),
      take: (index) => this.showing.take(index).catch((fault) => this.failed(fault)),
      keep: (candidate, number) => this.showing.keep(candidate, number).catch((fault) => this.failed(fault)),
      clipOf: async (url) => Clip.ofView(await api.view(url)),
      colours: () => this.player.stage.colours,
      failed: (fault) => this.failed(fault),
      copy: (link, label) => this.copy(link, label),
    });
    this.showing = new Showing(this);
    this.player.addEventListener("pick", ({ detail }) => this.result.plan.pick(detail.index));
    byId("top-tools").append(iconButton("keys", "Keyboard", null, () => this.player.showKeys(), "?"), themeButton());
    byId("top-tools").firstChild.classList.add("for-keys");
    watchDrops(byId("drop"), (file) => this.open(file));
    this.atEase();
  }

  /** An empty stage: the figure stands and waits. */
  atEase() {
    this.player.load(new Clip({ fps: 20, joints: AT_EASE.slice() }), { play: false });
  }

  /** Ask the server what it is; then do what the address asks for. */
  async begin() {
    try {
      this.info = await api.info();
    } catch (fault) {
      this.failed(fault, () => this.begin());
      return;
    }
    const { bundle, version, licence, readable } = this.info;
    this.composer.bounds(this.info);
    byId("bundle").textContent = `${bundle} · ${version}`;
    byId("licence").textContent = licence;
    byId("drop-formats").textContent = readable.map((suffix) => suffix.replace(/^\./, "").toUpperCase()).join(", ");
    if (this.begun) return;
    this.begun = true;
    const asked = requestOf();
    if (!asked) return;
    this.composer.fill(asked.request);
    await this.generate(this.composer.request());
    if (asked.bundle && asked.bundle !== bundle) {
      this.notice.show({ code: "bad_request", message: `the link was made by the bundle ${asked.bundle}, this studio runs ${bundle}: the take may differ` });
    }
  }

  async generate(request) {
    this.notice.clear();
    this.composer.complain("");
    if (!request.text) {
      this.composer.complain("Write what the figure does");
      this.notice.show({ code: "bad_request", message: "the prompt is empty: write in a sentence what the figure does" });
      return;
    }
    await this.busy(request.num > 1 ? "Takes" : "Take", request.text, "Thinking", async () => {
      const formats = FORMATS.filter((format) => !this.info || this.info.formats.includes(format));
      this.work = new Generation(request, formats, {
        player: this.player, result: this.result, progress: this.progress, first: (record, moving) => this.showing.first(request, record, moving),
      });
      const made = await this.work.run();
      await this.showing.made(request, made);
      const plan = made.takes[0].steps.map((step) => step.text).join(", then ");
      return `The take is ready: ${plan}.`;
    }, () => this.generate(request));
  }

  /** Play and describe a motion file. */
  async open(file) {
    this.notice.clear();
    const most = this.info?.limits.max_upload_mb ?? 20;
    const suffix = file.name.split(".").pop().toLowerCase();
    const readable = (this.info?.readable ?? []).map((known) => known.replace(/^\./, ""));
    if (readable.length && !readable.includes(suffix)) {
      this.notice.show({ code: "bad_request", message: `${file.name} is no motion file that is read here; readable are ${readable.join(", ")}` });
      return;
    }
    if (file.size > most * 2 ** 20) {
      this.notice.show({ code: "too_large", message: `${file.name} has ${Math.ceil(file.size / 2 ** 20)} MB, at most ${most} MB are read` });
      return;
    }
    await this.busy(file.name, "What does it show?", "Looking at the motion", async () => {
      this.work = { stopper: new AbortController(), stop() { this.stopper.abort(); } };
      const answer = await api.caption(file, { seed: this.composer.request().seed }, this.work.stopper.signal);
      this.showing.clip(file, answer);
      return `The clip is described: ${answer.caption}`;
    }, () => this.open(file));
  }

  /** Do some work with everything set to busy; what was shown comes back where it fails. */
  async busy(kind, title, words, work, again) {
    this.work?.stop();
    const turn = (this.turn = Symbol("turn"));
    this.composer.setBusy(true);
    this.result.begin(kind, title);
    if (!this.showing.current) this.atEase();
    this.progress.start(words);
    // on a phone the stage lies below the form
    byId("player").parentElement.scrollIntoView({ block: "nearest", behavior: reducedMotion() ? "auto" : "smooth" });
    let ending = "Stopped.";
    try {
      ending = await work();
    } catch (fault) {
      if (this.turn !== turn) return;
      this.showing.back();
      if (fault.code !== "cancelled") {
        ending = "";
        this.failed(fault, again);
      }
    } finally {
      if (this.turn === turn) {
        this.work = null;
        this.composer.setBusy(false);
        this.progress.end(ending);
      }
    }
  }

  stop() {
    this.work?.stop();
  }

  async recall(entry) {
    this.notice.clear();
    this.stop();
    try {
      await this.showing.recall(entry);
    } catch (fault) {
      if (fault.code !== "not_found") this.failed(fault);
      else this.failed({ code: "not_found", message: "the server no longer holds this take; make it again from its sentence and seed" }, () => this.generate(entry.request));
    }
  }

  failed(fault, again = null) {
    if (!(fault instanceof api.Fault) && fault instanceof Error) console.error(fault);
    if (fault.code === "unauthorized") {
      this.notice.askToken((given) => {
        api.token.set(given);
        (again ?? (() => this.begin()))();
      });
      return;
    }
    if (fault.code === "offline") this.connection.lost();
    this.notice.show(fault.code ? fault : { code: "internal", message: fault.message }, again);
  }

  async copy(link, label) {
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(link);
      label.textContent = "Copied";
    } catch {
      label.textContent = link; // no clipboard without https: the link is there to select
      return;
    }
    setTimeout(() => {
      label.textContent = before;
    }, 1800);
  }
}

const studio = new Studio();
document.documentElement.dataset.ready = "";
studio.begin();
