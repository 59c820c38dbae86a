/** The whole way in one test: sound files in, words found, sound out; in Russian and English, nothing faked. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openOggOpus } from "../src/audio/opus/ogg-opus-file.ts";
import { openArchive } from "../src/fonoteka.ts";
import { readSample, trueWords } from "./support/sample-truth.ts";
import { tempFolder } from "./support/temp-folder.ts";
import { writeWav } from "./support/write-wav.ts";

const english = "2026-02-19_18-42-05";
const russian = "2026-03-16_10-00-12";

test("two recordings become Opus, words and vectors; a word, a form, a phrase and a meaning find their place; the place plays", async (t) => {
  const folder = tempFolder(t);
  writeWav(join(folder, "REC_20260219_184205.wav"), await readSample(english, 28), 16_000);
  writeWav(join(folder, "Voice 260316_100012.wav"), await readSample(russian, 28), 16_000);
  const archive = await openArchive(join(folder, "archive"));
  t.after(() => archive.close());

  const imported = await Array.fromAsync(archive.import([folder]));
  assert.deepEqual(
    imported.map((outcome) => outcome.status === "imported" && outcome.recording.filename),
    [`${english}.opus`, `${russian}.opus`],
  );

  const progress: number[] = [];
  const transcribed = await Array.fromAsync(
    archive.transcribe({ onProgress: ({ stage, done }) => stage === "transcribe" && progress.push(done) }),
  );
  assert.deepEqual(
    transcribed.map((outcome) => outcome.status === "transcribed" && outcome.transcription.language).sort(),
    ["en", "ru"],
  );
  assert.ok(
    progress.length >= 4 && Math.max(...progress) === 28,
    `progress is told in seconds of sound: ${progress}`,
  );

  const byWord = await archive.search("kubernetes", { mode: "keyword" });
  const spoken = trueWords(english).filter(({ text }) => text.startsWith("Kubernetes"));
  assert.equal(byWord.hits[0]?.recording.filename, `${english}.opus`);
  const { playFromMs } = byWord.hits[0];
  assert.ok(
    spoken.some((word) => Math.abs(word.startMs - playFromMs) < 500),
    `plays from ${playFromMs} ms, spoken at ${spoken.map((word) => word.startMs)}`,
  );

  const byForm = await archive.search("управляющий узел", { mode: "keyword" });
  assert.equal(byForm.hits[0]?.recording.filename, `${russian}.opus`);
  assert.ok(byForm.hits[0].highlights.some(({ text }) => text.startsWith("управляющих")));

  const byPhrase = await archive.search('"виртуальных машин"');
  assert.ok(byPhrase.hits[0]?.foundBy.includes("phrase"));
  assert.deepEqual((await archive.search('"машин виртуальных"', { mode: "keyword" })).hits, []);

  const byMeaning = await archive.search("servers and virtual machines", { languages: ["ru"] });
  assert.equal(byMeaning.hits[0]?.recording.filename, `${russian}.opus`);
  assert.deepEqual(byMeaning.hits[0].foundBy, ["meaning"]);

  const { startMs, endMs } = byWord.hits[0];
  const clip = await archive.clip(byWord.hits[0].recording.id, {
    startMs,
    endMs,
    targetPath: join(folder, "clip.opus"),
  });
  const played = await openOggOpus(clip.path);
  await played.close();
  assert.equal(Math.round(played.durationSeconds * 1000), endMs - startMs);
});
