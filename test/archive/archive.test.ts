import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { isArchiveError } from "../../src/errors.ts";
import { type Archive, openArchive } from "../../src/fonoteka.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { cachedModelFolder } from "../../src/models/model-files.ts";
import { getEmbeddingModel } from "../../src/models/registry.ts";
import { archiveFiles } from "../../src/storage/archive-files.ts";
import { repositoryFolder, runFonoteka, samplesFolder, startFonoteka } from "../support/run-fonoteka.ts";
import { readSample } from "../support/sample-truth.ts";
import { openSqliteIndex } from "../support/sqlite-index.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { copyTranscribed } from "../support/transcribed-archive.ts";
import { writeWav } from "../support/write-wav.ts";

const talk = join(samplesFolder, "2026-02-19_18-42-05.opus");
const stroll = join(samplesFolder, "2026-01-22_11-15-30.opus");

async function openTemp(t: TestContext, folder = join(tempFolder(t), "archive")): Promise<Archive> {
  const archive = await openArchive(folder);
  t.after(() => archive.close());
  return archive;
}

async function importWithText(archive: Archive, path: string, lines: string[]): Promise<number> {
  const [outcome] = await Array.fromAsync(archive.import([path]));
  assert.ok(outcome?.status === "imported");
  const srt = join(archive.folder, "text.srt");
  const cue = (line: string, index: number) =>
    `${index + 1}\n00:00:${String(index * 5).padStart(2, "0")},000 --> 00:00:${String(index * 5 + 4).padStart(2, "0")},000\n${line}\n`;
  writeFileSync(srt, lines.map(cue).join("\n"));
  await archive.attachTranscript(outcome.recording.id, srt);
  rmSync(srt);
  return outcome.recording.id;
}

test("after a change of the embedding model search says that vectors are out of date, goes by words, and transcribe makes them anew", async (t) => {
  const archive = await openTemp(t, await copyTranscribed(t));
  // Another model's vectors, as if the archive had been embedded with it.
  const db = openArchiveDatabase(archiveFiles(archive.folder).database);
  setActiveEmbedding(db, { fingerprint: "another model@1", dimensions: 3 });
  openSqliteIndex(db).putVectors(new Map([[1, Float32Array.of(1, 0, 0)]]));
  db.close();

  const stale = await archive.search("kubernetes");
  assert.deepEqual(stale.hits[0]?.foundBy, ["word", "title"]);
  assert.match(stale.notes.map(({ text }) => text).join(" "), /no vector of the current model.*words only/);
  const { index, waiting } = await archive.status();
  assert.deepEqual([index.vectors, index.vectorsOutOfDate], [0, 1]);
  assert.deepEqual(waiting, { transcribe: 0, index: 0, embed: 1, sidecars: 0 });

  assert.deepEqual(await Array.fromAsync(archive.transcribe()), []);
  const fresh = await archive.search("kubernetes");
  assert.deepEqual(fresh.notes, []);
  assert.deepEqual(fresh.hits[0]?.foundBy, ["word", "title", "meaning"]);
});

test("without the chosen embedding model hybrid search goes by words and says so, semantic search names the command", async (t) => {
  const archive = await openTemp(t, await copyTranscribed(t));
  const other = await openArchive(archive.folder, {
    settings: { embeddingModel: "BGESmallENV15", modelCache: join(archive.folder, "none") },
  });
  t.after(() => other.close());
  const answer = await other.search("kubernetes");
  assert.equal(answer.hits.length, 1);
  assert.match(answer.notes.map(({ text }) => text).join(" "), /words only/);
  await assert.rejects(
    other.search("kubernetes", { mode: "semantic" }),
    (error: Error & { hint?: string }) =>
      isArchiveError(error, "model-missing") && /models pull BGESmallENV15/.test(error.hint),
  );
});

