/** The form: the sentence, takes, seed, length, Chain-of-Motion. */

import { el, icon, setIcon } from "../player/elements.js";

const EXAMPLES = [
  "a person walks forward, then waves with the right hand",
  "someone crouches down, then jumps and raises both arms",
  "a person kicks with the left leg, then sits down",
  "someone turns around slowly and bows",
];
const byId = (id) => document.getElementById(id);

export class Composer {
  /** @param {{go: (request: object) => void, stop: () => void, open: (file: File) => void}} actions */
  constructor(actions) {
    this.form = byId("composer");
    this.text = byId("text");
    this.fields = Object.fromEntries(
      [["num", "num"], ["max_seconds", "max-seconds"], ["seed", "seed"], ["com_candidates", "com-candidates"], ["com_refine_steps", "com-rounds"]].map(
        ([name, id]) => [name, byId(id)],
      ),
    );
    this.com = byId("com");
    this.most = 2000;
    setIcon(byId("dice"), "dice");
    byId("open-file").prepend(icon("file"));
    byId("dice").onclick = () => {
      this.fields.seed.value = String(Math.floor(Math.random() * 100000));
    };
    this.com.onchange = () => this.#showCom();
    this.text.oninput = () => this.#count();
    this.text.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.busy) this.form.requestSubmit();
    };
    this.form.onsubmit = (event) => {
      event.preventDefault();
      if (!this.busy) actions.go(this.request());
    };
    byId("stop").onclick = actions.stop;
    byId("file").onchange = ({ target }) => {
      if (target.files[0]) actions.open(target.files[0]);
      target.value = "";
    };
    byId("examples").append(
      ...EXAMPLES.map((words) =>
        el("li", {}, el("button", { type: "button", class: "example", onclick: () => this.#example(words, actions) }, words)),
      ),
    );
    this.form.oninput = () => this.#sum();
    byId("dice").addEventListener("click", () => this.#sum());
    // a small window shows the stage first
    byId("more").open = matchMedia("(min-width: 80.0625rem)").matches;
    this.#showCom();
  }

  /** The options in a few words, for when they are folded away. */
  #sum() {
    const { num, seed } = this.fields;
    const words = [`${num.value} ${num.value === "1" ? "take" : "takes"}`, `seed ${seed.value}`];
    if (this.com.checked) words.push("Chain-of-Motion");
    byId("more-facts").textContent = words.join(" · ");
  }

  #example(words, actions) {
    this.text.value = words;
    this.#count();
    if (!this.busy) actions.go(this.request());
  }

  #showCom() {
    byId("com-options").hidden = !this.com.checked;
    this.#sum();
  }

  #count() {
    const length = this.text.value.length;
    const count = byId("text-count");
    count.hidden = length < 0.8 * this.most;
    count.textContent = `${length} of ${this.most} characters`;
    count.classList.toggle("over", length > this.most);
  }

  /** Bounds as the server says them. */
  bounds({ limits, readable }) {
    this.most = limits.max_prompt;
    this.fields.max_seconds.max = String(limits.max_seconds);
    this.fields.num.max = String(limits.max_takes ?? 16);
    this.fields.com_candidates.max = String(limits.max_candidates);
    byId("file").accept = readable.map((suffix) => `.${suffix.replace(/^\./, "")}`).join(",");
  }

  /** The body of a request out of the form; figures are brought within their bounds. */
  request() {
    const value = Object.fromEntries(
      Object.entries(this.fields).map(([name, field]) => {
        const given = field.value === "" || Number.isNaN(Number(field.value)) ? Number(field.defaultValue) : Number(field.value);
        const bounded = Math.min(Math.max(given, Number(field.min || 0)), field.max ? Number(field.max) : Number.MAX_SAFE_INTEGER);
        const whole = name === "max_seconds" ? bounded : Math.round(bounded);
        field.value = String(whole);
        return [name, whole];
      }),
    );
    // left as it is, the limit is the server's: longer for a sentence of many actions
    if (value.max_seconds === Number(this.fields.max_seconds.defaultValue)) value.max_seconds = null;
    return { text: this.text.value.trim(), ...value, use_com: this.com.checked };
  }

  /** Fill the form by a request (of the history, of a link). */
  fill(request) {
    this.text.value = request.text;
    for (const [name, field] of Object.entries(this.fields)) if (request[name] != null) field.value = String(request[name]);
    this.com.checked = Boolean(request.use_com);
    this.#showCom();
    this.#count();
  }

  setBusy(busy) {
    this.busy = busy;
    byId("go").disabled = busy;
    byId("stop").hidden = !busy;
    this.form.setAttribute("aria-busy", String(busy));
  }

  complain(message) {
    this.text.setCustomValidity(message);
    this.text.setAttribute("aria-invalid", String(Boolean(message)));
    if (message) this.text.focus();
  }
}
