/** Compiles src/ to dist/ (JavaScript and type declarations) and copies what is read at run time: the migrations. */

import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const compiler = createRequire(import.meta.url)
  .resolve("typescript/package.json")
  .replace("package.json", "bin/tsc");

rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [compiler, "--project", join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
cpSync(join(root, "src/storage/migrations"), join(dist, "storage/migrations"), { recursive: true });
chmodSync(join(dist, "cli/main.js"), 0o755);