test("after a change of model the old vectors answer, asked by their own model, until the new ones are made", async (t) => {
  const archive = await openTemp(t);
  await importWithText(archive, talk, ["We moved to Kubernetes."]);
  // The new model is here, as far as its files tell: nothing loads it.
  const modelCache = tempFolder(t);
  const model = getEmbeddingModel("BGESmallENV15");
  for (const { path, byteLength } of model.files) {
    const file = join(cachedModelFolder(model, modelCache), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "");
    truncateSync(file, byteLength);
  }
  const other = await openArchive(archive.folder, { settings: { embeddingModel: model.name, modelCache } });
  t.after(() => other.close());
  const ask = async (asked: Archive) => (await asked.search("we use Kubernetes", { mode: "semantic" })).hits;
  const [own, others] = [await ask(archive), await ask(other)];
  assert.equal(own.length, 1);
  assert.deepEqual(
    others.map(({ score }) => score),
    own.map(({ score }) => score),
  );
});

test("an import killed in the middle leaves the archive whole, and what it left is swept later", async (t) => {
  const folder = tempFolder(t);
  writeWav(join(folder, "long.wav"), new Float32Array(16_000 * 900), 16_000);
  const archiveFolder = join(folder, "archive");
  const { child, finished } = startFonoteka(["--archive", archiveFolder, "import", join(folder, "long.wav")]);
  const recordings = join(archiveFolder, "recordings");
  const parts = () => {
    try {
      // The marker of the folder has a part file, too, for a moment.
      return readdirSync(recordings).filter((name) => name.includes(".opus"));
    } catch {
      return [];
    }
  };
  while (parts().length === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  await finished;
  assert.ok(
    parts().length > 0 && parts().every((name) => name.endsWith(".part") || name.includes(".part")),
    `${parts()}`,
  );
  const longAgo = new Date(Date.now() - 3 * 24 * 3600_000);
  for (const name of parts()) utimesSync(join(recordings, name), longAgo, longAgo);
  const archive = await openTemp(t, archiveFolder);
  assert.deepEqual(archive.list(), []);
  // A minute of it is enough to see that nothing stands in the way.
  writeWav(join(folder, "long.wav"), new Float32Array(16_000 * 60), 16_000);
  const again = await Array.fromAsync(archive.import([join(folder, "long.wav")]));
  assert.equal(again[0]?.status, "imported");
  assert.equal(archive.list()[0]?.durationSeconds, 60);
});

test("a damaged recording fails by itself, is told by status, and the others are transcribed", async (t) => {
  const folder = tempFolder(t);
  writeWav(join(folder, "2024-01-01_10-00-00.wav"), await readSample("2026-02-19_18-42-05", 6), 16_000);
  const archive = await openTemp(t, join(folder, "archive"));
  await Array.fromAsync(archive.import([stroll, folder]));
  const damaged = archive.list().find(({ durationSeconds }) => durationSeconds > 60)!;
  truncateSync(archive.soundPath(damaged.id), 20);
  const outcomes = await Array.fromAsync(archive.transcribe());
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["failed", "transcribed"]);
  const { failures, problems } = await archive.status();
  assert.equal(failures[0]?.subject, damaged.filename);
  assert.match(problems[0]?.text ?? "", /has 20 bytes/);
  assert.equal(archive.list().find(({ id }) => id === damaged.id)?.state, "failed");
});

test("a stored file that is damaged or gone is said to be so, whatever reads it, and no other file is blamed", async (t) => {
  const archive = await openTemp(t);
  await Array.fromAsync(archive.import([talk]));
  const [{ id, filename }] = archive.list() as [ReturnType<typeof archive.list>[number]];
  const path = archive.soundPath(id);
  const whole = readFileSync(path);
  const out = tempFolder(t);
  const attempts = [
    async () => {
      const [outcome] = await Array.fromAsync(archive.transcribe({ recordings: [id] }));
      throw outcome?.status === "failed" ? outcome.error : outcome;
    },
    () => archive.clip(id, { startMs: 0, endMs: 500, targetPath: join(out, "clip.opus") }),
    () => archive.waveform(id),
  ];
  for (const [content, reason] of [
    [Buffer.from("no sound at all"), "recording-file-damaged"],
    [whole.subarray(0, 20), "recording-file-damaged"],
    [Buffer.alloc(0), "recording-file-damaged"],
    [undefined, "recording-file-missing"],
  ] as const) {
    rmSync(path, { force: true });
    if (content) writeFileSync(path, content);
    for (const attempt of attempts)
      await assert.rejects(attempt, {
        reason,
        values: { filename },
        hint: /^import the original file again: /,
      });
  }
  const second = archive.describe(await importWithText(archive, stroll, ["Honey and bees."])).recording;
  rmSync(archive.soundPath(second.id));
  const exporting = {
    recordings: [second.id],
    format: "srt",
    folder: join(out, "out"),
    audio: true,
  } as const;
  await assert.rejects(archive.exportFiles(exporting), {
    reason: "recording-file-missing",
    values: { filename: second.filename },
  });
});

