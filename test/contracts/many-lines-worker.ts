/** The thread of `readManyLines`. */

import assert from "node:assert/strict";
import { parentPort } from "node:worker_threads";
import { readTranscript } from "../../src/transcription/read-transcript.ts";
import { assertSound } from "./assert-sound.ts";
import type { ManyLines } from "./read-many-lines.ts";
import type { TranscriptFormat } from "./transcript-json-samples.ts";
import { transcriptFormats } from "./transcript-samples.ts";

parentPort!.on("message", ({ place, lineCounts }: { place: number; lineCounts: number[] }) => {
  try {
    const tooMany = new Array(Math.max(...lineCounts)).fill(0);
    assert.throws(() => [].push(...(tooMany as never[])), RangeError, "the stack is not small enough");
    parentPort!.postMessage(lineCounts.map((count) => readLines(transcriptFormats[place]!, count)));
  } catch (error) {
    parentPort!.postMessage(error);
  }
});

function readLines({ write, filename }: TranscriptFormat, lineCount: number): ManyLines {
  const lines = Array.from({ length: lineCount }, (_, i) => ({
    startMs: i * 200,
    endMs: i * 200 + 150,
    text: `слово${i % 10}`,
  }));
  const bytes = Buffer.from(write(lines));
  const before = process.threadCpuUsage();
  const { format, transcript } = readTranscript(bytes, { filename, durationSeconds: 60 });
  const { user, system } = process.threadCpuUsage(before);
  assertSound(transcript);
  const wordCount = transcript.segments.reduce((sum, { words }) => sum + words.length, 0);
  return { format, wordCount, cpuMsPerLine: (user + system) / 1000 / lineCount };
}
