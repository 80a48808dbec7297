/** The stage: renderer, light, floor, the figure and its marks; draws only when something changed. */

import {
  DirectionalLight, HemisphereLight, NeutralToneMapping, PCFShadowMap, Scene, SRGBColorSpace, WebGLRenderer,
} from "three";
import { Camera } from "./camera.js";
import { Figure } from "./figure.js";
import { Footprints } from "./footprints.js";
import { Ground } from "./ground.js";
import { SOLE } from "./measures.js";
import { coloursAt } from "./theme.js";
import { Trail } from "./trail.js";

export class Stage {
  constructor(canvas) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, powerPreference: "low-power" });
    this.renderer.outputColorSpace = SRGBColorSpace;
    this.renderer.toneMapping = NeutralToneMapping;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.scene = new Scene();
    this.sky = new HemisphereLight(0xffffff, 0xffffff, 1);
    this.sun = new DirectionalLight(0xffffff, 2);
    this.sun.castShadow = true;
    this.sun.shadow.mapSize.set(1024, 1024);
    this.sun.shadow.radius = 4;
    this.sun.shadow.bias = -0.0006;
    this.sun.shadow.normalBias = 0.02;
    const box = this.sun.shadow.camera;
    [box.left, box.right, box.top, box.bottom, box.near, box.far] = [-2.2, 2.2, 2.2, -2.2, 0.5, 14];
    this.rim = new DirectionalLight(0xffffff, 0.7);
    this.ground = new Ground();
    this.scene.add(this.sky, this.sun, this.sun.target, this.rim, this.rim.target, this.ground.group);
    this.stale = true;
    this.view = new Camera(canvas, () => this.touch());
    this.shown = { trail: true, contacts: true };
    this.recolour();
  }

  touch() {
    this.stale = true;
  }

  /** Put a clip on the stage; `keep` leaves the camera at its angle. */
  load(clip, keep = false) {
    for (const object of [this.figure, this.trail, this.prints]) object?.dispose();
    this.clip = clip;
    this.figure = new Figure(clip, this.colours);
    this.trail = new Trail(clip, this.colours.trail);
    this.prints = new Footprints(clip, this.colours, this.figure.scale);
    this.scene.add(this.figure.group, this.trail.group, this.prints.group);
    const level = floorOf(clip) - SOLE * this.figure.scale;
    for (const part of [this.ground, this.trail, this.prints]) part.group.position.y = level;
    this.view.level = level;
    this.view.look(clip, this.figure.scale, keep);
    this.show(0);
  }

  show(time) {
    this.figure.show(time);
    this.trail.group.visible = this.shown.trail && this.clip.count > 1;
    this.prints.group.visible = this.shown.contacts;
    this.trail.show(time);
    this.prints.show(time);
    this.view.centre(time);
    const [x, , z] = this.figure.pose;
    this.sun.target.position.set(x, 0.8, z);
    this.sun.position.set(x + 2.2, 6, z + 2.8);
    this.rim.target.position.set(x, 1, z);
    this.rim.position.set(x - 3, 2.2, z - 3.5);
    this.touch();
  }

  pick(part, colour) {
    this.figure.pick(part, colour);
    this.touch();
  }

  recolour() {
    this.colours = coloursAt(this.canvas);
    const { sky, earth, skyPower, sunPower, trail } = this.colours;
    this.sky.color.set(sky);
    this.sky.groundColor.set(earth);
    this.sky.intensity = Number(skyPower);
    this.sun.intensity = Number(sunPower);
    this.ground.colour(this.colours);
    this.figure?.colour(this.colours);
    this.trail?.colour(trail);
    this.prints?.colour(this.colours);
    this.touch();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas.parentElement;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    const before = this.view.camera.aspect;
    this.view.camera.aspect = width / height;
    this.view.camera.updateProjectionMatrix();
    // a narrow stage needs a step back
    if (this.clip && before < 0.9 !== width / height < 0.9) this.view.reset(this.view.time ?? 0);
    this.touch();
    // at once: setting the size has emptied the canvas
    if (this.clip) this.draw();
  }

  /** Draw where something changed since the last time. */
  draw() {
    this.view.controls.update();
    if (!this.stale) return;
    this.stale = false;
    const { target } = this.view.controls;
    this.ground.centre(target.x, target.z, 5 + 1.1 * this.view.camera.position.distanceTo(target));
    this.renderer.render(this.scene, this.view.camera);
  }

  dispose() {
    this.view.controls.dispose();
    this.renderer.dispose();
  }
}

/** Height at which the toes stand: low, but no outlier. */
function floorOf(clip) {
  const toes = ["left_foot", "right_foot"].map((name) => clip.names.indexOf(name)).filter((index) => index >= 0);
  const lows = [];
  for (let frame = 0; frame < clip.count; frame += 1) {
    const heights = toes.length ? toes : clip.names.keys();
    let low = Infinity;
    for (const joint of heights) low = Math.min(low, clip.joints[frame * clip.size + 3 * joint + 1]);
    lows.push(low);
  }
  lows.sort((a, b) => a - b);
  return lows[Math.floor(0.3 * lows.length)] ?? 0;
}