test("an archive whose recordings/ was lost, as copies lose empty folders, takes imports and restored recordings", async (t) => {
  const archive = await openTemp(t);
  const recordings = join(archive.folder, "recordings");
  rmSync(recordings, { recursive: true });
  const [outcome] = await Array.fromAsync(archive.import([talk]));
  assert.ok(outcome?.status === "imported", JSON.stringify(outcome));
  archive.remove(outcome.recording.id);
  rmSync(recordings, { recursive: true });
  const { filename } = await archive.restore(outcome.recording.id);
  assert.deepEqual(readdirSync(recordings), [filename]);
});

test("a transcript made again becomes the current one, the old one is kept and can be made current", async (t) => {
  const archive = await openTemp(t);
  const id = await importWithText(archive, talk, ["The first version says apples."]);
  await importAgain(archive, id, "The second version says oranges.");
  assert.equal((await archive.search("oranges", { mode: "keyword" })).hits.length, 1);
  assert.equal((await archive.search("apples", { mode: "keyword" })).hits.length, 0);
  const { transcriptions } = archive.show(id);
  assert.deepEqual(
    transcriptions.map(({ isCurrent }) => isCurrent),
    [true, false],
  );
  await archive.makeCurrent(transcriptions[1]!.id);
  assert.equal((await archive.search("apples", { mode: "keyword" })).hits.length, 1);
  assert.match(archive.export(id, "txt", { transcriptionId: transcriptions[0]!.id }), /oranges/);
});

async function importAgain(archive: Archive, id: number, line: string): Promise<void> {
  const path = join(archive.folder, "again.srt");
  writeFileSync(path, `1\n00:00:00,000 --> 00:00:04,000\n${line}\n`);
  await archive.attachTranscript(id, path);
}

test("rebuilding the index changes no answer", async (t) => {
  const archive = await openTemp(t, await copyTranscribed(t));
  await importWithText(archive, stroll, ["Карты рисовали на пергаменте.", "Пчёлы летят на липу."]);
  const ask = async () =>
    (await Promise.all(["bees", "пчела", "map"].map((query) => archive.search(query)))).map(({ hits }) =>
      hits.map(({ recording, playFromMs, score }) => [recording.id, playFromMs, score.toFixed(4)]),
    );
  const before = await ask();
  const [first, second] = await Promise.allSettled([archive.rebuildIndex(), archive.rebuildIndex()]);
  assert.equal(second.status === "rejected" && second.reason.reason, "index-being-rebuilt");
  const done = first.status === "fulfilled" ? first.value : assert.fail(first.reason);
  assert.deepEqual([done.transcriptions, done.passages, done.failed], [2, 2, 0]);
  assert.equal(done.embedded, 0, "vectors of the same model are kept");
  assert.deepEqual(await ask(), before);
  assert.equal((await archive.rebuildIndex({ vectors: true })).embedded, 2);
  assert.deepEqual(await ask(), before);
});

