import assert from "node:assert/strict";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openArchive } from "../../src/fonoteka.ts";
import { tempFolder } from "../support/temp-archive.ts";

const sample = join(import.meta.dirname, "../../samples/2026-04-17_12-05-44.opus");

test("a folder with sidecars is imported without taking them for sound or for transcripts", async (t) => {
  const folder = tempFolder(t);
  const first = await openArchive(join(folder, "first"));
  for await (const { status } of first.import([sample])) assert.equal(status, "imported");
  await first.close();
  const names = readdirSync(join(folder, "first", "recordings")).filter((name) => !name.startsWith("."));
  assert.ok(names.some((name) => name.endsWith(".json")));
  cpSync(join(folder, "first", "recordings"), join(folder, "copied"), { recursive: true });
  await using second = await openArchive(join(folder, "second"));
  const outcomes = await Array.fromAsync(second.import([join(folder, "copied")]));
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.status, "transcription" in outcome, outcome.path.endsWith(".opus")]),
    [["imported", false, true]],
  );
  const again = await Array.fromAsync(second.import([second.folder]));
  assert.deepEqual(
    again.map(({ status }) => status),
    ["duplicate"],
  );
});
