/** The way of the pelvis on the floor: what is behind it strong, what is to come faint. */

import { BufferAttribute, BufferGeometry, DoubleSide, Group, Mesh, MeshBasicMaterial } from "three";

const HALF_WIDTH = 0.014;
const SMOOTH = 0.25; // seconds to each side

export class Trail {
  constructor(clip, colour) {
    this.clip = clip;
    this.group = new Group();
    this.past = new Mesh(new BufferGeometry(), material(colour, 0.85));
    this.future = new Mesh(new BufferGeometry(), material(colour, 0.25));
    for (const mesh of [this.future, this.past]) {
      mesh.frustumCulled = false;
      mesh.renderOrder = -1;
      this.group.add(mesh);
    }
    this.past.position.y = 0.0005;
    this.#build();
  }

  #build() {
    const way = smoothWay(this.clip, SMOOTH);
    const count = way.length / 2;
    const places = new Float32Array(count * 6);
    for (let i = 0; i < count; i += 1) {
      const [before, after] = [Math.max(i - 1, 0), Math.min(i + 1, count - 1)];
      const [dx, dz] = [way[2 * after] - way[2 * before], way[2 * after + 1] - way[2 * before + 1]];
      const length = Math.hypot(dx, dz) || 1;
      const [x, z] = [(-dz / length) * HALF_WIDTH, (dx / length) * HALF_WIDTH];
      places.set([way[2 * i] + x, 0.004, way[2 * i + 1] + z, way[2 * i] - x, 0.004, way[2 * i + 1] - z], i * 6);
    }
    const index = [];
    for (let i = 0; i + 1 < count; i += 1) index.push(2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 1, 2 * i + 3, 2 * i + 2);
    for (const mesh of [this.past, this.future]) {
      mesh.geometry.setAttribute("position", new BufferAttribute(places, 3));
      mesh.geometry.setIndex(index);
    }
    this.built = this.clip.count;
  }

  show(time) {
    if (this.built !== this.clip.count) this.#build();
    this.past.geometry.setDrawRange(0, this.clip.frameAt(time) * 6);
  }

  colour(colour) {
    for (const mesh of [this.past, this.future]) mesh.material.color.set(colour);
  }

  dispose() {
    this.group.removeFromParent();
    for (const mesh of [this.past, this.future]) {
      mesh.geometry.dispose();
      mesh.material.dispose();
    }
  }
}

function material(colour, opacity) {
  return new MeshBasicMaterial({ color: colour, opacity, transparent: true, depthWrite: false, side: DoubleSide });
}

/** The root's place on the floor, averaged over `seconds` to each side: x, z, x, z, … */
export function smoothWay(clip, seconds) {
  const { joints, size, count } = clip;
  const reach = Math.round(seconds * clip.fps);
  const sums = new Float64Array(2 * (count + 1));
  for (let i = 0; i < count; i += 1) {
    sums[2 * i + 2] = sums[2 * i] + joints[i * size];
    sums[2 * i + 3] = sums[2 * i + 1] + joints[i * size + 2];
  }
  const way = new Float32Array(2 * count);
  for (let i = 0; i < count; i += 1) {
    const around = Math.min(reach, i, count - 1 - i);
    const [from, to] = [i - around, i + around + 1];
    way[2 * i] = (sums[2 * to] - sums[2 * from]) / (to - from);
    way[2 * i + 1] = (sums[2 * to + 1] - sums[2 * from + 1]) / (to - from);
  }
  return way;
}
