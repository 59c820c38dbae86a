/**
 * Damaged audio files, made by a seed, are imported in one process: each is imported or refused with a reason, none ends the
 * process or occupies it for ever, memory stays bounded, and the archive is whole afterwards.
 *
 * By hand more of them, others with each seed: `VARIANTS=10000 FONOTEKA_SEED=1 node --test test/recording/fuzz/fuzz-import.long.test.ts`
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { errorCodes } from "../../../src/messages/error-codes.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import type { VariantLine } from "./import-variants.ts";

const count = Number(process.env.VARIANTS ?? 300);
const seed = Number(process.env.FONOTEKA_SEED ?? 20261128) || Date.now() % 1_000_000;
/** Of one file of some kilobytes, which needs a tenth of a second: only an endless loop takes as long. */
const longestSilenceMs = 120_000;
/** What was seen is 180 MB; a header that claims gigabytes must not be believed. */
const maxBytes = 400e6;

test(`${count} damaged audio files are imported or refused with a reason, and harm nothing`, {
  timeout: Number.POSITIVE_INFINITY,
}, async (t) => {
  const words = [join(import.meta.dirname, "import-variants.ts"), tempFolder(t), seed, 0, count].map(String);
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
  let current = "the start";
  let watchdog = setTimeout(() => {}, 0);
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  let end: Extract<VariantLine, { problems: string[] }> | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => child.kill("SIGKILL"), longestSilenceMs);
    const line = JSON.parse(text) as VariantLine;
    if ("begun" in line) current = line.begun;
    else if ("status" in line) {
      const kind = line.code ? `${line.status}: ${line.code}` : line.status;
      counts[kind] = (counts[kind] ?? 0) + 1;
      if (!isAllowed(line)) wrong.push(`${current}: ${kind} ${line.message ?? ""}`);
    } else {
      end = line;
      // The check of a large archive is over.
      clearTimeout(watchdog);
    }
    if (current.startsWith(`${count - 1}:`)) clearTimeout(watchdog);
  }
  clearTimeout(watchdog);
  assert.equal(await exited, 0, `seed ${seed}, the last file was ${current}`);
  t.diagnostic(`seed ${seed}: ${JSON.stringify({ ...counts, peakBytes: end?.peakBytes })}`);
  assert.deepEqual(wrong, [], `seed ${seed}`);
  assert.equal(
    Object.values(counts).reduce((sum, one) => sum + one, 0),
    count,
  );
  assert.deepEqual(end?.problems, []);
  assert.equal(end?.recordings, counts.imported);
  assert.ok(counts.imported! > count / 10 && counts["failed: corrupt-audio"]! > count / 10, "both happen");
  assert.ok(end!.peakBytes < maxBytes, `${end!.peakBytes} bytes of memory`);
});

/** An internal error is a fault of the program, whatever the file; others that end all work are no fault of a file. */
function isAllowed({ status, code }: { status: string; code?: string }): boolean {
  if (status === "imported" || status === "duplicate") return code === undefined;
  const ofFile = ["unsupported-audio", "corrupt-audio", "invalid-input"];
  return status === "failed" && errorCodes.some((known) => known === code) && ofFile.includes(code!);
}
