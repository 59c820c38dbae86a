/** Transcripts that lie beside a sound: all of them are taken, once, or it is said why not. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type ImportOutcome, importPaths } from "../../src/stages/import-paths.ts";
import { updateImportNotes } from "../../src/storage/import-notes.ts";
import { getRecording } from "../../src/storage/recordings.ts";
import { insertTranscription, listTranscriptions } from "../../src/storage/transcriptions.ts";
import { inventTranscript, openTempArchive, tempFolder } from "../support/temp-archive.ts";
import { writeWav } from "../support/write-wav.ts";

const srt = (text: string, from = "00:00:01,000") => `1\n${from} --> 00:00:03,000\n${text}\n`;
const vtt = (text: string) => `WEBVTT\n\n00:01.000 --> 00:03.000\n${text}\n`;
const russian = "Сегодня мы говорим о хранении мёда и о пчёлах";
const english = "Today we talk about how honey is stored and about the bees";

/** Four seconds of a tone. */
function writeTone(path: string, hertz = 300): void {
  const samples = Float32Array.from({ length: 32_000 }, (_, index) => Math.sin((index * hertz) / 8000) / 4);
  writeWav(path, samples, 8000);
}

function openCase(t: TestContext, files: Record<string, string> = {}) {
  const deps = openTempArchive(t);
  const folder = tempFolder(t);
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) put(name, text);
  const run = (...names: string[]): Promise<ImportOutcome[]> =>
    Array.fromAsync(importPaths(deps, names.length > 0 ? names.map((name) => join(folder, name)) : [folder]));
  const stored = (id = 1) =>
    listTranscriptions(deps.db, id)
      .map(({ model, language, isCurrent }) => `${model} ${language}${isCurrent ? " current" : ""}`)
      .reverse();
  return { ...deps, folder, put, run, stored };
}

const codes = (outcome: ImportOutcome | undefined) =>
  outcome && "warnings" in outcome ? outcome.warnings.map(({ code }) => code) : [];
const attached = (outcome: ImportOutcome | undefined) =>
  outcome && "transcripts" in outcome
    ? (outcome.transcripts ?? []).map(({ path }) => path.split("/").at(-1))
    : [];

test("transcripts of several languages become transcriptions of their own, and nothing is counted as skipped", async (t) => {
  const { folder, run, stored } = openCase(t, { "talk.en.vtt": vtt(english), "talk.ru.SRT": srt(russian) });
  writeTone(join(folder, "talk.WAV"));
  const outcomes = await run();
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["imported"],
  );
  assert.deepEqual(attached(outcomes[0]), ["talk.en.vtt", "talk.ru.SRT"]);
  assert.deepEqual(stored(), ["vtt en current", "srt ru"]);
});

test("of a file named in Russian the Russian transcript is current", async (t) => {
  const { folder, run, stored } = openCase(t, {
    "Беседа.en.vtt": vtt(english),
    "Беседа.ru.vtt": vtt(russian),
  });
  writeTone(join(folder, "Беседа.wav"));
  await run();
  assert.deepEqual(stored(), ["vtt ru current", "vtt en"]);
});

test("a transcript that comes later is attached once, when the folder or the file is imported again", async (t) => {
  const { folder, put, run, stored, db } = openCase(t);
  writeTone(join(folder, "x.wav"));
  await run();
  put("x.srt", srt(russian));
  const [later] = await run();
  assert.equal(later?.status, "duplicate");
  assert.deepEqual(attached(later), ["x.srt"]);
  const [again] = await run("x.wav");
  assert.deepEqual([again?.status, attached(again), codes(again)], ["duplicate", [], []]);
  assert.deepEqual(stored(), ["srt ru current"]);
  // A corrected one takes its place.
  put("x.srt", srt(`${russian}, снова`));
  assert.deepEqual(attached((await run())[0]), ["x.srt"]);
  assert.deepEqual(stored(), ["srt ru", "srt ru current"]);
  // One in another language does not.
  put("x.en.vtt", vtt(english));
  await run();
  assert.deepEqual(stored(), ["srt ru", "srt ru current", "vtt en"]);
  assert.deepEqual(getRecording(db, 1).importNotes, []);
});

test("a recogniser's transcript stays current beside a translation and gives way to one in its language", async (t) => {
  const { folder, put, run, stored, db } = openCase(t);
  writeTone(join(folder, "x.wav"));
  await run();
  const transcript = inventTranscript([russian]);
  insertTranscription(db, {
    recordingId: 1,
    transcript,
    engine: "whisper",
    model: "base",
    createdAt: "2026-01-01T00:00:00Z",
  });
  put("x.en.vtt", vtt(english));
  await run();
  assert.deepEqual(stored(), ["base ru current", "vtt en"]);
  put("x.ru.vtt", vtt(russian));
  await run();
  assert.deepEqual(stored(), ["base ru", "vtt en", "vtt ru current"]);
});

