import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { tempFolder } from "../support/temp-folder.ts";

const runtime = pathToFileURL(join(import.meta.dirname, "../../src/models/onnx-runtime.ts")).href;
const model = join(import.meta.dirname, "../embedding/tiny-bert/model.onnx");

test("the model runtime leaves nothing in the home folder and does not read the command line", async (t) => {
  const home = tempFolder(t);
  const { ORT_DISABLE_TELEMETRY: _, ...inherited } = process.env;
  const program = `const { InferenceSession } = await import(${JSON.stringify(runtime)});
    console.log((await InferenceSession.create(${JSON.stringify(model)})).inputNames.length);`;
  const words = ["--input-type=module", "--eval", program, "word ".repeat(20_000)];
  const env = { ...inherited, HOME: home, XDG_CACHE_HOME: "", TMPDIR: home };
  const { stdout } = await promisify(execFile)(process.execPath, words, { env });
  assert.equal(stdout, "3\n");
  assert.deepEqual(readdirSync(home), []);
});
