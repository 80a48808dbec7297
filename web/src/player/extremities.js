/** Head, hands and feet: shapes that need an orientation, which joints alone do not give. */

import { Group, Matrix4, Mesh, SphereGeometry, Vector3 } from "three";
import { limbGeometry, Loft } from "./geometry.js";
import { SOLE } from "./measures.js";

const [a, b, c] = [new Vector3(), new Vector3(), new Vector3()];
const turn = new Matrix4();

function part(geometry, material, position = [0, 0, 0], scale = [1, 1, 1]) {
  const mesh = new Mesh(geometry, material);
  mesh.position.set(...position);
  mesh.scale.set(...scale);
  mesh.castShadow = true;
  return mesh;
}

/** A band around the front of a ball, from the brows to the cheeks. */
function visor() {
  const degree = Math.PI / 180;
  return new SphereGeometry(0.1, 40, 10, 30 * degree, 120 * degree, 70 * degree, 27 * degree);
}

/** A skull with a face plate, so that one sees where it looks. */
export function headShape(scale, materials) {
  const group = new Group();
  group.add(
    part(new SphereGeometry(0.1, 40, 30), materials.body, [0, 0.075, 0.012], [0.86, 1.14, 0.98]),
    part(new SphereGeometry(0.08, 22, 16), materials.body, [0, 0.022, 0.03], [0.8, 0.82, 0.86]),
    part(visor(), materials.face, [0, 0.075, 0.012], [0.872, 1.15, 0.995]),
  );
  group.scale.setScalar(scale);
  return group;
}

/** Head upright along neck to head, its face square to the shoulders. */
export function placeHead(group, at, joint) {
  joint(at.head, group.position);
  a.subVectors(group.position, joint(at.neck, b)).normalize();
  // the skull sits a little ahead of the neck: a quarter of that lean is its rest
  a.y += 0.35;
  a.normalize();
  b.subVectors(joint(at.left_shoulder, b), joint(at.right_shoulder, c)).normalize();
  c.crossVectors(b, a).normalize();
  b.crossVectors(a, c).normalize();
  group.quaternion.setFromRotationMatrix(turn.makeBasis(b, a, c));
}

/** A mitten along +y, its palm across x, its thumb towards +z. */
export function handShape(scale, material) {
  const group = new Group();
  const thumb = part(limbGeometry(0.045, [0.012, 0.012, 0.01], 12), material, [0, 0.022, 0.02]);
  thumb.rotation.x = 0.6;
  group.add(
    part(new SphereGeometry(0.05, 20, 16), material, [0, 0.05, 0], [0.5, 1, 0.82]),
    part(new SphereGeometry(0.05, 20, 16), material, [0, 0.1, -0.004], [0.4, 1.1, 0.7]),
    thumb,
  );
  group.scale.setScalar(scale);
  return group;
}

/** Hand along the forearm; the elbow's hinge says how it is turned, the shoulders where the arm is straight. */
export function placeHand(group, at, side, joint) {
  joint(at[`${side}_wrist`], group.position);
  const elbow = joint(at[`${side}_elbow`], new Vector3());
  const upper = joint(at[`${side}_shoulder`], a).subVectors(elbow, a).normalize();
  const along = b.subVectors(group.position, elbow).normalize();
  const across = new Vector3().crossVectors(along, upper);
  c.subVectors(joint(at.left_shoulder, c), joint(at.right_shoulder, new Vector3())).normalize();
  across.addScaledVector(c, 0.25);
  const thumb = new Vector3().crossVectors(across, along).normalize();
  across.crossVectors(along, thumb).normalize();
  group.quaternion.setFromRotationMatrix(turn.makeBasis(across, along, thumb));
}

/** Height of the ankle over the sole and slope of ankle to toe (radians) while the foot stands flat. */
export function flatFoot(clip, at, side) {
  const [ankle, toe] = [at[`${side}_ankle`] * 3, at[`${side}_foot`] * 3];
  const slopes = [];
  let length = 0;
  for (let frame = 0; frame < clip.count; frame += 1) {
    const [p, q] = [frame * clip.size + ankle, frame * clip.size + toe];
    const way = [0, 1, 2].map((k) => clip.joints[q + k] - clip.joints[p + k]);
    length = Math.hypot(...way);
    slopes.push({ slope: Math.asin(Math.min(Math.max(-way[1] / (length || 1), -1), 1)), low: clip.joints[q + 1] });
  }
  slopes.sort((x, y) => x.low - y.low);
  const resting = slopes.slice(0, Math.max(1, Math.floor(slopes.length / 3))).map((x) => x.slope).sort((x, y) => x - y);
  const slope = Math.min(Math.max(resting[Math.floor(resting.length / 2)], 0.15), 0.9);
  return { length, slope };
}

/** A shoe from heel to toe along +z, the ankle at its origin. */
export function footShape(scale, { length, slope }, material) {
  const sole = -(length * Math.sin(slope) + SOLE * scale) / scale;
  const ball = (length * Math.cos(slope)) / scale;
  // along z, half width, top over the sole
  const rows = [
    [-0.068, 0.018, 0.045], [-0.06, 0.03, 0.065], [-0.035, 0.037, 0.088], [0.0, 0.039, 0.098], [0.04, 0.041, 0.086],
    [0.55 * ball, 0.043, 0.07], [ball, 0.047, 0.05], [ball + 0.04, 0.043, 0.041], [ball + 0.066, 0.032, 0.032],
    [ball + 0.078, 0.014, 0.022],
  ];
  const loft = new Loft(rows.length, 20);
  const [left, up] = [new Vector3(-1, 0, 0), new Vector3(0, 1, 0)];
  rows.forEach(([z, width, top], ring) => {
    const middle = 0.4 * top;
    loft.setRing(ring, new Vector3(0, sole + middle, z), left, up, width, top - middle, middle, 0.7);
  });
  const [heel, tip] = [rows[0], rows[rows.length - 1]];
  loft.setEnds(new Vector3(0, sole + heel[2] / 2, heel[0]), new Vector3(0, sole + tip[2] / 2, tip[0]));
  loft.settle();
  const group = new Group();
  group.add(part(loft, material));
  group.scale.setScalar(scale);
  group.userData.slope = slope;
  return group;
}

/** Foot along ankle to toe, level where that way slopes as it does in a standing foot. */
export function placeFoot(group, at, side, joint) {
  joint(at[`${side}_ankle`], group.position);
  const toe = joint(at[`${side}_foot`], a).sub(group.position).normalize();
  const shin = joint(at[`${side}_knee`], b).sub(group.position).normalize();
  const across = c.crossVectors(shin, toe).normalize();
  const forward = toe.applyAxisAngle(across, -group.userData.slope);
  const up = b.crossVectors(forward, across).normalize();
  group.quaternion.setFromRotationMatrix(turn.makeBasis(across, up, forward));
}
