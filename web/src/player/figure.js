/** The figure: limbs, trunk, head, hands and feet that follow the joints. */

import { Color, Group, Mesh, MeshStandardMaterial, SphereGeometry, Vector3 } from "three";
import { flatFoot, footShape, handShape, headShape, placeFoot, placeHand, placeHead } from "./extremities.js";
import { limbGeometry } from "./geometry.js";
import { BALLS, LIMBS, OTHER_LIMB, scaleOf } from "./measures.js";
import { partHolds } from "./parts.js";
import { kindOf, roles } from "./skeleton.js";
import { Trunk } from "./trunk.js";

const UP = new Vector3(0, 1, 0);
const IN_TRUNK = new Set(["spine1", "spine2", "spine3", "hip", "neck"]);

export class Figure {
  constructor(clip, colours) {
    this.clip = clip;
    this.group = new Group();
    this.pose = new Float32Array(clip.size);
    this.at = roles(clip.names);
    this.scale = scaleOf(clip, this.at);
    this.materials = Object.fromEntries(
      ["body", "face", "left", "right", "middle", "picked", "pickedJoint"].map((name) => [
        name,
        new MeshStandardMaterial({ roughness: name === "face" ? 0.28 : 0.62, metalness: 0 }),
      ]),
    );
    this.pieces = []; // {mesh, joint, place, material}
    this.#limbs();
    if (this.at) this.#body();
    this.colour(colours);
    this.pick(null, null);
  }

  #add(object, joint, place) {
    this.group.add(object);
    object.traverse((mesh) => {
      if (mesh.isMesh) this.pieces.push({ mesh, name: this.clip.names[joint], material: mesh.material });
    });
    this.pieces.push({ place });
  }

  #limbs() {
    const { clip, at, scale, materials } = this;
    const [from, to] = [new Vector3(), new Vector3()];
    clip.names.forEach((name, joint) => {
      const parent = clip.parents[joint];
      const kind = kindOf(name);
      if (parent < 0 || (at && (IN_TRUNK.has(kind) || kind === "foot" || kind === "heel"))) return;
      const length = boneLength(clip, joint, parent);
      if (length < 1e-4) return;
      const radii = (LIMBS[kind] ?? OTHER_LIMB).map((radius) => Math.min(radius * scale, 0.9 * length + 0.01 * scale));
      const mesh = new Mesh(limbGeometry(length, radii), materials.body);
      mesh.castShadow = true;
      this.#add(mesh, joint, () => {
        this.joint(parent, from);
        this.joint(joint, to).sub(from);
        mesh.position.copy(from);
        mesh.scale.y = Math.max(to.length() / length, 1e-3);
        mesh.quaternion.setFromUnitVectors(UP, to.normalize());
      });
    });
    const named = at ? Object.entries(BALLS) : [];
    for (const [kind, radius] of named) {
      for (const side of ["left", "right"]) {
        const joint = at[`${side}_${kind}`];
        const material = kind === "shoulder" ? materials.body : materials[side];
        const ball = new Mesh(new SphereGeometry(radius * scale, 22, 16), material);
        ball.castShadow = true;
        this.#add(ball, joint, () => this.joint(joint, ball.position));
      }
    }
  }

  #body() {
    const { at, scale, materials, clip } = this;
    const joint = (index, into) => this.joint(index, into);
    const trunk = new Trunk(at, scale, materials.body);
    this.#add(trunk.mesh, at.spine1, () => trunk.place(joint));
    const head = headShape(scale, materials);
    this.#add(head, at.head, () => placeHead(head, at, joint));
    for (const side of ["left", "right"]) {
      const hand = handShape(scale, materials.body);
      this.#add(hand, at[`${side}_wrist`], () => placeHand(hand, at, side, joint));
      const foot = footShape(scale, flatFoot(clip, at, side), materials.body);
      this.#add(foot, at[`${side}_foot`], () => placeFoot(foot, at, side, joint));
    }
  }

  /** The place of a joint in the pose at hand, into a vector. */
  joint(index, into) {
    return into.fromArray(this.pose, index * 3);
  }

  show(time) {
    this.clip.poseAt(time, this.pose);
    for (const piece of this.pieces) piece.place?.();
  }

  colour(colours) {
    for (const [name, material] of Object.entries(this.materials)) {
      if (colours[name]) material.color.set(colours[name]);
    }
  }

  /** Show one body part in a colour; null shows none. */
  pick(part, colour) {
    const { picked, pickedJoint } = this.materials;
    if (part) {
      picked.color.set(colour);
      picked.emissive.set(colour).multiplyScalar(0.16);
      pickedJoint.color.copy(new Color(colour)).multiplyScalar(0.72);
    }
    for (const piece of this.pieces) {
      if (!piece.mesh) continue;
      const { body, face } = this.materials;
      const mine = part && piece.material !== face && partHolds(part, piece.name);
      const joint = piece.material !== body;
      piece.mesh.material = mine ? (joint ? pickedJoint : picked) : piece.material;
    }
  }

  dispose() {
    this.group.removeFromParent();
    for (const { mesh } of this.pieces) mesh?.geometry.dispose();
    for (const material of Object.values(this.materials)) material.dispose();
  }
}

function boneLength(clip, joint, parent) {
  const frame = Math.floor(clip.count / 2) * clip.size;
  return Math.hypot(
    ...[0, 1, 2].map((k) => clip.joints[frame + 3 * joint + k] - clip.joints[frame + 3 * parent + k]),
  );
}

