/** The floor: a grid in metres that fades into the distance, and the figure's shadow on it. */

import { Color, Group, Mesh, PlaneGeometry, ShaderMaterial, ShadowMaterial } from "three";

const VERTEX = `
varying vec2 place;
void main() {
  vec4 world = modelMatrix * vec4(position, 1.0);
  place = world.xz;
  gl_Position = projectionMatrix * viewMatrix * world;
}`;

const FRAGMENT = `
varying vec2 place;
uniform vec3 line;
uniform vec3 floorColour;
uniform vec2 middle;
uniform float reach;
uniform float strength;
float grid(float size, float width) {
  vec2 at = place / size;
  vec2 wide = fwidth(at);
  vec2 away = abs(fract(at - 0.5) - 0.5);
  vec2 on = 1.0 - smoothstep(wide * (width - 0.5), wide * (width + 0.5), away);
  // lines closer than the pixels would shimmer
  on *= 1.0 - smoothstep(0.25, 0.6, wide);
  return max(on.x, on.y);
}
void main() {
  float far = distance(place, middle) / reach;
  float fade = 1.0 - smoothstep(0.12, 1.0, far);
  float lines = max(grid(1.0, 0.75) * strength, grid(0.25, 0.5) * strength * 0.28);
  gl_FragColor = vec4(mix(floorColour, line, lines), fade * max(lines, 0.55 * fade));
  #include <colorspace_fragment>
}`;

export class Ground {
  constructor() {
    this.group = new Group();
    this.material = new ShaderMaterial({
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      transparent: true,
      depthWrite: false,
      uniforms: {
        line: { value: new Color() },
        floorColour: { value: new Color() },
        middle: { value: { x: 0, y: 0 } },
        reach: { value: 9 },
        strength: { value: 0.6 },
      },
    });
    this.shade = new ShadowMaterial({ opacity: 0.25, transparent: true, depthWrite: false });
    const plane = new PlaneGeometry(60, 60).rotateX(-Math.PI / 2);
    this.lines = new Mesh(plane, this.material);
    this.shadow = new Mesh(plane, this.shade);
    this.shadow.position.y = 0.001;
    this.shadow.receiveShadow = true;
    this.lines.renderOrder = -3;
    this.shadow.renderOrder = -2;
    this.group.add(this.lines, this.shadow);
  }

  colour({ line, floor, strength, shadow }) {
    this.material.uniforms.line.value.set(line);
    this.material.uniforms.floorColour.value.set(floor);
    this.material.uniforms.strength.value = Number(strength);
    this.shade.opacity = Number(shadow);
  }

  /** Keep the floor under what is looked at. */
  centre(x, z, reach) {
    this.material.uniforms.middle.value = { x, y: z };
    this.material.uniforms.reach.value = reach;
    this.group.position.x = Math.round(x);
    this.group.position.z = Math.round(z);
  }
}
