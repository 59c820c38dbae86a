import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryFolder } from "../support/run-fonoteka.ts";

const source = (path: string) => readFileSync(join(repositoryFolder, path), "utf8");

/** Runs the check in a process of its own, as it ends the process. */
function check(version: string): Promise<{ code: number; stderr: string }> {
  const script = `
    import { checkNode } from ${JSON.stringify(join(repositoryFolder, "src/cli/check-node.ts"))};
    checkNode(${JSON.stringify(version)});`;
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--input-type=module", "-e", script], (_error, _out, stderr) =>
      resolve({ code: child.exitCode!, stderr }),
    );
  });
}

test("an old Node is told which one Fonoteka needs, before anything is loaded that it does not have", async () => {
  const { engines } = JSON.parse(source("package.json")) as { engines: { node: string } };
  const oldest = engines.node.replace(">=", "");
  const old = await check("20.19.0");
  assert.equal(old.code, 12);
  assert.match(
    old.stderr,
    new RegExp(`^error: Fonoteka needs Node ${oldest} or newer; this is Node 20.19.0\ntry: .+\n$`),
  );
  assert.deepEqual(await check(`${oldest}.0.0`), { code: 0, stderr: "" });

  // Node links static imports before it runs the first line. These must not need a new Node.
  const importsOf = (path: string) =>
    [...source(path).matchAll(/^import .* from "(.+)"/gm)].map(([, from]) => from);
  assert.deepEqual(importsOf("src/cli/main.ts"), ["./check-node.ts"]);
  assert.deepEqual(importsOf("src/cli/check-node.ts"), ["./exit-status.ts"]);
  assert.deepEqual(importsOf("src/cli/exit-status.ts"), ["../errors.ts"], "a type, which is erased");
  assert.match(source("src/cli/exit-status.ts"), /^import type /m);
});
