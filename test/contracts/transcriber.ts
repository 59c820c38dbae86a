import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { writeOpus } from "../../src/audio/opus/write-opus.ts";
import type { Segment } from "../../src/domain.ts";
import { isArchiveError } from "../../src/errors.ts";
import type { Transcriber, TranscriberOptions } from "../../src/speech/transcriber.ts";
import { sourceOf } from "../audio/opus/opus-fixtures.ts";
import { samplesFolder } from "../support/run-fonoteka.ts";
import { readSample } from "../support/sample-truth.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** The first part of a Russian memo with one speaker: more than a window of 30 s, which is what a test of work in parts needs. */
const memoSeconds = 41.2;
/** Words that any recogniser must find in it. */
const memoWords = ["подкаст", "молока"];

/** Stores speech of 16 kHz as the archive stores sound. */
async function writeSpeech(path: string, speech: Float32Array): Promise<void> {
  await writeOpus(
    sourceOf([Float32Array.from({ length: speech.length * 3 }, (_, at) => speech[Math.floor(at / 3)]!)]),
    path,
  );
}

/** What every transcriber keeps; run for each implementation with a `create` that opens a new one each time. */
export function transcriberContract(name: string, create: () => Promise<Transcriber>): void {
  describe(`${name} as a transcriber`, () => {
    let transcriber: Transcriber;
    let folder: string;
    let memo: string;
    before(async () => {
      transcriber = await create();
      folder = mkdtempSync(join(tmpdir(), "fonoteka-transcriber-"));
      memo = join(folder, "memo.opus");
      await writeSpeech(memo, await readSample("Voice 260411_083517", memoSeconds));
    });
    after(async () => {
      await transcriber.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function transcribe(path: string, options: Partial<TranscriberOptions> = {}): Promise<Segment[]> {
      return Array.fromAsync(transcriber.transcribe(path, { allowedLanguages: ["ru", "en"], ...options }));
    }

    async function silence(t: Parameters<typeof tempFolder>[0]): Promise<string> {
      const path = join(tempFolder(t), "silence.opus");
      await writeOpus(sourceOf([new Float32Array(3 * 48_000)]), path);
      return path;
    }

    const fails = (code: Parameters<typeof isArchiveError>[1]) => (error: unknown) =>
      isArchiveError(error, code) && error.hint.length > 5;

    test("names what is kept with a transcription", () => {
      assert.match(transcriber.engine, /^[a-z]+$/);
      assert.match(transcriber.model, /^[a-z0-9.-]+$/);
    });

    test("gives segments of timed words in order, while the work goes on, and tells how far it is", async () => {
      const progress: number[] = [];
      const doneAtFirst: number[] = [];
      const segments: Segment[] = [];
      const options = { allowedLanguages: ["ru", "en"], onProgress: (done: number) => progress.push(done) };
      for await (const segment of transcriber.transcribe(memo, options)) {
        doneAtFirst.push(progress.at(-1) ?? 0);
        segments.push(segment);
      }
      assert.ok(doneAtFirst[0]! < memoSeconds - 10, `the first segment came at ${doneAtFirst[0]} s`);
      assert.deepEqual(
        progress,
        progress.toSorted((a, b) => a - b),
      );
      assert.ok(Math.abs(progress.at(-1)! - memoSeconds) < 0.1, `ended at ${progress.at(-1)}`);

      let endMs = 0;
      for (const { startMs, endMs: segmentEndMs, speaker, language, words } of segments) {
        assert.ok(words.length > 0);
        assert.deepEqual([startMs, segmentEndMs], [words[0]!.startMs, words.at(-1)!.endMs]);
        assert.deepEqual([speaker, language], [null, "ru"]);
        for (const word of words) {
          assert.match(word.text, /^\S+$/u);
          assert.equal(word.timing, "measured");
          assert.ok(Number.isInteger(word.startMs) && Number.isInteger(word.endMs), JSON.stringify(word));
          assert.ok(word.startMs >= endMs && word.endMs > word.startMs, JSON.stringify(word));
          assert.ok(word.endMs <= memoSeconds * 1000, JSON.stringify(word));
          assert.ok(word.confidence !== null && word.confidence > 0 && word.confidence <= 1);
          endMs = word.endMs;
        }
      }
      const text = segments.flatMap(({ words }) => words.map((word) => word.text.toLowerCase())).join(" ");
      for (const word of memoWords) assert.ok(text.includes(word), `${word} is missing in: ${text}`);
    });

    test("writes nothing for silence, and its progress still reaches the end", async (t) => {
      let done = 0;
      const onProgress = (now: number) => {
        done = now;
      };
      assert.deepEqual(await transcribe(await silence(t), { onProgress }), []);
      assert.ok(Math.abs(done - 3) < 0.1, `ended at ${done}`);
    });

    test("takes a given language as it is, whether or not detection may choose it", async (t) => {
      const call = join(tempFolder(t), "call.opus");
      await writeSpeech(call, await readSample("Call_20260318_143007", 5));
      const first = transcriber
        .transcribe(call, { language: "en", allowedLanguages: ["ru"] })
        [Symbol.asyncIterator]();
      const { value } = await first.next();
      await first.return?.();
      assert.equal((value as Segment).language, "en");
    });

    test("refuses a language that it does not know, and names those it knows", async (t) => {
      const path = await silence(t);
      for (const options of [{ language: "tlh" }, { allowedLanguages: ["ru", "xx"] }]) {
        await assert.rejects(
          transcribe(path, options),
          (error) => isArchiveError(error, "invalid-input") && /\bru\b/u.test(error.hint),
        );
      }
    });

    test("a signal aborted before stops at once; one in the middle stops it; and it goes on working", async (t) => {
      await assert.rejects(transcribe(memo, { signal: AbortSignal.abort() }), fails("cancelled"));
      const stop = new AbortController();
      const onProgress = () => stop.abort();
      await assert.rejects(transcribe(memo, { signal: stop.signal, onProgress }), fails("cancelled"));
      assert.deepEqual(await transcribe(await silence(t)), []);
    });

    test("who stops reading stops the work, and it goes on working", async (t) => {
      let isStopped = false;
      let progressAfter = 0;
      const onProgress = () => {
        if (isStopped) progressAfter++;
      };
      for await (const segment of transcriber.transcribe(memo, {
        allowedLanguages: ["ru"],
        onProgress,
      })) {
        assert.ok(segment.words.length > 0);
        isStopped = true;
        break;
      }
      assert.deepEqual(await transcribe(await silence(t)), []);
      assert.ok(progressAfter <= 1, `${progressAfter} reports after the end`);
    });

    test("a file that is no sound, or not there, fails with its own error", async () => {
      await assert.rejects(
        transcribe(import.meta.filename),
        (error) => fails("unsupported-audio")(error) || fails("corrupt-audio")(error),
      );
      await assert.rejects(transcribe(join(samplesFolder, "none.opus")), fails("not-found"));
    });

    test("may be closed twice", async () => {
      const other = await create();
      await other.close();
      await other.close();
    });
  });
}
