/** The page of one take: its data lies in the page itself. */

import { Clip } from "../player/clip.js";
import { PlanPanel } from "../player/plan_panel.js";
import { Player } from "../player/player.js";
import { el, seconds } from "../player/elements.js";

const view = JSON.parse(document.getElementById("take").textContent);
const clip = Clip.ofView(view);

const title = clip.text || "A motion";
document.title = `${title} · Kinemind`;
document.getElementById("text").textContent = title;
const facts = [`${seconds(clip.seconds)} s`, `${clip.count} frames at ${Number(clip.fps.toFixed(2))} fps`];
if (clip.seed !== null) facts.push(`seed ${clip.seed}`);
document.getElementById("facts").textContent = facts.join(" · ");

const player = new Player(document.getElementById("player"));
const panel = new PlanPanel((index) => player.pick(player.picked === index ? -1 : index));
const side = document.getElementById("plan");
if (clip.reasoning || clip.steps.length) side.append(el("h2", {}, clip.reasoning ? "The plan" : "Sub-actions"), panel.element);
else side.hidden = true;
player.addEventListener("pick", ({ detail }) => panel.pick(detail.index));
panel.show(clip.reasoning, clip.steps);
player.load(clip);
document.documentElement.dataset.ready = "";
