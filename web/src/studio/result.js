/** The inspector: what was asked, the takes, the plan, candidates, files, facts. */

import { el, icon, seconds } from "../player/elements.js";
import { PlanPanel } from "../player/plan_panel.js";
import { Candidates } from "./candidates.js";
import { downloads } from "./downloads.js";
import { factsList } from "./facts.js";

export class Result {
  /** @param {HTMLElement} root @param {object} actions picked, take, keep, clipOf, colours, failed, copy */
  constructor(root, actions) {
    this.actions = actions;
    this.empty = el("div", { class: "nothing" },
      el("h2", {}, "A plan, then a motion"),
      el("p", {}, "Write a sentence: the model first says what the figure will do, step by step, then moves."),
      el("p", {}, "Or drop a motion file anywhere: it plays, and the model says what it shows."));
    this.kind = el("p", { class: "kind" });
    this.title = el("h2", { class: "result-title", tabIndex: -1 });
    this.meta = el("p", { class: "meta" });
    this.tabs = el("div", { class: "takes", role: "tablist", "aria-label": "Takes" });
    this.plan = new PlanPanel(actions.picked);
    this.waiting = el("div", { class: "ghost", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.planSection = el("section", { class: "panel" }, (this.planTitle = el("h3", {})), this.waiting, this.plan.element);
    this.candidates = new Candidates(actions.keep, actions.clipOf, actions.colours);
    this.files = el("section", { class: "panel", hidden: true });
    this.facts = el("section", { class: "panel", hidden: true });
    this.head = el("header", { class: "result-head" }, this.kind, this.title, this.meta, this.tabs);
    this.full = el("div", { class: "full", hidden: true }, this.head, this.planSection, this.candidates.element, this.files, this.facts);
    root.append(this.empty, this.full);
  }

  /** Nothing known yet but what was asked. */
  begin(kind, title) {
    this.empty.hidden = true;
    document.body.classList.add("has-take");
    this.full.hidden = false;
    this.kind.textContent = kind;
    this.planTitle.textContent = "Plan";
    this.title.textContent = title;
    this.meta.textContent = "";
    this.tabs.hidden = true;
    this.files.hidden = true;
    this.facts.hidden = true;
    this.candidates.element.hidden = true;
    this.candidates.rounds = [];
    this.candidates.stop();
    this.plan.show("", [], true);
    this.plan.pick(-1);
    this.waiting.hidden = false;
    this.planSection.hidden = false;
  }

  clear() {
    this.empty.hidden = false;
    document.body.classList.remove("has-take");
    this.full.hidden = true;
  }

  reasoning(text, steps, live) {
    this.waiting.hidden = Boolean(text) || !live;
    this.plan.show(text, steps, live);
    this.planSection.hidden = !text && !steps.length && !live;
  }

  /** A take that is whole (or a candidate kept in its stead). */
  take(shown, { takes, number, offered, fileOf, com, current, link, facts }) {
    this.kind.textContent = "Take";
    this.planTitle.textContent = "Plan";
    this.title.textContent = shown.text;
    this.meta.textContent = [`${seconds(shown.num_frames / shown.fps)} s`, `seed ${shown.seed}`].join(" · ");
    this.reasoning(shown.reasoning, shown.steps, false);
    this.#tabs(takes, number);
    if (com) this.candidates.show(com, current);
    else this.candidates.element.hidden = true;
    this.#files(offered, fileOf, link);
    this.#facts(facts);
  }

  /** A clip from a file. */
  clip({ name, answer, offered, fileOf }) {
    this.kind.textContent = name;
    this.title.textContent = answer.caption;
    this.planTitle.textContent = "Why";
    this.meta.textContent = `described by ${answer.bundle}`;
    this.tabs.hidden = true;
    this.candidates.element.hidden = true;
    this.reasoning(answer.reasoning, answer.steps, false);
    this.#files(offered, fileOf, null);
    this.#facts(answer.facts);
  }

  #tabs(takes, number) {
    this.tabs.hidden = takes.length < 2;
    const buttons = takes.map((take, index) =>
      el(
        "button",
        {
          type: "button", role: "tab", class: "take-tab", id: `take-tab-${index}`, "aria-selected": String(index === number),
          tabIndex: index === number ? 0 : -1, disabled: !take, onclick: () => this.actions.take(index),
          onkeydown: (event) => this.#arrows(event, index),
        },
        take?.picture ? el("img", { src: take.picture, alt: "", width: 40, height: 46 }) : el("span", { class: "no-picture" }),
        el("span", {}, `Take ${index + 1}`),
      ));
    this.tabs.replaceChildren(...buttons);
  }

  #arrows(event, index) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const tabs = [...this.tabs.children].filter((tab) => !tab.disabled);
    const next = tabs[(tabs.indexOf(this.tabs.children[index]) + by + tabs.length) % tabs.length];
    next.click();
    document.getElementById(next.id)?.focus();
  }

  #files(offered, fileOf, link) {
    this.files.hidden = !offered.length;
    const copy = link && el("button", { type: "button", class: "plain copy-link" }, icon("link"), el("span", {}, "Copy a link to this take"));
    if (copy) copy.onclick = () => this.actions.copy(link, copy.lastChild);
    this.files.replaceChildren(el("h3", {}, "Save as"), downloads(offered, fileOf, this.actions.failed), copy || "");
  }

  #facts(facts) {
    this.facts.hidden = !facts;
    if (facts) this.facts.replaceChildren(el("h3", {}, "Measured"), factsList(facts));
  }
}
