/** The head of the page: bundle, light or dark, whether the server is there. */

import { el, iconButton, setIcon } from "../player/elements.js";
import * as api from "./api.js";

const THEMES = [["system", "half", "as the system"], ["light", "sun", "light"], ["dark", "moon", "dark"]];
const STORE = "kinemind-theme";

export function themeButton() {
  let at = Math.max(THEMES.findIndex(([name]) => name === localStorage.getItem(STORE)), 0);
  const button = iconButton("half", "", null, () => {
    at = (at + 1) % THEMES.length;
    localStorage.setItem(STORE, THEMES[at][0]);
    show();
  });
  const show = () => {
    const [name, picture, words] = THEMES[at];
    if (name === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    setIcon(button, picture);
    button.setAttribute("aria-label", `Colours: ${words}`);
    button.title = `Colours: ${words}`;
  };
  show();
  return button;
}

/** The line that says that the server is gone, and looks for it until it is back. */
export class Connection {
  constructor(banner, back) {
    Object.assign(this, { banner, back });
    addEventListener("offline", () => this.check());
    addEventListener("online", () => this.check());
  }

  async check() {
    if (!(await api.alive())) this.lost();
  }

  lost() {
    if (this.timer) return;
    this.banner.replaceChildren(
      el("span", {}, el("strong", {}, "The studio's server does not answer. "), "Start it with ", el("code", {}, "kinemind studio"), ". What you made stays here; this page comes back by itself."),
    );
    this.banner.hidden = false;
    document.body.classList.add("offline");
    this.timer = setInterval(async () => {
      if (!(await api.alive())) return;
      clearInterval(this.timer);
      this.timer = null;
      this.banner.hidden = true;
      document.body.classList.remove("offline");
      this.back();
    }, 2500);
  }
}
