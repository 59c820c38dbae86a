import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonReaders, textReaders } from "../../src/transcription/formats/readers.ts";
import { testTranscriptReader } from "../contracts/transcript-reader.ts";
import { transcriptFormats } from "../contracts/transcript-samples.ts";

test("every reader has a sample", () => {
  const sampled = new Set(transcriptFormats.map(({ format }) => format));
  for (const { format } of [...jsonReaders, ...textReaders]) assert.ok(sampled.has(format), format);
});

for (const sample of transcriptFormats) testTranscriptReader(sample);
