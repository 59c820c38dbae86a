/**
 * Copies the parts of onnxruntime-node that run a model on the CPU into runtimes/onnxruntime, for `npm pack`; with
 * `--remove` it deletes them again. The copy has no install script and no dependency but onnxruntime-common.
 */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const folder = join(import.meta.dirname, "../runtimes/onnxruntime");
const target = join(folder, "onnxruntime-node");

/**
 * DirectML and the shader compilers serve graphics cards only; onnxruntime.dll loads them on demand. The macOS library
 * lies there twice, and the binding links to libonnxruntime.1.dylib.
 */
const unused = /^(?:DirectML|dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$|\.map$/;

rmSync(target, { recursive: true, force: true });
if (!process.argv.includes("--remove")) {
  const readManifest = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  const manifestPath = createRequire(join(folder, "package.json")).resolve("onnxruntime-node/package.json");
  const { scripts, dependencies, devDependencies, ...manifest } = readManifest(manifestPath);
  const { version } = readManifest(join(folder, "package.json"));
  if (manifest.version !== version)
    throw new Error(
      `onnxruntime-node ${manifest.version} is installed, runtimes/onnxruntime is ${version}: run npm ci`,
    );
  mkdirSync(target);
  for (const part of ["bin", "dist", "README.md"])
    cpSync(join(dirname(manifestPath), part), join(target, part), {
      recursive: true,
      filter: (path) => !unused.test(basename(path)),
    });
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
