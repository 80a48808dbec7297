/** What was measured on a clip, the figures that a person asks about first. */

import { el, seconds } from "../player/elements.js";

const metres = (value) => `${value.toFixed(value < 10 ? 1 : 0)} m`;
const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

/** Rows of a definition list: [name, value]. */
export function rowsOf(facts) {
  const { travel, turns, gait, vertical, plausibility } = facts;
  const rows = [["Length", `${seconds(facts.seconds)} s at ${Number(facts.fps.toFixed(2))} fps`]];
  if (travel) {
    const way = travel.distance < 0.2 ? "stays in place" : `${metres(travel.distance)}, ends ${metres(travel.displacement)} away`;
    rows.push(["Way", way]);
    if (travel.moving_speed > 0) rows.push(["Speed", `${travel.moving_speed.toFixed(1)} m/s`]);
  }
  if (turns) rows.push(["Turned", Math.abs(turns.net) < 10 ? "no" : `${Math.round(Math.abs(turns.net))}° to the ${turns.net > 0 ? "left" : "right"}`]);
  if (gait?.steps) rows.push(["Steps", String(gait.steps.length)]);
  for (const side of ["left", "right"]) {
    const hand = facts[`${side}_hand`];
    const did = hand ? [["raised", "time raised"], ["waves", "wave"], ["punches", "punch"]].filter(([key]) => hand[key]?.length) : [];
    if (did.length) rows.push([`${side === "left" ? "Left" : "Right"} hand`, did.map(([key, word]) => handWords(hand[key].length, word)).join(", ")]);
  }
  if (vertical) {
    for (const [key, word] of [["jumps", "Jumps"], ["crouches", "Crouches"], ["squats", "Squats"], ["sits", "Sits"]]) {
      if (vertical[key]?.length) rows.push([word, String(vertical[key].length)]);
    }
  }
  if (plausibility) {
    rows.push(["Foot slide", figure(plausibility.foot_slide_mm_per_frame, "mm a frame")]);
    rows.push(["Floor", figure(plausibility.penetration_mm, "mm below")]);
  }
  return rows.filter(([, value]) => value !== null);
}

function handWords(number, word) {
  if (word === "time raised") return number === 1 ? "raised once" : `raised ${number} times`;
  return word === "punch" ? `${number} ${number === 1 ? "punch" : "punches"}` : count(number, word);
}

function figure(value, unit) {
  return typeof value === "number" ? `${value.toFixed(1)} ${unit}` : null;
}

export function factsList(facts) {
  return el("dl", { class: "facts" }, rowsOf(facts).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}
