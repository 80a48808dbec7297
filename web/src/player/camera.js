/** The camera: orbit, pan and zoom by mouse, touch and keys; it follows the figure where that is wanted. */

import { PerspectiveCamera, Vector3 } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { smoothWay } from "./trail.js";

const FIELD = 32; // degrees
const AZIMUTH = 0.62; // radians from straight ahead of the figure
const ELEVATION = 0.2;

export class Camera {
  constructor(canvas, changed) {
    this.camera = new PerspectiveCamera(FIELD, 1, 0.05, 120);
    this.controls = new OrbitControls(this.camera, canvas);
    Object.assign(this.controls, {
      enableDamping: true, dampingFactor: 0.12, minDistance: 0.8, maxDistance: 40, maxPolarAngle: 1.62, zoomSpeed: 0.8,
    });
    // fingers that move up and down scroll the page
    canvas.style.touchAction = "pan-y";
    this.controls.addEventListener("change", changed);
    this.controls.addEventListener("start", () => {
      this.moved = true;
    });
    this.follow = true;
    this.way = null;
    this.spot = new Vector3();
  }

  /** Look at a clip: its way, its size; `view` keeps the angle that was chosen. */
  look(clip, scale, keep) {
    this.way = smoothWay(clip, 0.6);
    this.clip = clip;
    this.scale = scale;
    // a view that someone chose stays where the same motion goes on
    if (keep && this.moved) this.centre(this.time ?? 0);
    else this.reset(keep ? (this.time ?? 0) : 0);
  }

  extend(clip) {
    this.way = smoothWay(clip, 0.6);
    if (!this.moved) this.reset(this.time ?? 0);
  }

  reset(time) {
    this.moved = false;
    const { clip, scale, camera, controls } = this;
    const ahead = facing(clip, clip.frameAt(time)) + AZIMUTH;
    const span = this.follow ? 0 : this.#spread(time);
    const fit = Math.max(1, 0.9 / camera.aspect);
    // tall enough for the highest jump, and for what hangs over the stage
    const tall = Math.max(this.#top() - this.floor(), 1.2 * scale);
    const distance = Math.min((2.3 * tall + span * 1.25) * fit, 38);
    this.spot.set(0, 0, 0);
    if (this.follow) this.#spotAt(time, this.spot);
    else this.#middle(this.spot);
    controls.target.set(this.spot.x, 0.5 * tall + this.floor() - 0.04 * scale, this.spot.z);
    camera.position.set(
      this.spot.x + Math.sin(ahead) * Math.cos(ELEVATION) * distance,
      controls.target.y + Math.sin(ELEVATION) * distance,
      this.spot.z + Math.cos(ahead) * Math.cos(ELEVATION) * distance,
    );
    controls.update();
  }

  floor() {
    return this.level ?? 0;
  }

  setFollow(on, time) {
    this.follow = on;
    this.reset(time);
  }

  /** Move along with the figure. */
  centre(time) {
    this.time = time;
    if (!this.follow || !this.way) return;
    const before = this.spot.clone();
    this.#spotAt(time, this.spot);
    const moved = before.sub(this.spot).negate();
    this.controls.target.add(moved);
    this.camera.position.add(moved);
  }

  turn(azimuth, elevation) {
    this.moved = true;
    const { camera, controls } = this;
    const arm = camera.position.clone().sub(controls.target);
    const [length, flat] = [arm.length(), Math.hypot(arm.x, arm.z)];
    const around = Math.atan2(arm.x, arm.z) + azimuth;
    const up = Math.min(Math.max(Math.atan2(arm.y, flat) + elevation, -0.04), 1.5);
    arm.set(Math.sin(around) * Math.cos(up), Math.sin(up), Math.cos(around) * Math.cos(up)).multiplyScalar(length);
    camera.position.copy(controls.target).add(arm);
    controls.update();
  }

  zoom(factor) {
    this.moved = true;
    const { camera, controls } = this;
    const arm = camera.position.clone().sub(controls.target);
    arm.setLength(Math.min(Math.max(arm.length() * factor, controls.minDistance), controls.maxDistance));
    camera.position.copy(controls.target).add(arm);
    controls.update();
  }

  #spotAt(time, into) {
    const count = this.way.length / 2;
    const at = Math.min(Math.max(time * this.clip.fps, 0), count - 1);
    const i = Math.min(Math.floor(at), Math.max(count - 2, 0));
    const [j, u] = [Math.min(i + 1, count - 1), at - i];
    return into.set(
      this.way[2 * i] * (1 - u) + this.way[2 * j] * u, 0, this.way[2 * i + 1] * (1 - u) + this.way[2 * j + 1] * u,
    );
  }

  #top() {
    const { joints, size, count } = this.clip;
    let top = -Infinity;
    for (let i = 1; i < count * size; i += 3) top = Math.max(top, joints[i]);
    return top + 0.16 * this.scale;
  }

  #bounds() {
    const box = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < this.way.length; i += 2) {
      box[0] = Math.min(box[0], this.way[i]);
      box[1] = Math.max(box[1], this.way[i]);
      box[2] = Math.min(box[2], this.way[i + 1]);
      box[3] = Math.max(box[3], this.way[i + 1]);
    }
    return box;
  }

  #middle(into) {
    const [a, b, c, d] = this.#bounds();
    return into.set((a + b) / 2, 0, (c + d) / 2);
  }

  #spread() {
    const [a, b, c, d] = this.#bounds();
    return Math.hypot(b - a, d - c);
  }
}

/** Where the figure faces in a frame, radians from +z to +x; 0 where its hips are not known. */
export function facing(clip, frame) {
  const [left, right] = ["left_hip", "right_hip"].map((name) => clip.names.indexOf(name));
  if (left < 0 || right < 0 || !clip.count) return 0;
  const at = frame * clip.size;
  const x = clip.joints[at + 3 * left] - clip.joints[at + 3 * right];
  const z = clip.joints[at + 3 * left + 2] - clip.joints[at + 3 * right + 2];
  return Math.atan2(-z, x);
}
