import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runFonoteka } from "../support/run-fonoteka.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** All files of the cache. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const help = (cache: string) =>
  runFonoteka(["search", "--help"], { env: { XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: "" } });

test("compiled code is cached in the user's cache folder and nowhere else, and reused at the next start", async (t) => {
  const cache = tempFolder(t);
  const first = await help(cache);
  assert.equal(first.stderr, "");
  assert.deepEqual(readdirSync(cache), ["fonoteka"]);
  assert.deepEqual(readdirSync(join(cache, "fonoteka")), ["compiled"]);
  const kept = filesBelow(cache);
  assert.ok(kept.length > 10, `${kept.length} files`);
  const times = kept.map((file) => statSync(file).mtimeMs);
  const second = await help(cache);
  assert.deepEqual(second, first);
  assert.deepEqual(filesBelow(cache), kept);
  assert.deepEqual(
    kept.map((file) => statSync(file).mtimeMs),
    times,
    "nothing was compiled again",
  );
});

test("damaged and truncated cache files are replaced silently", async (t) => {
  const cache = tempFolder(t);
  const first = await help(cache);
  const kept = filesBelow(cache);
  const sizes = kept.map((file) => statSync(file).size);
  for (const [at, file] of kept.entries()) {
    const bytes = readFileSync(file);
    if (at % 3 === 0) bytes.fill(0x5a, bytes.length >> 1);
    writeFileSync(file, at % 3 === 1 ? bytes.subarray(0, 20) : at % 3 === 2 ? "" : bytes);
  }
  assert.deepEqual(await help(cache), first);
  const healed = kept.filter((file, at) => Math.abs(statSync(file).size - sizes[at]!) < sizes[at]! / 2);
  assert.equal(healed.length, kept.length);
});

test("a cache folder that cannot be created or written makes no difference", async (t) => {
  const folder = tempFolder(t);
  const wanted = await help(join(folder, "good"));
  const file = join(folder, "file");
  writeFileSync(file, "");
  const closed = tempFolder(t);
  chmodSync(closed, 0o500);
  // In /proc, mkdir fails with ENOENT, and Node by itself would retry forever.
  for (const cache of [file, join(file, "below"), closed, "/proc/no-such-folder"])
    assert.deepEqual(await help(cache), wanted, cache);
  assert.equal(readFileSync(file, "utf8"), "");
});
