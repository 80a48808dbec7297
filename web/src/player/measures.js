/** Thickness of the body in metres, for a figure of 1.7 m. */

/** Radii along the bone that ends at a joint of this kind. */
export const LIMBS = {
  knee: [0.086, 0.09, 0.081, 0.067, 0.056],
  ankle: [0.053, 0.059, 0.054, 0.042, 0.035],
  foot: [0.04, 0.034, 0.03],
  heel: [0.034, 0.034],
  neck: [0.08, 0.05],
  head: [0.05, 0.047],
  collar: [0.06, 0.058],
  shoulder: [0.052, 0.062],
  elbow: [0.055, 0.053, 0.048, 0.042, 0.038],
  wrist: [0.038, 0.041, 0.037, 0.03, 0.025],
  hip: [0.085, 0.085],
  spine1: [0.11, 0.1],
  spine2: [0.1, 0.105],
  spine3: [0.105, 0.1],
};
export const OTHER_LIMB = [0.034, 0.03];

/** Round joints: kind and radius. */
export const BALLS = { shoulder: 0.057, elbow: 0.043, wrist: 0.029, knee: 0.06, ankle: 0.039 };

/**
 * Rings of the trunk from below the hips to the neck: the place along pelvis (0), spine (1), chest (2) and neck
 * (3), half width, depth ahead and behind.
 */
export const TRUNK = [
  [-0.92, 0.05, 0.05, 0.05],
  [-0.6, 0.118, 0.088, 0.095],
  [-0.2, 0.15, 0.104, 0.118],
  [0.3, 0.152, 0.106, 0.114],
  [0.8, 0.134, 0.098, 0.098],
  [1.2, 0.128, 0.1, 0.092],
  [1.7, 0.15, 0.112, 0.098],
  [2.15, 0.168, 0.116, 0.108],
  [2.45, 0.178, 0.106, 0.108],
  [2.66, 0.178, 0.086, 0.098],
  [2.8, 0.148, 0.07, 0.084],
  [2.93, 0.098, 0.058, 0.068],
  [3.12, 0.054, 0.05, 0.054],
];

/** A toe joint lies this far above the sole. */
export const SOLE = 0.024;

/** Height of a figure as its bones give it: twice the way from the hip to the foot, roughly. */
export function scaleOf(clip, at) {
  const { joints, size } = clip;
  const frame = Math.floor(clip.count / 2) * size;
  const distance = (a, b) =>
    Math.hypot(...[0, 1, 2].map((k) => joints[frame + 3 * a + k] - joints[frame + 3 * b + k]));
  if (at) {
    const leg = distance(at.left_hip, at.left_knee) + distance(at.left_knee, at.left_ankle);
    return Math.min(Math.max(leg / 0.82, 0.2), 5);
  }
  let [low, high] = [Infinity, -Infinity];
  for (let j = 1; j < size; j += 3) {
    low = Math.min(low, joints[frame + j]);
    high = Math.max(high, joints[frame + j]);
  }
  return Math.min(Math.max((high - low) / 1.6, 0.2), 5);
}
