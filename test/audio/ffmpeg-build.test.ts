import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { instantiateFfmpeg, readCString } from "../../src/audio/decoding/ffmpeg-module.ts";

const folder = join(import.meta.dirname, "..", "..", "decoders", "ffmpeg");
const read = (name: string) => readFileSync(join(folder, name));
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

type FileHash = { file: string; sha256: string };
const record = JSON.parse(read("BUILD.json").toString()) as {
  ffmpeg: { version: string; licence: string; licenceFile: string; sources: FileHash[] };
  patches: FileHash[];
  own: FileHash[];
  compiler: { version: string; tools: FileHash[] };
  result: FileHash & { byteLength: number };
};

test("ffmpeg.wasm is the binary that BUILD.json names, and the one that the package resolves to", () => {
  const resolved = readFileSync(fileURLToPath(import.meta.resolve("fonoteka-ffmpeg/ffmpeg.wasm")));
  assert.equal(sha256(resolved), record.result.sha256);
  assert.equal(resolved.byteLength, record.result.byteLength);
  assert.deepEqual(read(record.result.file), resolved);
});

test("it was built from decode.c, build.sh and the patches that lie beside it", () => {
  const patches = readdirSync(folder).filter((name) => name.endsWith(".patch"));
  assert.deepEqual(
    record.patches.map((patch) => patch.file),
    patches.sort(),
  );
  assert.deepEqual(
    record.own.map((own) => own.file),
    ["decode.c", "build.sh"],
  );
  for (const { file, sha256: expected } of [...record.patches, ...record.own])
    assert.equal(sha256(read(file)), expected, file);
});

test("it says itself which release of FFmpeg it is; build.sh, package and documents name the same", async () => {
  const exports = await instantiateFfmpeg();
  const version = readCString(exports, exports.version());
  assert.equal(version, record.ffmpeg.version);
  assert.match(read("build.sh").toString(), new RegExp(`^version=${version}$`, "m"));
  for (const source of record.ffmpeg.sources) assert.ok(read("build.sh").includes(source.sha256));
  const description = JSON.parse(read("package.json").toString()).description as string;
  assert.ok(description.includes(`FFmpeg ${version}`), description);
  assert.ok(read("README.md").includes(version));
});

test("the licence text lies beside it and goes into the package", () => {
  assert.match(
    read(record.ffmpeg.licenceFile).toString(),
    /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/,
  );
  const { files, license } = JSON.parse(read("package.json").toString());
  assert.equal(license, record.ffmpeg.licence);
  for (const name of ["ffmpeg.wasm", "BUILD.json", record.ffmpeg.licenceFile, "decode.c"])
    assert.ok(files.includes(name), name);
  assert.ok(files.includes("*.patch"));
});