test("of several forms of one transcript the best that can be read is taken; the others are named and kept as notes", async (t) => {
  const { folder, run, stored, db, put } = openCase(t, {
    "talk.json": JSON.stringify({ title: "metadata of a downloader", tags: [] }),
    "talk.vtt": vtt(russian),
    "talk.srt": srt(russian),
  });
  writeTone(join(folder, "talk.wav"));
  const [outcome, ...others] = await run();
  assert.deepEqual(others, []);
  assert.deepEqual(stored(), ["vtt ru current"]);
  assert.deepEqual(codes(outcome), ["transcript-rejected", "transcript-other-form"]);
  const { importNotes } = getRecording(db, 1);
  assert.deepEqual(
    importNotes.map(({ values }) => values.path),
    ["talk.json", "talk.vtt"],
  );
  assert.equal(importNotes[1]!.values.files, "talk.srt");
  // The same notes are not kept twice, and one whose file is mended goes.
  await run();
  assert.equal(getRecording(db, 1).importNotes.length, 2);
  put("talk.json", JSON.stringify({ text: russian, segments: [{ start: 1, end: 3, text: russian }] }));
  await run();
  assert.deepEqual(
    getRecording(db, 1).importNotes.map(({ code }) => code),
    ["transcript-other-form"],
  );
});

test("two sounds that share a transcript both get it", async (t) => {
  const { folder, run, stored } = openCase(t, { "talk.srt": srt(russian) });
  writeTone(join(folder, "talk.mp3.wav"));
  writeTone(join(folder, "talk.wav"), 500);
  writeTone(join(folder, "talk.flac"), 700);
  const outcomes = await run();
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.status, attached(outcome)]),
    [
      ["imported", ["talk.srt"]],
      ["imported", []],
      ["imported", ["talk.srt"]],
    ],
  );
  assert.deepEqual([stored(1), stored(2), stored(3)], [["srt ru current"], [], ["srt ru current"]]);
});

test("a text of the sound's name is a transcript if it has times, a subtitle file without its sound is named", async (t) => {
  const { folder, run, stored } = openCase(t, {
    "a.txt": "Notes about the talk: buy honey.\n",
    "b.txt": "[00:00:01.000 --> 00:00:03.000] Today we talk about honey\n",
    "c.transcript.txt": "Text without times.\n",
    "lost.srt": srt(english),
    "lost (1).srt": srt(english),
    "chat.txt": "14:30:05 From Ivan: hello\n",
  });
  for (const [index, name] of ["a.wav", "b.wav", "c.wav"].entries())
    writeTone(join(folder, name), 300 + index * 100);
  const outcomes = await run();
  const byName = Object.fromEntries(outcomes.map((outcome) => [outcome.path.split("/").at(-1), outcome]));
  assert.equal(byName["a.txt"]?.status, "skipped");
  assert.equal(byName["chat.txt"]?.status, "skipped");
  assert.ok(byName["lost.srt"]?.status === "skipped");
  assert.equal(byName["lost.srt"].note.code, "transcript-without-audio");
  const two = byName["lost (1).srt"];
  assert.match((two?.status === "skipped" && two.note.hint) || "", /--from ['"][^'"]*lost \(1\)\.srt['"]$/);
  assert.deepEqual([stored(1), stored(2).length, stored(3)], [[], 1, []]);
  assert.deepEqual(codes(byName["c.wav"]), ["transcript-rejected"]);
  assert.match(byName["c.wav"]!.status === "imported" ? byName["c.wav"]!.warnings[0]!.text : "", /no times/);
});

test("files given one by one are paired in any order", async (t) => {
  const { folder, run } = openCase(t, { "talk.lrc": "[00:00.50]Honey and bees\n[00:01.50]and old maps\n" });
  writeTone(join(folder, "talk.wav"));
  const outcomes = await run("talk.lrc", "talk.wav");
  assert.deepEqual(codes(outcomes[0]), []);
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.status, attached(outcome)]),
    [["imported", ["talk.lrc"]]],
  );
  const [alone] = await run("talk.lrc");
  assert.equal(alone?.status, "failed");
});

test("decomposed names are paired with composed ones", async (t) => {
  const { folder, run } = openCase(t, { ["Лекция й.srt".normalize("NFD")]: srt(russian) });
  writeTone(join(folder, "Лекция й.wav".normalize("NFC")));
  assert.equal(attached((await run())[0]).length, 1);
});

test("a transcript does not bring back the words of a forgotten stretch", async (t) => {
  const { folder, put, run, stored, db } = openCase(t);
  writeTone(join(folder, "x.wav"));
  await run();
  updateImportNotes(db, 1, () => [
    { code: "stretch-forgotten", values: {}, text: "1 s to 2 s were forgotten" },
  ]);
  put("x.srt", srt(russian));
  const [outcome] = await run();
  assert.deepEqual([attached(outcome), stored()], [[], []]);
  assert.deepEqual(codes(outcome), ["transcript-rejected"]);
  assert.match(outcome?.status === "duplicate" ? outcome.warnings[0]!.text : "", /stretch of this recording/);
});
