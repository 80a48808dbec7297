/** Build the page of the studio and the player of .html files into the Python package. */

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const studio = join(here, "../src/kinemind/studio/static");
const page = join(here, "../src/kinemind/formats/html_page");

const licence = (await readFile(join(here, "node_modules/three/LICENSE"), "utf8")).trim();
const { version } = JSON.parse(await readFile(join(here, "node_modules/three/package.json"), "utf8"));
const banner = { js: `/*! Includes three.js ${version}.\n${licence} */` };

/** Dark colours are written once; a dark system and a chosen dark theme both get them. */
const darkTwice = {
  name: "dark-twice",
  setup({ onLoad }) {
    onLoad({ filter: /theme\.css$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const block = /:root\[data-theme="dark"\] (\{[^}]*\})/.exec(text)[1];
      const system = `@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) ${block} }`;
      return { contents: `${text}\n${system}`, loader: "css" };
    });
  },
};

const options = {
  bundle: true, minify: true, charset: "utf8", legalComments: "none", logLevel: "warning", plugins: [darkTwice],
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
};

async function files(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** One digest of all sources, so that a test can tell when someone forgot to build. */
async function digest() {
  const hash = createHash("sha256");
  const names = [...(await files(source)), join(here, "package-lock.json"), join(here, "build.mjs")];
  for (const path of names.map((path) => relative(here, path).replaceAll("\\", "/")).sort()) {
    hash.update(`${path}\n`).update(await readFile(join(here, path)));
  }
  return hash.digest("hex");
}

await mkdir(studio, { recursive: true });
await Promise.all([
  build({ ...options, banner, format: "iife", entryPoints: [join(source, "page/main.js")], outfile: join(page, "player.js") }),
  build({ ...options, entryPoints: [join(source, "page/page.css")], outfile: join(page, "player.css") }),
  build({ ...options, banner, format: "esm", entryPoints: [join(source, "studio/main.js")], outfile: join(studio, "studio.js") }),
  build({ ...options, entryPoints: [join(source, "studio/studio.css")], outfile: join(studio, "studio.css") }),
  copyFile(join(source, "page/page.html"), join(page, "page.html")),
  copyFile(join(source, "studio/index.html"), join(studio, "index.html")),
  copyFile(join(source, "studio/icon.svg"), join(studio, "icon.svg")),
  writeFile(join(studio, "THREE-LICENSE.txt"), `three.js ${version}\n\n${licence}\n`),
  writeFile(join(page, "THREE-LICENSE.txt"), `three.js ${version}\n\n${licence}\n`),
]);
await writeFile(join(studio, "sources.sha256"), `${await digest()}\n`);
