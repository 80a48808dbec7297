// node validate.mjs FILE...  →  {file: {errors, warnings, messages}} by the Khronos validator
import fs from "node:fs";
import validator from "gltf-validator";

const found = {};
for (const file of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)));
  const { numErrors, numWarnings, messages } = report.issues;
  found[file] = { errors: numErrors, warnings: numWarnings, messages: messages.slice(0, 5) };
}
console.log(JSON.stringify(found));
