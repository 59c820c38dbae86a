import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { env } from "fonoteka-onnxruntime";
import { repositoryFolder } from "../support/run-fonoteka.ts";

type LockedPackage = { resolved?: string; link?: boolean; hasInstallScript?: boolean; engines?: object };

const readJson = (path: string) => JSON.parse(readFileSync(join(repositoryFolder, path), "utf8"));
const lock = readJson("package-lock.json") as { packages: Record<string, LockedPackage> };
const packages = Object.entries(lock.packages);

test("npm ci runs one install script, that of the npm package node", () => {
  assert.deepEqual(
    packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name),
    ["node_modules/node"],
    "run scripts/trim-lock-file.ts",
  );
});

test("npm leaves no native package of Vite out because of the machine's Node", () => {
  const bindings = packages.filter(([name]) => name.startsWith("node_modules/@rolldown/binding-"));
  assert.ok(bindings.length > 0);
  assert.deepEqual(
    bindings.filter(([, { engines }]) => engines),
    [],
    "run scripts/trim-lock-file.ts",
  );
});

test("the lock file names no registry host", () => {
  const named = packages.filter(([, { resolved, link }]) => resolved !== undefined && !link);
  assert.deepEqual(named, []);
});

test("the lock file has the native packages of Linux, macOS and Windows", () => {
  for (const family of ["sqlite-vec", "@biomejs/cli", "@rolldown/binding"])
    for (const system of ["linux", "darwin", "win32|windows"]) {
      const pattern = new RegExp(`^node_modules/${family}-(?:${system})-(?:x64|arm64)`);
      assert.ok(
        packages.some(([name]) => pattern.test(name)),
        `no package ${pattern}`,
      );
    }
});

test("the ONNX Runtime in use is of the version that fonoteka-onnxruntime states", () => {
  assert.equal(env.versions.node, readJson("runtimes/onnxruntime/package.json").version);
});
