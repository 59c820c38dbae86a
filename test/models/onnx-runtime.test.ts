import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { tempFolder } from "../support/temp-folder.ts";

const source = (name: string) => pathToFileURL(join(import.meta.dirname, "../../src", name)).href;
const runtime = source("models/onnx-runtime.ts");
const settings = source("settings.ts");
const model = join(import.meta.dirname, "../embedding/tiny-bert/model.onnx");

/** Runs a program in a home folder of its own, without the variable that this process may have. */
async function runAtHome(
  t: TestContext,
  program: string,
  ...words: string[]
): Promise<{ home: string; printed: string }> {
  const home = tempFolder(t);
  const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env;
  const env = { ...inherited, HOME: home, XDG_CACHE_HOME: "", TMPDIR: home };
  const parameters = ["--input-type=module", "--eval", program, ...words];
  const { stdout } = await promisify(execFile)(process.execPath, parameters, { env });
  return { home, printed: stdout.trim() };
}

test("the model runtime leaves nothing in the home folder and does not read the command line", async (t) => {
  const program = `const { InferenceSession } = await import(${JSON.stringify(runtime)});
    console.log((await InferenceSession.create(${JSON.stringify(model)})).inputNames.length);`;
  const { home, printed } = await runAtHome(t, program, "word ".repeat(20_000));
  assert.equal(printed, "3");
  assert.deepEqual(readdirSync(home), []);
});

/** Where a worker loads the runtime: what the main thread does before, and with which options the worker starts. */
const workers: [what: string, before: string, options: string, printed: string][] = [
  ["where the main thread turned telemetry off", "disableTelemetry();", "", "loaded"],
  ["that shares the main thread's environment", "", "env: SHARE_ENV,", "loaded"],
  ["that cannot turn telemetry off", "", "", "telemetry-not-disabled"],
];

for (const [what, before, options, expected] of workers)
  test(`a worker ${what}: ${expected}, and nothing is left in the home folder`, async (t) => {
    const { home, printed } = await runAtHome(
      t,
      `const { SHARE_ENV, Worker } = await import("node:worker_threads");
       const { disableTelemetry } = await import(${JSON.stringify(settings)});
       ${before}
       const program = \`
         const { parentPort } = require("node:worker_threads");
         import(${JSON.stringify(runtime)})
           .then(({ InferenceSession }) => InferenceSession.create(${JSON.stringify(model)}))
           .then(() => parentPort.postMessage("loaded"), ({ reason }) => parentPort.postMessage(reason));\`;
       new Worker(program, { ${options} eval: true, execArgv: [] }).on("message", console.log);`,
    );
    assert.equal(printed, expected);
    assert.deepEqual(readdirSync(home), []);
  });
