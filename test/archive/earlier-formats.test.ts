import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { openArchive } from "../../src/fonoteka.ts";
import { readMigrations } from "../../src/storage/migrate.ts";
import { tempFolder } from "../support/temp-archive.ts";

const fixtures = join(import.meta.dirname, "../fixtures/archives");
const newest = readMigrations().length;
const versions = readdirSync(fixtures)
  .filter((name) => name.startsWith("format-"))
  .map((name) => Number(name.slice("format-".length)))
  .sort((a, b) => a - b);

test("an archive of every format version is kept", () => {
  assert.deepEqual(
    versions,
    Array.from({ length: newest }, (_, index) => index + 1),
  );
});

for (const version of versions)
  test(`an archive of format ${version} opens, is searched by word and meaning, plays and gives back its trash`, async (t) => {
    const folder = join(tempFolder(t), "archive");
    cpSync(join(fixtures, `format-${version}`), folder, { recursive: true });
    const bytes = gunzipSync(readFileSync(join(folder, "data.db.gz")));
    writeFileSync(join(folder, "data.db"), bytes);
    rmSync(join(folder, "data.db.gz"));

    await using archive = await openArchive(folder, { create: false });
    assert.equal(
      existsSync(join(folder, `data.db.before-${newest}`)),
      version < newest,
      "a copy is left before a migration",
    );
    const recordings = archive.list();
    assert.deepEqual(
      recordings.map(({ id, filename, state, language }) => ({ id, filename, state, language })),
      [
        { id: 2, filename: "2026-03-16_10-00-12.opus", state: "transcribed", language: "ru" },
        { id: 1, filename: "2026-01-22_11-15-30.opus", state: "transcribed", language: "en" },
      ],
    );
    const { recording, transcription, segments } = archive.show(1);
    assert.equal(recording.title, "Глиняная табличка");
    assert.deepEqual(recording.tags, ["история", "музей"]);
    assert.match(transcription!.text, /^Let us begin with the clay tablet\./);
    assert.ok(
      segments.flatMap(({ words }) => words).every(({ startMs, endMs }) => startMs <= endMs && endMs <= 8100),
    );
    const [, earlier] = archive.show(2).transcriptions;
    assert.equal(
      archive.show(2, { transcriptionId: earlier!.id }).transcription!.text,
      "Earlier words about propolis.",
    );

    await archive.indexPending();
    assert.deepEqual((await archive.verify({ deep: true })).findings, []);
    const byWord = await archive.search("tablet", { mode: "keyword" });
    assert.equal(byWord.hits[0]?.recording.id, 1);
    assert.ok(byWord.hits[0]!.playFromMs > 0);
    assert.equal(
      (await archive.search("табличка", { mode: "keyword" })).hits[0]?.recording.id,
      1,
      "by its title",
    );
    const byMeaning = await archive.search("совещание в начале недели", { mode: "semantic" });
    assert.equal(byMeaning.hits[0]?.recording.id, 2);
    assert.deepEqual(
      (await archive.search("propolis", { mode: "keyword" })).hits,
      [],
      "an earlier transcription is not searched",
    );

    const [trashed] = await archive.listTrash();
    const restored = await archive.restore(trashed!.id);
    assert.equal(restored.filename, "2026-04-17_12-05-44.opus");
    const clip = await archive.clip(restored.id, {
      startMs: 100,
      endMs: 900,
      targetPath: join(folder, "../clip.opus"),
    });
    assert.equal(clip.durationMs, 800);
    assert.ok((await archive.waveform(1)).peaks.length > 0);
    assert.deepEqual((await archive.status({ check: true })).problems, []);
  });
