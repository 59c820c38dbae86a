/** The text index is rebuilt beside the one in use: searches, writers and kills meanwhile. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { checkIndex, isIndexSound } from "../../../src/index/sqlite/check-index.ts";
import { listChangedSchema } from "../../../src/index/sqlite/check-schema.ts";
import { recreateTextTables } from "../../../src/index/sqlite/index-tables.ts";
import { hasUnfinishedTables, rebuildTextTables } from "../../../src/index/sqlite/rebuild-text-tables.ts";
import { indexFingerprint, indexTranscription } from "../../../src/indexing/index-transcription.ts";
import { indexMissing } from "../../../src/stages/index-missing.ts";
import { type Database, transaction } from "../../../src/storage/database.ts";
import { takeLease } from "../../../src/storage/leases.ts";
import { insertRecording, removeRecording, updateRecording } from "../../../src/storage/recordings.ts";
import { insertTranscription } from "../../../src/storage/transcriptions.ts";
import { runScript } from "../../support/run-script.ts";
import { inventRecording, inventTranscript, openTempArchive } from "../../support/temp-archive.ts";

function addTalk(db: Database, text: string): number {
  const { id } = insertRecording(db, inventRecording());
  const transcription = insertTranscription(db, {
    recordingId: id,
    transcript: inventTranscript([text]),
    engine: "x",
    model: "x",
    createdAt: "2026-03-02T09:00:00Z",
  });
  indexTranscription(db, transcription.id);
  return id;
}

/** 200 passages: four steps of a rebuild. */
function openWithTalks(t: TestContext) {
  const archive = openTempArchive(t);
  const { db } = archive;
  const ids = transaction(db, () =>
    Array.from({ length: 200 }, (_, number) => addTalk(db, `пчёлы летят на липу номер${number} и на клевер`)),
  );
  const other = openArchiveDatabase(archive.files.database);
  t.after(() => other.close());
  return { ...archive, ids, other };
}

const found = (db: Database, stems: string): number[] =>
  db
    .all<{ id: number }>(
      "select rowid as id from passages_stems where passages_stems match ? order by rowid",
      stems,
    )
    .map(({ id }) => id);

/** What searches read, whatever the order in which it was written. */
function contentOf(db: Database) {
  return {
    text: db.all("select rowid, text, recording_id from transcriptions_fts order by rowid"),
    bees: found(db, "пчел"),
    linden: found(db, '"лип номер17"'),
    titles: db.all("select rowid, title from recordings_fts order by rowid"),
    vocabulary: db.all("select * from vocabulary order by word"),
    sounds: db.all("select * from vocabulary_sounds order by sound_key, word"),
  };
}

test("a rebuilt text index is that of a fresh one, and the passages keep their ids", async (t) => {
  const { db, other } = openWithTalks(t);
  assert.equal(found(other, "пчел").length, 200);
  const steps: number[] = [];
  assert.equal(await rebuildTextTables(db, { onProgress: (done) => steps.push(done) }), 200);
  assert.ok(steps.length >= 4);
  const rebuilt = contentOf(db);
  assert.deepEqual(contentOf(other), rebuilt, "a connection that was open before sees the new tables");
  assert.ok(isIndexSound(checkIndex(db, indexFingerprint)));
  assert.equal(hasUnfinishedTables(db), false);
  assert.deepEqual(
    db.all("pragma integrity_check"),
    [{ integrity_check: "ok" }].map((row) => Object.assign(Object.create(null), row)),
  );

  const model = openArchiveDatabase(":memory:", { create: true });
  assert.deepEqual(listChangedSchema(db, model), []);
  model.close();
  recreateTextTables(db);
  await indexMissing({ db }, {});
  const fresh = contentOf(db);
  assert.deepEqual(
    { ...fresh, text: fresh.text.length, bees: 200, linden: 1 },
    { ...rebuilt, text: 200, bees: rebuilt.bees.length, linden: rebuilt.linden.length },
  );
});

