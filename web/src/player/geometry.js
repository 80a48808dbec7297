/** Round shapes of the figure: limbs turned on a lathe, shapes lofted through rings. */

import { BufferAttribute, BufferGeometry, CatmullRomCurve3, LatheGeometry, Vector2, Vector3 } from "three";

const CAP = 7;

/** A limb from y = 0 to y = length with round ends; `radii` are evenly spaced along it, metres. */
export function limbGeometry(length, radii, sides = 32) {
  const curve = new CatmullRomCurve3(radii.map((radius, i) => new Vector3(radius, (i / (radii.length - 1)) * length, 0)));
  const [first, last] = [radii[0], radii[radii.length - 1]];
  const outline = [];
  for (let i = 0; i < CAP; i += 1) {
    const angle = (i / CAP) * 0.5 * Math.PI;
    outline.push(new Vector2(Math.max(first * Math.sin(angle), 1e-4), -first * Math.cos(angle)));
  }
  for (const { x, y } of curve.getPoints(12)) outline.push(new Vector2(x, y));
  for (let i = 1; i <= CAP; i += 1) {
    const angle = (i / CAP) * 0.5 * Math.PI;
    outline.push(new Vector2(Math.max(last * Math.cos(angle), 1e-4), length + last * Math.sin(angle)));
  }
  return new LatheGeometry(outline, sides);
}

/** A closed shape through rings of `sides` points; its positions are written by `setRing`. */
export class Loft extends BufferGeometry {
  constructor(rings, sides = 24) {
    super();
    this.rings = rings;
    this.sides = sides;
    this.setAttribute("position", new BufferAttribute(new Float32Array((rings * sides + 2) * 3), 3));
    const index = [];
    for (let r = 0; r + 1 < rings; r += 1) {
      for (let s = 0; s < sides; s += 1) {
        const [a, b] = [r * sides + s, r * sides + ((s + 1) % sides)];
        index.push(a, a + sides, b, b, a + sides, b + sides);
      }
    }
    const [bottom, top, above] = [rings * sides, rings * sides + 1, (rings - 1) * sides];
    for (let s = 0; s < sides; s += 1) {
      const next = (s + 1) % sides;
      index.push(bottom, s, next, top, above + next, above + s);
    }
    this.setIndex(index);
  }

  /** Ring around `centre` with half widths along two axes (`ahead` and `behind` of the second may differ). */
  setRing(ring, centre, left, forward, width, ahead, behind, power = 0.86) {
    const at = this.attributes.position.array;
    for (let s = 0; s < this.sides; s += 1) {
      const angle = (s / this.sides) * 2 * Math.PI;
      const [c, d] = [Math.cos(angle), Math.sin(angle)];
      const x = width * Math.sign(c) * Math.abs(c) ** power;
      const z = (d > 0 ? ahead : behind) * Math.sign(d) * Math.abs(d) ** power;
      const to = (ring * this.sides + s) * 3;
      at[to] = centre.x + x * left.x + z * forward.x;
      at[to + 1] = centre.y + x * left.y + z * forward.y;
      at[to + 2] = centre.z + x * left.z + z * forward.z;
    }
  }

  /** The two points that close the ends. */
  setEnds(bottom, top) {
    const at = this.attributes.position.array;
    bottom.toArray(at, this.rings * this.sides * 3);
    top.toArray(at, (this.rings * this.sides + 1) * 3);
  }

  settle() {
    this.attributes.position.needsUpdate = true;
    this.computeVertexNormals();
  }
}
