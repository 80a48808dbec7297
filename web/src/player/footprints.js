/** Marks where feet stand: strong under a standing foot, faint where one has stood. */

import { Group, Mesh, MeshBasicMaterial, Shape, ShapeGeometry } from "three";

const MOST = 24;
const FADE = 6; // seconds

export class Footprints {
  constructor(clip, colours, scale) {
    this.clip = clip;
    this.scale = scale;
    this.group = new Group();
    this.shape = soleShape();
    this.stands = clip.stands().filter((stand) => stand.end - stand.start > 1);
    for (const stand of this.stands) Object.assign(stand, this.#spot(stand));
    this.marks = Array.from({ length: Math.min(MOST, this.stands.length) }, () => {
      const mesh = new Mesh(this.shape, new MeshBasicMaterial({ transparent: true, depthWrite: false }));
      mesh.renderOrder = -1;
      this.group.add(mesh);
      return mesh;
    });
    this.colour(colours);
  }

  #spot({ joint, start, end }) {
    const { clip } = this;
    const parent = clip.parents[joint];
    const frame = Math.floor((start + end) / 2) * clip.size;
    const [toe, heel] = [frame + 3 * joint, frame + 3 * Math.max(parent, 0)];
    const { joints } = clip;
    const angle = Math.atan2(joints[toe] - joints[heel], joints[toe + 2] - joints[heel + 2]);
    const side = clip.names[joint].startsWith("left") ? "left" : "right";
    return { x: joints[toe], z: joints[toe + 2], angle, side };
  }

  show(time) {
    const frame = this.clip.frameAt(time);
    const begun = this.stands.filter((stand) => stand.start <= frame).slice(-MOST);
    this.marks.forEach((mesh, i) => {
      const stand = begun[i];
      mesh.visible = Boolean(stand);
      if (!stand) return;
      const age = (frame - stand.end) / this.clip.fps;
      mesh.position.set(stand.x, 0.003, stand.z);
      mesh.rotation.y = stand.angle;
      mesh.scale.setScalar(this.scale);
      mesh.material.color.set(this.colours[stand.side]);
      mesh.material.opacity = age < 0 ? 0.75 : Math.max(0.22 * (1 - age / FADE), 0.04);
    });
  }

  colour(colours) {
    this.colours = colours;
  }

  dispose() {
    this.group.removeFromParent();
    this.shape.dispose();
    for (const mesh of this.marks) mesh.material.dispose();
  }
}

/** The outline of a sole around the ball of the foot, a little larger than the shoe. */
function soleShape() {
  const shape = new Shape();
  const [w, front, back] = [0.062, 0.095, -0.215];
  shape.moveTo(0, -front);
  shape.bezierCurveTo(0.7 * w, -front, w, -0.06, w, 0);
  shape.bezierCurveTo(w, 0.07, 0.75 * w, 0.1, 0.75 * w, 0.15);
  shape.bezierCurveTo(0.75 * w, 0.19, 0.5 * w, -back, 0, -back);
  shape.bezierCurveTo(-0.5 * w, -back, -0.75 * w, 0.19, -0.75 * w, 0.15);
  shape.bezierCurveTo(-0.75 * w, 0.1, -w, 0.07, -w, 0);
  shape.bezierCurveTo(-w, -0.06, -0.7 * w, -front, 0, -front);
  return new ShapeGeometry(shape, 10).rotateX(-Math.PI / 2);
}
