import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSpeech } from "../../src/audio/read-speech.ts";
import type { Segment } from "../../src/domain.ts";
import { isArchiveError } from "../../src/errors.ts";
import { loadTranscriber } from "../../src/speech/load-transcriber.ts";
import type { SpeechTranscriber } from "../../src/speech/speech-transcriber.ts";
import type { RecognitionCheckpoint, TranscriberOptions } from "../../src/speech/transcriber.ts";
import { inChunks, music, noise } from "./sound.ts";

const root = join(import.meta.dirname, "../..");
const options = {
  modelFolder: join(root, "models/whisper-base"),
  vadModelPath: join(root, "models/silero-vad/silero_vad_16k.onnx"),
};
/** The first 28 s of a Russian conversation. */
const russian = join(root, "samples/2026-03-16_10-00-12.opus");
/** The first 24 s of an English one. */
const english = join(root, "samples/Call_20260318_143007.opus");

/** One question of 2.8 s from an interview. */
const question = join(root, "samples/2026-05-09_16-40-10.opus");

/** Sound by name, as if it were a file: silence, made-up sound, Russian followed by English. */
async function* readTestSound(
  path: string,
  { signal }: { signal?: AbortSignal | undefined },
): AsyncGenerator<Float32Array> {
  if (path === "silence") yield new Float32Array(60 * 16_000);
  else if (path === "noise and music") {
    yield* inChunks(noise(10));
    yield* inChunks(music(10));
  } else if (path === "two languages in half a minute") {
    yield* readSpeech(russian, { toSeconds: 12.7, signal });
    yield* readSpeech(english, { toSeconds: 13, signal });
  } else if (path === "the same question six times") {
    const { turns } = JSON.parse(readFileSync(question.replace(/\.opus$/u, ".words.json"), "utf8"));
    const { words } = turns[0] as { words: [number, number, string][] };
    const [fromMs, toMs] = [(words[0]?.[0] ?? 0) - 100, (words.at(-1)?.[1] ?? 0) + 100];
    for (let time = 0; time < 6; time++) {
      yield* readSpeech(question, { fromSeconds: fromMs / 1000, toSeconds: toMs / 1000, signal });
      yield new Float32Array(8000);
    }
  } else if (path === "russian then english") {
    yield* readSpeech(russian, { toSeconds: 28, signal });
    yield* readSpeech(english, { toSeconds: 24, signal });
  } else if (path === "short english") yield* readSpeech(english, { toSeconds: 5, signal });
  else yield* readSpeech(path, { toSeconds: 24, signal });
}

let transcriber: SpeechTranscriber;
before(async () => {
  transcriber = await loadTranscriber({ ...options, readSpeech: readTestSound });
});
after(() => transcriber.close());

