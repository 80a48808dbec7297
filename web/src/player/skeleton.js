/** The 22 joints that generated motion has, and what the name of a joint says about it. */

export const NAMES = [
  "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle", "right_ankle",
  "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head", "left_shoulder",
  "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
];
export const PARENTS = [-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19];

/** Standing at ease, metres: the figure of an empty stage. */
export const AT_EASE = new Float32Array([
  0, 0.94, 0, 0.06, 0.85, 0.01, -0.06, 0.85, 0.01, 0, 1.06, -0.01, 0.1, 0.47, 0.03, -0.1, 0.47, 0.03,
  0, 1.2, 0, 0.1, 0.07, -0.02, -0.1, 0.07, -0.02, 0, 1.255, 0.01, 0.12, 0.02, 0.11, -0.12, 0.02, 0.11,
  0, 1.475, -0.01, 0.08, 1.38, -0.02, -0.08, 1.38, -0.02, 0.0, 1.577, 0.008, 0.18, 1.42, -0.03, -0.18, 1.42, -0.03,
  0.235, 1.17, -0.05, -0.235, 1.17, -0.05, 0.25, 0.92, 0.02, -0.25, 0.92, 0.02,
]);

/** "left", "right" or "middle". */
export function sideOf(name) {
  if (/left/i.test(name) || /(^|[_:.\s])[lL]([_.\s]|$)/.test(name)) return "left";
  if (/right/i.test(name) || /(^|[_:.\s])[rR]([_.\s]|$)/.test(name)) return "right";
  return "middle";
}

/** The name without its side: knee, spine1, … */
export function kindOf(name) {
  return name.replace(/^(left|right)_/, "");
}

/** Index of each joint by name, where a figure with a trunk can be built of them; otherwise null. */
export function roles(names) {
  const at = Object.fromEntries(names.map((name, index) => [name, index]));
  const needed = ["pelvis", "spine1", "spine2", "neck", "head"];
  for (const side of ["left", "right"]) {
    needed.push(...["hip", "knee", "ankle", "foot", "shoulder", "elbow", "wrist"].map((kind) => `${side}_${kind}`));
  }
  return needed.every((name) => name in at) ? at : null;
}
