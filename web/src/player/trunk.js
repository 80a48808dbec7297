/** The trunk: one soft shape through hips, spine, chest and neck that bends and twists with them. */

import { CatmullRomCurve3, Mesh, Vector3 } from "three";
import { Loft } from "./geometry.js";
import { TRUNK } from "./measures.js";

const ROWS_BETWEEN = 3;
/** Points of the curve: crotch, pelvis, spine, chest, neck, above the neck. */
const POINTS = 6;

export class Trunk {
  constructor(at, scale, material) {
    this.at = at;
    this.scale = scale;
    this.chest = ["spine2", ...("spine3" in at ? ["spine3"] : [])].map((name) => at[name]);
    this.rows = rows();
    this.loft = new Loft(this.rows.length, 36);
    this.mesh = new Mesh(this.loft, material);
    this.mesh.castShadow = true;
    this.mesh.frustumCulled = false;
    this.curve = new CatmullRomCurve3(Array.from({ length: POINTS }, () => new Vector3()));
    this.spot = Object.fromEntries(["hips", "shoulders", "place", "up", "left", "forward"].map((name) => [name, new Vector3()]));
  }

  /** Bend it to a pose; `joint(index, into)` gives the place of a joint. */
  place(joint) {
    const { at, curve, spot, scale, loft } = this;
    this.#points(joint);
    joint(at.left_hip, spot.hips).sub(joint(at.right_hip, spot.place)).normalize();
    joint(at.left_shoulder, spot.shoulders).sub(joint(at.right_shoulder, spot.place)).normalize();
    this.rows.forEach(([along, width, ahead, behind], ring) => {
      const t = (along + 1) / (POINTS - 1);
      curve.getPoint(t, spot.place);
      curve.getTangent(t, spot.up);
      spot.left.copy(spot.hips).lerp(spot.shoulders, Math.min(Math.max(along / 2.4, 0), 1));
      spot.forward.crossVectors(spot.left, spot.up).normalize();
      spot.left.crossVectors(spot.up, spot.forward).normalize();
      loft.setRing(ring, spot.place, spot.left, spot.forward, width * scale, ahead * scale, behind * scale);
    });
    loft.setEnds(curve.getPoint((this.rows[0][0] + 1) / (POINTS - 1), spot.place), curve.points[POINTS - 1]);
    loft.settle();
  }

  #points(joint) {
    const { at, curve, spot, scale } = this;
    const [crotch, pelvis, spine, chest, neck, above] = curve.points;
    joint(at.pelvis, pelvis);
    joint(at.spine1, spine);
    chest.set(0, 0, 0);
    for (const index of this.chest) chest.addScaledVector(joint(index, spot.place), 1 / this.chest.length);
    joint(at.neck, neck);
    spot.up.subVectors(pelvis, spine).normalize();
    crotch.copy(joint(at.left_hip, spot.place)).add(joint(at.right_hip, spot.hips)).multiplyScalar(0.5);
    crotch.addScaledVector(spot.up, 0.085 * scale);
    above.subVectors(neck, chest).normalize().multiplyScalar(0.1 * scale).add(neck);
  }
}

/** The rings of the table with rings between them, by Hermite curves so that no edge shows. */
function rows() {
  const slope = (i, column) => {
    const [before, after] = [TRUNK[Math.max(i - 1, 0)], TRUNK[Math.min(i + 1, TRUNK.length - 1)]];
    return (after[column] - before[column]) / (after[0] - before[0]);
  };
  const all = [];
  TRUNK.slice(0, -1).forEach((row, i) => {
    const next = TRUNK[i + 1];
    const gap = next[0] - row[0];
    for (let k = 0; k <= ROWS_BETWEEN; k += 1) {
      const u = k / (ROWS_BETWEEN + 1);
      const [a, b] = [(1 + 2 * u) * (1 - u) ** 2, u * (1 - u) ** 2];
      const [c, d] = [u * u * (3 - 2 * u), u * u * (u - 1)];
      const value = (column) => a * row[column] + b * gap * slope(i, column) + c * next[column] + d * gap * slope(i + 1, column);
      // the lowest stretch closes round
      const round = (column) => row[column] + (next[column] - row[column]) * Math.sin(0.5 * Math.PI * u);
      all.push([row[0] + gap * u, ...[1, 2, 3].map(i === 0 ? round : value)]);
    }
  });
  all.push(TRUNK.at(-1));
  return all;
}
