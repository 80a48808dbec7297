/** The figure in flat lines on a 2D canvas: small pictures, and browsers without WebGL. */

import { facing } from "./camera.js";
import { LIMBS, OTHER_LIMB, scaleOf } from "./measures.js";
import { partHolds } from "./parts.js";
import { kindOf, roles, sideOf } from "./skeleton.js";

const ELEVATION = 0.16;

export class FlatFigure {
  constructor(canvas, clip) {
    this.canvas = canvas;
    this.clip = clip;
    this.pose = new Float32Array(clip.size);
    this.at = roles(clip.names);
    this.scale = scaleOf(clip, this.at);
    this.turn = facing(clip, 0) + 0.6;
    this.part = null;
  }

  /** Draw the pose at a time in the colours of the theme. */
  show(time, colours) {
    const { canvas, clip } = this;
    const context = canvas.getContext("2d");
    const { width, height } = canvas;
    clip.poseAt(time, this.pose);
    const pixels = (0.48 * Math.min(height, width * 1.25)) / this.scale;
    const [c, s] = [Math.cos(this.turn), Math.sin(this.turn)];
    const [rootX, rootZ] = [this.pose[0], this.pose[2]];
    const project = (x, y, z) => {
      const across = (x - rootX) * c - (z - rootZ) * s;
      const towards = (x - rootX) * s + (z - rootZ) * c;
      return [width / 2 + across * pixels, 0.92 * height - (y * Math.cos(ELEVATION) - towards * Math.sin(ELEVATION)) * pixels, towards];
    };
    const place = (joint) => project(...this.pose.subarray(3 * joint, 3 * joint + 3));
    context.clearRect(0, 0, width, height);
    context.fillStyle = colours.shadowTone ?? "rgb(0 0 0 / 0.12)";
    context.beginPath();
    context.ellipse(width / 2, 0.92 * height, 0.34 * this.scale * pixels, 0.09 * this.scale * pixels, 0, 0, 2 * Math.PI);
    context.fill();
    const limbs = clip.names.flatMap((name, joint) => (clip.parents[joint] < 0 ? [] : [this.#limb(name, joint, place, colours)]));
    if (this.at) limbs.push(this.#head(place, colours));
    context.lineCap = "round";
    for (const limb of limbs.sort((a, b) => a.depth - b.depth)) {
      context.strokeStyle = limb.colour;
      context.lineWidth = Math.max(limb.width * pixels * this.scale, 1);
      context.beginPath();
      context.moveTo(limb.from[0], limb.from[1]);
      context.lineTo(limb.to[0] + 0.01, limb.to[1]);
      context.stroke();
    }
  }

  #limb(name, joint, place, colours) {
    const [from, to] = [place(this.clip.parents[joint]), place(joint)];
    const radii = LIMBS[kindOf(name)] ?? OTHER_LIMB;
    const side = /hip|collar/.test(name) ? "middle" : sideOf(name);
    const plain = side === "middle" ? colours.middle : colours[side];
    const colour = this.part && partHolds(this.part, name) ? this.picked : plain;
    return { from, to, width: 2.1 * radii[Math.floor(radii.length / 2)], depth: (from[2] + to[2]) / 2, colour };
  }

  #head(place, colours) {
    const head = place(this.at.head);
    const top = [head[0], head[1] - 0.06 * this.scale, head[2]];
    return { from: top, to: top, width: 0.23, depth: head[2] + 0.02, colour: colours.middle };
  }

  pick(part, colour) {
    this.part = part;
    this.picked = colour;
  }
}

/** A small picture of a clip at its most telling moment (the middle), as a data URL. */
export function pictureOf(clip, colours, width = 96, height = 112, time = clip.played * 0.45) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * 2, height * 2];
  new FlatFigure(canvas, clip).show(time, colours);
  return canvas.toDataURL("image/png");
}