async function transcribe(path: string, more: Partial<TranscriberOptions> = {}): Promise<Segment[]> {
  const segments: Segment[] = [];
  for await (const segment of transcriber.transcribe(path, { allowedLanguages: ["ru", "en"], ...more })) {
    segments.push(segment);
  }
  return segments;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll("ё", "е")
    .replaceAll(/[^\p{L}\p{N}]/gu, "");

/** Distance in ms of each heard word from the nearest equal word of words.json. */
function startErrors(segments: Segment[], audio: string): number[] {
  const { turns } = JSON.parse(readFileSync(audio.replace(/\.opus$/u, ".words.json"), "utf8"));
  const truth: [number, number, string][] = turns.flatMap((turn: { words: unknown }) => turn.words);
  return segments.flatMap(({ words }) =>
    words.flatMap(({ text, startMs }) => {
      const distances = truth
        .filter(([, , word]) => plain(word) === plain(text))
        .map(([start]) => Math.abs(start - startMs));
      return distances.length > 0 ? [Math.min(...distances)] : [];
    }),
  );
}

test("Russian and English in one recording: words, times, languages, progress", async () => {
  const progress: number[] = [];
  const checkpoints: RecognitionCheckpoint[] = [];
  const segments = await transcribe("russian then english", {
    onProgress: (seconds) => progress.push(seconds),
    onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
  });
  const textOf = (language: string) =>
    segments
      .filter((segment) => segment.language === language)
      .flatMap(({ words }) => words.map(({ text }) => plain(text)));

  const heardRussian = textOf("ru");
  for (const word of [
    "доброе",
    "утро",
    "сегодня",
    "понедельник",
    "начинаем",
    "неделе",
    "решились",
    "переезд",
    "контейнеров",
  ]) {
    assert.ok(heardRussian.includes(word), `${word} is missing in: ${heardRussian.join(" ")}`);
  }
  const heardEnglish = textOf("en");
  for (const word of [
    "afternoon",
    "claire",
    "speaking",
    "invoice",
    "charged",
    "twice",
    "payments",
    "pounds",
  ]) {
    assert.ok(heardEnglish.includes(word), `${word} is missing in: ${heardEnglish.join(" ")}`);
  }

  const words = segments.flatMap((segment) => segment.words);
  let end = 0;
  for (const word of words) {
    assert.ok(word.startMs >= end && word.endMs > word.startMs && word.endMs <= 52_000, JSON.stringify(word));
    assert.ok(word.confidence !== null && word.confidence > 0 && word.confidence <= 1);
    assert.match(word.text, /^\S+$/u);
    assert.equal(word.timing, "measured");
    end = word.endMs;
  }
  for (const { startMs, endMs, words } of segments) {
    assert.deepEqual([startMs, endMs], [words[0]!.startMs, words.at(-1)!.endMs]);
  }

  const errors = startErrors(
    segments.filter(({ startMs }) => startMs < 28_000),
    russian,
  ).sort((a, b) => a - b);
  assert.ok(errors.length > 30);
  assert.ok(
    errors[Math.floor(errors.length / 2)]! < 100,
    `median start error ${errors[Math.floor(errors.length / 2)]} ms`,
  );
  assert.ok(
    errors[Math.floor(errors.length * 0.9)]! < 300,
    `90 % start error ${errors[Math.floor(errors.length * 0.9)]} ms`,
  );

  assert.deepEqual(
    progress,
    [...progress].sort((a, b) => a - b),
  );
  assert.ok(Math.abs(progress.at(-1)! - 52) < 0.1, `ended at ${progress.at(-1)}`);

  // The sound of this test cannot be read from the middle: it is read from its beginning, and the words are the same.
  const last = JSON.parse(JSON.stringify(checkpoints.at(-1))) as RecognitionCheckpoint;
  const rest = await transcribe("russian then english", { resume: last });
  assert.ok(rest.length > 0 && rest.length < segments.length);
  assert.deepEqual(rest, segments.slice(-rest.length));
  // Another sound is not gone on with.
  for (const path of ["noise and music", "silence"])
    await assert.rejects(transcribe(path, { resume: last }), { reason: "checkpoint-unusable" });
});

test("a change of language inside one window loses no words of either", async () => {
  const segments = await transcribe("two languages in half a minute");
  const heard = segments.flatMap(({ words, language }) =>
    words.map(({ text }) => `${language} ${plain(text)}`),
  );
  for (const word of [
    "ru доброе",
    "ru начинаем",
    "ru решились",
    "ru переезд",
    "en furniture",
    "en claire",
    "en speaking",
    "en invoice",
  ]) {
    assert.ok(heard.includes(word), `${word} is missing in: ${heard.join(" ")}`);
  }
});

test("repeated speech is transcribed as often as it is spoken", async () => {
  const segments = await transcribe("the same question six times", { language: "ru" });
  const words = segments.flatMap(({ words }) => words.map(({ text }) => plain(text)));
  assert.equal(words.filter((word) => word === "познакомились").length, 6, words.join(" "));
});

test("nothing is written for silence, noise and music, and progress still reaches the end", async () => {
  for (const [path, seconds] of [
    ["silence", 60],
    ["noise and music", 20],
  ] as const) {
    let done = 0;
    const onProgress = (now: number) => {
      done = now;
    };
    assert.deepEqual(await transcribe(path, { onProgress }), []);
    assert.equal(done, seconds);
  }
});

test("an abort in the middle of a window takes effect long before its end", async () => {
  const wholeAt = performance.now();
  await transcribe(english);
  const wholeMs = performance.now() - wholeAt;
  const controller = new AbortController();
  let abortedAt = 0;
  setTimeout(() => {
    abortedAt = performance.now();
    controller.abort();
  }, wholeMs / 4);
  await assert.rejects(transcribe(english, { signal: controller.signal }), (error) =>
    isArchiveError(error, "cancelled"),
  );
  const abortMs = performance.now() - abortedAt;
  assert.ok(abortedAt > 0 && abortMs < wholeMs / 2, `took ${abortMs} ms, the whole ${wholeMs} ms`);
});

test("a signal aborted before stops at once, and the transcriber goes on working", async () => {
  await assert.rejects(transcribe(english, { signal: AbortSignal.abort() }), (error) =>
    isArchiveError(error, "cancelled"),
  );
  assert.deepEqual(await transcribe("silence"), []);
});

test("a language the model does not know is refused", async () => {
  await assert.rejects(
    transcribe("silence", { language: "tlh" }),
    (error) => isArchiveError(error, "invalid-input") && /\bru\b/u.test(error.hint),
  );
  await assert.rejects(transcribe("silence", { allowedLanguages: ["ru", "xx"] }), (error) =>
    isArchiveError(error, "invalid-input"),
  );
});

test("a given language is used as it is", async () => {
  const [segment] = await transcribe("short english", { language: "en", allowedLanguages: ["ru"] });
  assert.equal(segment?.language, "en");
});

test("the error for a missing model names the file", async () => {
  await assert.rejects(
    loadTranscriber({
      ...options,
      modelFolder: join(root, "models/none"),
      readSpeech: readTestSound,
    }),
    (error) => isArchiveError(error, "model-missing") && error.message.includes("config.json"),
  );
});
