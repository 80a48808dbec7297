/** What went wrong, in words that say what to do next. */

import { el, icon } from "../player/elements.js";

const TITLES = {
  busy: "The studio is busy",
  unauthorized: "This studio asks for a token",
  too_large: "That file is too large",
  timeout: "That took too long",
  not_found: "That is no longer here",
  internal: "Something broke",
  offline: "No connection to the studio",
  bad_request: "That cannot be done",
};

export class Notice {
  constructor(element) {
    this.element = element;
  }

  clear() {
    clearInterval(this.timer);
    this.element.replaceChildren();
  }

  /** Show a fault; `again` tries once more, by itself after a wait where the server names one. */
  show(fault, again = null) {
    this.clear();
    const title = TITLES[fault.code] ?? TITLES.bad_request;
    const button = again && el("button", { type: "button", class: "plain", onclick: () => this.#again(again) }, "Try again");
    const card = el(
      "div",
      { class: `notice ${fault.code === "busy" ? "wait" : "bad"}` },
      icon("warn"),
      el("div", {}, el("p", { class: "notice-title" }, title), el("p", {}, sentence(fault.message)), button),
      el("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onclick: () => this.clear() }, icon("close")),
    );
    this.element.append(card);
    if (fault.code === "busy" && again) this.#countdown(fault.retryAfter ?? 5, button, again);
  }

  #countdown(seconds, button, again) {
    let left = Math.ceil(seconds);
    // seen, not read out: a voice that counts down is in the way
    const clock = el("span", { "aria-hidden": "true" });
    button.append(clock);
    const tell = () => {
      clock.textContent = ` in ${left} s`;
    };
    tell();
    this.timer = setInterval(() => {
      left -= 1;
      if (left > 0) tell();
      else this.#again(again);
    }, 1000);
  }

  #again(again) {
    this.clear();
    again();
  }

  /** Ask for the token; calls `given` with it. */
  askToken(given) {
    this.clear();
    const field = el("input", { type: "password", id: "token", autocomplete: "current-password", required: true });
    const form = el(
      "form",
      {
        class: "notice ask",
        onsubmit: (event) => {
          event.preventDefault();
          this.clear();
          given(field.value.trim());
        },
      },
      el("div", {},
        el("p", { class: "notice-title" }, TITLES.unauthorized),
        el("label", { for: "token" }, "Token, as the studio was started with"),
        el("div", { class: "token-row" }, field, el("button", { type: "submit", class: "primary" }, "Use"))),
    );
    this.element.append(form);
    field.focus();
  }
}

/** With a capital and a stop. */
export function sentence(words) {
  const text = String(words).trim();
  return text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}` : "";
}
