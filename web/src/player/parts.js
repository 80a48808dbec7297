/** Body parts: which joints belong to one, and which part a sub-action moves. */

import { kindOf, sideOf } from "./skeleton.js";

const ARM = new Set(["shoulder", "elbow", "wrist"]);
const LEG = new Set(["hip", "knee", "ankle", "heel", "foot"]);

const HOLDS = {
  legs: (kind) => LEG.has(kind),
  "left leg": (kind, side) => LEG.has(kind) && side === "left",
  "right leg": (kind, side) => LEG.has(kind) && side === "right",
  "both arms": (kind) => ARM.has(kind),
  "left arm": (kind, side) => ARM.has(kind) && side === "left",
  "right arm": (kind, side) => ARM.has(kind) && side === "right",
  torso: (kind) => /^(pelvis|spine\d*|neck|collar)$/.test(kind),
  head: (kind) => kind === "head" || kind === "neck",
  "whole body": () => true,
};

const OTHER_NAMES = {
  "left hand": "left arm", "right hand": "right arm", "both hands": "both arms", arms: "both arms", hands: "both arms",
  "left foot": "left leg", "right foot": "right leg", feet: "legs", "both legs": "legs", trunk: "torso",
  "upper body": "torso", body: "whole body", "full body": "whole body",
};

const GUESSES = [
  [/\b(both|his|her|their|the) (hands|arms)\b|\bclaps?\b/, "both arms"],
  [/\bleft (hand|arm|fist|elbow)\b|punch\w* .*left/, "left arm"],
  [/\bright (hand|arm|fist|elbow)\b|punch\w* .*right/, "right arm"],
  [/\bleft (leg|foot|knee)\b|kick\w* .*left/, "left leg"],
  [/\bright (leg|foot|knee)\b|kick\w* .*right/, "right leg"],
  [/\b(wav|throw|reach|lift|rais|punch|clap)/, "both arms"],
  [/\b(walk|run|jog|step|turn|jump|hop|kick|crouch|squat|sit|kneel|stand|strid|march)/, "legs"],
  [/\b(bow|lean|bend|twist)/, "torso"],
  [/\b(nod|look|head)/, "head"],
];

/** Whether a joint of that name belongs to the part. */
export function partHolds(part, name) {
  return (HOLDS[part] ?? HOLDS["whole body"])(kindOf(name), sideOf(name));
}

/** The part that a phrase names in the plan's brackets, or null. */
export function partNamed(words) {
  const name = words.trim().toLowerCase();
  return name in HOLDS ? name : (OTHER_NAMES[name] ?? null);
}

/** The part that a sub-action moves, guessed by its words. */
export function partGuessed(text) {
  const words = text.toLowerCase();
  return GUESSES.find(([pattern]) => pattern.test(words))?.[1] ?? "whole body";
}
