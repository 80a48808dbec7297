/** A clip: the joints of a motion over time, its foot contacts, steps and phases. */

import { NAMES, PARENTS } from "./skeleton.js";

export class Clip {
  constructor({ fps, names = NAMES, parents = PARENTS, joints = new Float32Array(0), ...rest }) {
    this.fps = fps;
    this.names = names;
    this.parents = parents;
    this.size = names.length * 3;
    this.joints = joints;
    this.count = Math.floor(joints.length / this.size);
    this.contacts = rest.contacts ?? null;
    this.contactJoints = rest.contactJoints ?? [];
    this.steps = rest.steps ?? [];
    this.phases = rest.phases ?? [];
    this.text = rest.text ?? "";
    this.reasoning = rest.reasoning ?? "";
    this.seed = rest.seed ?? null;
    this.expected = 0; // seconds, while more frames are still to come
  }

  /** A clip of the JSON object that `view_of` in Python writes. */
  static ofView(view) {
    const bytes = bytesOf(view.joints.base64);
    const joints = new Float32Array(bytes.buffer, 0, view.joints.shape.reduce((a, b) => a * b, 1));
    const contactJoints = (view.contacts?.names ?? []).map((name) => view.names.indexOf(name));
    const contacts = contactJoints.length && !contactJoints.includes(-1) ? bytesOf(view.contacts.base64) : null;
    return new Clip({ ...view, joints, contacts, contactJoints });
  }

  get seconds() {
    return Math.max(this.count / this.fps, this.expected);
  }

  get played() {
    return this.count / this.fps;
  }

  /** Put frames (arrays of [x, y, z]) at `start`, for motion that arrives in pieces. */
  extend(start, frames) {
    const need = (start + frames.length) * this.size;
    if (need > this.joints.length) {
      const grown = new Float32Array(Math.max(need, 2 * this.joints.length));
      grown.set(this.joints);
      this.joints = grown;
    }
    frames.forEach((frame, index) => this.joints.set(frame.flat(), (start + index) * this.size));
    this.count = Math.max(this.count, start + frames.length);
  }

  frameAt(time) {
    return Math.min(Math.max(Math.round(time * this.fps), 0), Math.max(this.count - 1, 0));
  }

  /** The pose at a time into `out`: through the frames by Catmull-Rom, so that slow motion is smooth. */
  poseAt(time, out) {
    const { joints, size, count } = this;
    const at = Math.min(Math.max(time * this.fps, 0), count - 1);
    const frame = Math.floor(at);
    const u = at - frame;
    if (u < 1e-4) {
      out.set(joints.subarray(frame * size, (frame + 1) * size));
      return out;
    }
    const [a, b, c, d] = [frame - 1, frame, frame + 1, frame + 2].map(
      (index) => Math.min(Math.max(index, 0), count - 1) * size,
    );
    const [u2, u3] = [u * u, u * u * u];
    const [wa, wb, wc, wd] = [
      0.5 * (-u3 + 2 * u2 - u), 0.5 * (3 * u3 - 5 * u2 + 2), 0.5 * (-3 * u3 + 4 * u2 + u), 0.5 * (u3 - u2),
    ];
    for (let i = 0; i < size; i += 1) {
      out[i] = wa * joints[a + i] + wb * joints[b + i] + wc * joints[c + i] + wd * joints[d + i];
    }
    return out;
  }

  /** Stretches in which a contact joint stands: {joint, start, end} in frames. */
  stands() {
    const found = [];
    const columns = this.contactJoints.length;
    for (let k = 0; this.contacts && k < columns; k += 1) {
      for (let frame = 0, start = -1; frame <= this.count; frame += 1) {
        const on = frame < this.count && this.contacts[frame * columns + k];
        if (on && start < 0) start = frame;
        if (!on && start >= 0) {
          found.push({ joint: this.contactJoints[k], start, end: frame });
          start = -1;
        }
      }
    }
    return found.sort((a, b) => a.start - b.start);
  }

  /** Index of the last step that is going on at a time, or -1. */
  stepAt(time) {
    return this.steps.findLastIndex((step) => step.start <= time && time < step.end + 1e-6);
  }
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}