test("a file in recordings/ without a row is told by status and can be imported", async (t) => {
  const archive = await openTemp(t);
  copyFileSync(talk, join(archive.folder, "recordings", "stray.opus"));
  const { problems } = await archive.status();
  assert.match(problems[0]?.text ?? "", /stray\.opus belongs to no recording/);
  const [outcome] = await Array.fromAsync(archive.import([join(archive.folder, "recordings", "stray.opus")]));
  assert.equal(outcome?.status, "imported");
});

test("a folder with sound, text, an empty file, a lying extension and a link that goes round is imported to the end", async (t) => {
  const folder = tempFolder(t);
  const inbox = join(folder, "inbox");
  mkdirSync(join(inbox, "deep", "er"), { recursive: true });
  copyFileSync(talk, join(inbox, "deep", "er", "talk.wav"));
  writeFileSync(join(inbox, "empty.mp3"), "");
  writeFileSync(join(inbox, "text.mp3"), "This is no sound at all, whatever its name says. ".repeat(50));
  writeFileSync(join(inbox, "notes.txt"), "remember the milk");
  const { symlinkSync } = await import("node:fs");
  symlinkSync(inbox, join(inbox, "deep", "round"));
  symlinkSync(join(inbox, "gone"), join(inbox, "dangling"));
  const archive = await openTemp(t, join(folder, "archive"));
  const outcomes = await Array.fromAsync(archive.import([inbox]));
  const byName = Object.fromEntries(
    outcomes.map((outcome) => [outcome.path.slice(inbox.length + 1), outcome.status]),
  );
  assert.deepEqual(byName, {
    dangling: "failed",
    "deep/er/talk.wav": "imported",
    "empty.mp3": "failed",
    "notes.txt": "skipped",
    "text.mp3": "failed",
  });
});

test("two processes that transcribe at the same time share the work and do nothing twice", async (t) => {
  const folder = tempFolder(t);
  const sound = await readSample("2026-02-19_18-42-05", 12);
  writeWav(join(folder, "2024-01-01_10-00-00.wav"), sound.subarray(0, 16_000 * 6), 16_000);
  writeWav(join(folder, "2024-01-01_11-00-00.wav"), sound.subarray(16_000 * 6), 16_000);
  const archive = join(folder, "archive");
  await runFonoteka(["--archive", archive, "import", folder]);
  const both = await Promise.all(
    [1, 2].map(() => runFonoteka(["--archive", archive, "transcribe", "--json"], { cwd: repositoryFolder })),
  );
  for (const { status, stderr } of both) assert.equal(status, 0, stderr);
  const opened = await openTemp(t, archive);
  for (const { id } of opened.list()) assert.equal(opened.show(id).transcriptions.length, 1);
});

test("an index that disagrees with the transcripts is found by a check, and repaired or rebuilt", async (t) => {
  const archive = await openTemp(t, await copyTranscribed(t));
  assert.deepEqual((await archive.status({ check: true })).problems, []);
  const damage = () => {
    const db = openArchiveDatabase(archiveFiles(archive.folder).database);
    db.run("delete from transcriptions_fts");
    db.close();
  };
  damage();
  assert.deepEqual((await archive.status()).problems, []);
  const { problems, repaired } = await archive.status({ check: true });
  assert.equal(problems[0]?.text, "1 passage has other words in the search index than in the transcript");
  assert.match(problems[0]?.hint ?? "", /status --check --repair/);
  assert.equal(repaired, undefined);

  const after = await archive.status({ repair: true });
  const [repair] = after.repaired ?? [];
  assert.equal(repair?.text, "1 passage with wrong words: to be indexed again");
  assert.deepEqual([repair?.code, repair?.values], ["repaired-wrong-text", { count: 1 }]);
  assert.deepEqual([after.problems, after.waiting.index], [[], 1]);
  await archive.indexPending();
  assert.deepEqual((await archive.status({ check: true })).problems, []);

  damage();
  const words = ["status", "--check", "--repair", "--archive", archive.folder];
  const { stdout } = await runFonoteka(words);
  assert.match(stdout, /^repaired +1 passage with wrong words: to be indexed again$/m);
  await archive.rebuildIndex();
  assert.deepEqual((await archive.status({ repair: true })).repaired, []);
});
