/**
 * Copies the parts of onnxruntime-node that run a model on the CPU into runtimes/onnxruntime, for `npm pack`; with
 * `--remove` it deletes them again. The copy has no install script and no dependency but onnxruntime-common.
 *
 * It is for all platforms (176 MB), unless FONOTEKA_PLATFORMS names those that are wanted, such as `linux-x64` or
 * `linux-x64,darwin-arm64`, or is `current`.
 */

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";

const folder = join(import.meta.dirname, "../runtimes/onnxruntime");

/**
 * DirectML and the shader compilers serve graphics cards only; onnxruntime.dll loads them on demand. The macOS library
 * lies there twice, and the binding links to libonnxruntime.1.dylib.
 */
const unused = /^(?:DirectML|dxcompiler|dxil)\.dll$|^libonnxruntime\.\d+\.\d+\.\d+\.dylib$|\.map$/;

const readManifest = (path: string) => JSON.parse(readFileSync(path, "utf8"));

/**
 * Copies it to `target`, which must not exist.
 * @param chosen `current`, or names of platforms with commas between them; all platforms if empty
 */
export function copyRuntime(target: string, chosen = ""): void {
  const manifestPath = createRequire(join(folder, "package.json")).resolve("onnxruntime-node/package.json");
  const source = dirname(manifestPath);
  const { scripts, dependencies, devDependencies, ...manifest } = readManifest(manifestPath);
  const { version } = readManifest(join(folder, "package.json"));
  if (manifest.version !== version)
    throw new Error(
      `onnxruntime-node ${manifest.version} is installed, runtimes/onnxruntime is ${version}: run npm ci`,
    );
  const wanted = choosePlatforms(join(source, "bin/napi-v6"), chosen);
  const isWanted = (path: string) => {
    const [, , platform, arch] = relative(source, path).split(sep);
    return arch
      ? wanted.includes(`${platform}-${arch}`)
      : !platform || wanted.some((name) => name.startsWith(`${platform}-`));
  };
  mkdirSync(target);
  for (const part of ["bin", "dist", "README.md"])
    cpSync(join(source, part), join(target, part), {
      recursive: true,
      filter: (path) => !unused.test(basename(path)) && (part !== "bin" || isWanted(path)),
    });
  writeFileSync(join(target, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function choosePlatforms(binaries: string, chosen: string): string[] {
  const known = readdirSync(binaries).flatMap((platform) =>
    readdirSync(join(binaries, platform)).map((arch) => `${platform}-${arch}`),
  );
  if (chosen === "") return known;
  const names = chosen
    .split(",")
    .map((name) => (name === "current" ? `${process.platform}-${process.arch}` : name));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `FONOTEKA_PLATFORMS: no ONNX Runtime for ${unknown.join(", ")}; known: ${known.join(", ")}`,
    );
  return names;
}

if (import.meta.main) {
  const target = join(folder, "onnxruntime-node");
  rmSync(target, { recursive: true, force: true });
  if (!process.argv.includes("--remove")) copyRuntime(target, process.env.FONOTEKA_PLATFORMS);
}
