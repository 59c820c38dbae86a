import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { copyRuntime } from "../../scripts/copy-onnxruntime.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("ONNX Runtime is packed for the platforms that are asked for, without what only graphics cards use", (t) => {
  const target = join(tempFolder(t), "onnxruntime-node");
  copyRuntime(target, "linux-arm64");
  const files = readdirSync(join(target, "bin"), { recursive: true }).map(String);
  assert.deepEqual(files.filter((name) => /\./.test(name.replaceAll("\\", "/").split("/").at(-1)!)).sort(), [
    join("napi-v6", "linux", "arm64", "libonnxruntime.so.1"),
    join("napi-v6", "linux", "arm64", "onnxruntime_binding.node"),
  ]);
  assert.ok(existsSync(join(target, "dist/index.js")));
  assert.throws(
    () => copyRuntime(join(target, "again"), "amiga-m68k"),
    /no ONNX Runtime for amiga-m68k; known: .*linux-x64/,
  );
});
