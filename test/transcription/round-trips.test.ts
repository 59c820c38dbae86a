import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Recording, Segment, Transcript, Transcription, Word } from "../../src/domain.ts";
import { cutCues, defaultCueLimits } from "../../src/transcription/cut-cues.ts";
import { readFonotekaExport } from "../../src/transcription/formats/fonoteka.ts";
import {
  type ExportFormat,
  type WriteTranscriptOptions,
  writeTranscript,
} from "../../src/transcription/write-transcript.ts";
import { inventRecording } from "../support/temp-archive.ts";
import { transcripts } from "./generate-transcript.ts";
import { readText } from "./read-text.ts";

const recording: Recording = {
  id: 7,
  ...inventRecording(),
  title: "Пчёлы *и* [мёд]",
  tags: ["a", "б"],
  durationSeconds: 4000.25,
};

function transcriptionOf({ segments }: Transcript): Transcription {
  return {
    id: 3,
    recordingId: 7,
    text: "",
    language: "ru",
    confidence: null,
    engine: "whisper",
    model: "whisper-base",
    createdAt: "2026-03-01T10:00:00Z",
    isCurrent: true,
    wordCount: wordsOf(segments).length,
    notes: [],
  };
}

function wordsOf(segments: Segment[]): Word[] {
  return segments.flatMap((segment) => segment.words);
}

function write(format: ExportFormat, transcript: Transcript, options?: WriteTranscriptOptions): string {
  return writeTranscript(format, {
    recording,
    transcription: transcriptionOf(transcript),
    segments: transcript.segments,
    options,
  });
}

const texts = (segments: Segment[]) => wordsOf(segments).map((word) => word.text);

test("JSON is read without loss", () => {
  fc.assert(
    fc.property(transcripts(), (transcript) => {
      const json = write("json", transcript);
      assert.deepEqual(readFonotekaExport(JSON.parse(json)), {
        recording,
        transcription: transcriptionOf(transcript),
        segments: transcript.segments,
      });
      const read = readText(json);
      assert.equal(read.format, "fonoteka-json");
      assert.deepEqual(read.transcript.segments, transcript.segments);
    }),
  );
});

test("SRT keeps every word in order, and every word within the times of its cue", () => {
  fc.assert(
    fc.property(transcripts({ speakers: false }), (transcript) => {
      const read = readText(write("srt", transcript));
      assert.equal(read.format, "srt");
      assert.deepEqual(texts(read.transcript.segments), texts(transcript.segments));
      const cues = cutCues(transcript.segments);
      assert.deepEqual(
        read.spans.map(([startMs]) => startMs),
        cues.map((cue) => cue.startMs),
      );
    }),
  );
});

test("VTT keeps every word and every speaker", () => {
  fc.assert(
    fc.property(transcripts(), (transcript) => {
      const read = readText(write("vtt", transcript));
      assert.equal(read.format, "vtt");
      assert.deepEqual(texts(read.transcript.segments), texts(transcript.segments));
      const speakersOf = (segments: Segment[]) =>
        segments.flatMap((segment) => segment.words.map(() => segment.speaker));
      assert.deepEqual(speakersOf(read.transcript.segments), speakersOf(transcript.segments));
    }),
  );
});

test("VTT with word times keeps the start and end of every word with a distinct time and a duration", () => {
  fc.assert(
    fc.property(transcripts(), (transcript) => {
      const read = wordsOf(readText(write("vtt", transcript, { wordTimes: true })).transcript.segments);
      const words = wordsOf(transcript.segments);
      assert.deepEqual(
        read.map((word) => word.text),
        words.map((word) => word.text),
      );
      const cueLengths = cutCues(transcript.segments).flatMap((cue) => {
        const count = cue.lines.flat().length;
        return new Array<number>(count).fill(count);
      });
      words.forEach((word, i) => {
        // A word without length shares its instant with its neighbour: the format cannot tell them apart.
        const alone = [words[i - 1], word, words[i + 1]].every(
          (other) => other === undefined || other.endMs > other.startMs,
        );
        if (!alone) return;
        assert.equal(read[i]!.startMs, word.startMs, `start of ${word.text}`);
        // The one word of a cue has the cue's times, which may be longer than the word.
        if (cueLengths[i]! > 1) assert.equal(read[i]!.timing, "measured");
        const stretched = word.endMs - word.startMs < defaultCueLimits.minMs && read[i]!.endMs > word.endMs;
        assert.ok(
          read[i]!.endMs === word.endMs || stretched,
          `end of ${word.text}: ${read[i]!.endMs}, was ${word.endMs}`,
        );
      });
    }),
  );
});

test("cues have at most two lines of 42 characters and 7 seconds, unless one word is longer", () => {
  fc.assert(
    fc.property(transcripts(), (transcript) => {
      const cues = cutCues(transcript.segments);
      assert.deepEqual(
        cues.flatMap((cue) => cue.lines.flat()),
        wordsOf(transcript.segments),
      );
      cues.forEach((cue, i) => {
        const words = cue.lines.flat();
        assert.ok(cue.endMs <= (cues[i + 1]?.startMs ?? Number.POSITIVE_INFINITY));
        if (words.length === 1) return;
        assert.ok(cue.lines.length <= 2);
        for (const line of cue.lines) assert.ok(line.map((word) => word.text).join(" ").length <= 42);
        assert.ok(cue.endMs - cue.startMs <= 7000);
      });
    }),
  );
});

test("TXT and Markdown hold every word in order", () => {
  fc.assert(
    fc.property(transcripts({ speakers: false }), (transcript) => {
      assert.deepEqual(
        write("txt", transcript)
          .split(/\s+/)
          .filter((word) => word !== ""),
        texts(transcript.segments),
      );
      const spoken = write("md", transcript)
        .split("\n")
        .filter((line) => /^\[[\d:]+\]\(/.test(line))
        .flatMap((line) => line.split(" ").slice(1))
        .map((word) => word.replace(/\\([\\`*_{}[\]<>#|~&$])/g, "$1"));
      assert.deepEqual(spoken, texts(transcript.segments));
    }),
  );
});
