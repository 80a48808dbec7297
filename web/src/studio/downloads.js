/** Files of a take or a clip: links, or made when asked for. */

import { el, icon } from "../player/elements.js";
import * as api from "./api.js";

const ABOUT = {
  bvh: "Blender, Unity", glb: "3D figure", npz: "Python", mp4: "film", html: "a page of it",
  npy: "HumanML3D joints", gif: "moving picture", png: "picture strip",
};
export const OFFERED = ["bvh", "glb", "mp4", "html", "npz"];

/**
 * Buttons that save files; `fileOf(format)` gives the address of one.
 * @param {string[]} formats
 * @param {(format: string) => Promise<string>|string} fileOf
 * @param {(fault: Error) => void} failed
 */
export function downloads(formats, fileOf, failed) {
  const buttons = formats.map((format) => {
    const label = el("span", { class: "file-name" }, format.toUpperCase());
    const about = el("span", { class: "file-about" }, ABOUT[format] ?? "");
    const button = el("button", { type: "button", class: "file", "data-format": format }, icon("download"), label, about);
    button.onclick = async () => {
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      about.textContent = "writing …";
      try {
        save(await api.download(await fileOf(format)));
        about.textContent = "saved";
      } catch (fault) {
        about.textContent = "failed";
        failed(fault);
      } finally {
        button.removeAttribute("aria-busy");
        setTimeout(() => {
          about.textContent = ABOUT[format] ?? "";
        }, 2500);
      }
    };
    return el("li", {}, button);
  });
  return el("ul", { class: "files" }, buttons);
}

function save({ blob, name }) {
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
