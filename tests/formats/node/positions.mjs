// node positions.mjs FILE TIMES.json  →  {names, positions: [time][joint][xyz], extras} as three.js plays the file
import fs from "node:fs";
import * as THREE from "three";
import { BVHLoader } from "three/addons/loaders/BVHLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";

async function load(file) {
  const bytes = fs.readFileSync(file);
  if (file.endsWith(".bvh")) {
    const { skeleton, clip } = new BVHLoader().parse(bytes.toString());
    return { root: skeleton.bones[0], joints: skeleton.bones.filter((bone) => bone.name !== "ENDSITE"), clip };
  }
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const gltf = await new GLTFLoader().parseAsync(data, "");
  let joints = [];
  gltf.scene.traverse((node) => {
    if (node.isSkinnedMesh) joints = node.skeleton.bones;
  });
  return { root: gltf.scene, joints, clip: gltf.animations[0], extras: gltf.animations[0].userData };
}

const [file, timesFile] = process.argv.slice(2);
const times = JSON.parse(fs.readFileSync(timesFile));
const { root, joints, clip, extras } = await load(file);
const mixer = new THREE.AnimationMixer(root);
const action = mixer.clipAction(clip);
action.setLoop(THREE.LoopOnce);
action.clampWhenFinished = true;
action.play();
const place = new THREE.Vector3();
const positions = times.map((time) => {
  action.reset(); // an action that has ended takes no new time
  mixer.setTime(time);
  root.updateMatrixWorld(true);
  return joints.map((joint) => joint.getWorldPosition(place).toArray());
});
console.log(JSON.stringify({ names: joints.map((joint) => joint.name), positions, extras, duration: clip.duration }));