test("other programs search and write during a rebuild: no answer is empty, and nothing written is lost", async (t) => {
  const { db, other, ids, files } = openWithTalks(t);
  const searching = runScript(`
    import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
    const db = openArchiveDatabase(${JSON.stringify(files.database)}, { readOnly: true });
    const counts = new Map();
    let queries = 0;
    while (!db.get("select 1 from recordings where title = 'stop'")) {
      const { count } = db.get("select count(*) as count from passages_stems where passages_stems match 'клевер'");
      counts.set(count, (counts.get(count) ?? 0) + 1);
      if (queries++ === 0) console.log("searching");
    }
    console.log(JSON.stringify({ queries, least: Math.min(...counts.keys()) }));
  `);
  assert.equal(await searching.firstLine, "searching");
  let isWritten = false;
  await rebuildTextTables(db, {
    onProgress: (done) => {
      if (done < 128 || isWritten) return;
      isWritten = true;
      // Of what is rebuilt already, and of what is not yet.
      for (const id of [ids[3]!, ids[190]!]) transaction(other, () => removeRecording(other, id));
      updateRecording(other, ids[7]!, { title: "Новое имя" });
      addTalk(other, "шмели и клевер");
    },
  });
  assert.ok(isWritten);
  updateRecording(db, ids[0]!, { title: "stop" });
  const { stdout } = await searching.done;
  const { queries, least } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  assert.ok(queries > 5, `${queries} queries`);
  assert.ok(least >= 198, `an answer had ${least} hits`);

  assert.equal(found(db, "клевер").length, 199);
  assert.equal(found(db, "шмел").length, 1);
  assert.equal(found(db, "номер3").length + found(db, "номер190").length, 0);
  assert.equal(db.all("select 1 from recordings_fts where recordings_fts match 'новое'").length, 1);
  assert.ok(isIndexSound(checkIndex(db, indexFingerprint)));
});

test("killed while it fills, merges or swaps, a rebuild leaves the old index whole, and its traces go with the next start", async (t) => {
  const { db, files } = openWithTalks(t);
  const before = contentOf(db);
  for (const point of ["fill", "merge", "swap"]) {
    const { done } = runScript(`
      import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
      import { rebuildTextTables } from "../../src/index/sqlite/rebuild-text-tables.ts";
      const db = openArchiveDatabase(${JSON.stringify(files.database)});
      const die = () => process.kill(process.pid, "SIGKILL");
      const run = db.run.bind(db);
      db.run = (sql, ...values) => (sql.includes("'merge'") && "${point}" === "merge" ? die() : run(sql, ...values));
      const exec = db.exec.bind(db);
      db.exec = (sql) => {
        exec(sql);
        if ("${point}" === "swap" && sql.startsWith("alter table passages_stems")) die();
      };
      await rebuildTextTables(db, { onProgress: () => "${point}" === "fill" && die() });
      console.log("not killed");
    `);
    const { stdout, code } = await done;
    assert.deepEqual([stdout, code], ["", null], point);
    assert.deepEqual(contentOf(db), before, point);
    assert.ok(isIndexSound(checkIndex(db, indexFingerprint)), point);
    assert.equal(hasUnfinishedTables(db), true, point);
    openArchiveDatabase(files.database).close();
    assert.equal(hasUnfinishedTables(db), false, point);
  }
  assert.equal(await rebuildTextTables(db), 200);
  assert.deepEqual({ ...contentOf(db) }, before);
});

test("what a living process is building is not taken for the traces of a killed one", async (t) => {
  const { db, files } = openWithTalks(t);
  const lease = { stage: "rebuild-index", subjectId: 0, owner: "studio:1:a", nowMs: Date.now() } as const;
  assert.ok(takeLease(db, { ...lease, durationMs: 60_000, isGone: () => false }));
  let isSeen = false;
  await rebuildTextTables(db, {
    onProgress: () => {
      openArchiveDatabase(files.database).close();
      isSeen ||= hasUnfinishedTables(db);
    },
  });
  assert.ok(isSeen);
});

test("a damaged text index is rebuilt", async (t) => {
  const { db, other, folder } = openWithTalks(t);
  const before = contentOf(db);
  // Not defensive: only so the tables of FTS5 can be broken.
  const raw = new DatabaseSync(join(folder, "data.db"), { defensive: false });
  raw.exec(
    "delete from passages_stems_data where id > 10; update transcriptions_fts_data set block = x'00' where id > 10; delete from vocabulary",
  );
  raw.close();
  assert.throws(() => found(other, "пчел"));
  await rebuildTextTables(db);
  assert.deepEqual(contentOf(other), before);
});
