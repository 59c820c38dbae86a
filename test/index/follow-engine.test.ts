import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { removePassages } from "../../src/index/sqlite/passages.ts";
import { putVectors } from "../../src/index/sqlite/put-vectors.ts";
import { readEnginePassagesAfter } from "../../src/index/sqlite/read-engine-passages.ts";
import { indexTranscription } from "../../src/indexing/index-transcription.ts";
import { removeRecording, updateRecording } from "../../src/storage/recordings.ts";
import { add, compare, openFollowed, WatchedEngine } from "../support/followed-archive.ts";
import { embedding, inventVector } from "../support/temp-archive.ts";

test("an empty engine is filled in pages, and then told only what changed", async (t) => {
  const archive = openFollowed(t);
  const { db, engine, followed } = archive;
  for (let number = 0; number < 60; number++)
    add(
      db,
      Array.from({ length: 20 }, (_, at) => `слово${number} строка${at}`),
    );
  assert.equal(await followed.countWaiting(), Number.POSITIVE_INFINITY);
  await followed.catchUp();
  compare(archive);
  assert.deepEqual(
    engine.applied.map(({ put, seq }) => [put.length, seq < 0]),
    [
      [500, true],
      [500, true],
      [200, true],
      [0, false],
    ],
  );

  const before = engine.applied.length;
  const { recordingId } = add(db, ["новая запись"]);
  updateRecording(db, recordingId, { createdAt: "2020-01-01T00:00:00Z" });
  assert.ok((await followed.countWaiting()) > 0);
  const { texts } = await followed.find({
    texts: [{ query: { terms: ["нов"], phrases: [], excluded: [] }, limit: 5 }],
  });
  assert.equal(texts[0]!.length, 1, "what is written is found at once");
  compare(archive);
  assert.deepEqual(
    engine.applied.slice(before).map(({ put }) => put.length),
    [1],
  );
  assert.equal(engine.cleared, 1);
});

test("follows removal, a new cut, dates and languages, whoever changed them", async (t) => {
  const archive = openFollowed(t);
  const { db, followed } = archive;
  const first = add(db, ["один два", "три четыре"]);
  const second = add(db, ["пять шесть"], "en");
  await followed.catchUp();
  const other = openArchiveDatabase(archive.files.database);
  t.after(() => other.close());
  indexTranscription(other, first.transcriptionId);
  await followed.catchUp();
  compare(archive);
  updateRecording(other, second.recordingId, { createdAt: "2019-05-01T00:00:00Z" });
  other.run("update passages set language = 'de' where recording_id = ?", second.recordingId);
  await followed.catchUp();
  compare(archive);
  removePassages(other, first.transcriptionId);
  removeRecording(other, second.recordingId);
  await followed.catchUp();
  compare(archive);
  assert.equal(archive.store.passages.size, 0);
});

test("who has missed more than the log keeps, or has another embedding or archive, is filled again", async (t) => {
  const archive = openFollowed(t);
  const { db, store, engine, follow, followed } = archive;
  add(db, ["один два", "три четыре"]);
  await followed.catchUp();
  add(db, ["пять шесть"]);
  db.run("delete from passage_changes where seq < (select max(seq) from passage_changes)");
  await followed.catchUp();
  compare(archive);
  assert.equal(engine.cleared, 2);

  setActiveEmbedding(db, { fingerprint: "other model", dimensions: 8 });
  await followed.catchUp();
  compare(archive);
  assert.equal(engine.cleared, 3);
  assert.ok([...store.passages.values()].every((passage) => !passage.vector));

  store.state = { ...store.state!, archive: "another one" };
  const again = follow(engine);
  await again.catchUp();
  compare(archive);
  assert.equal(engine.cleared, 4);
  // A number above the log's: data.db was put back from a backup.
  store.state = { ...store.state!, seq: 1_000_000 };
  await follow(engine).catchUp();
  compare(archive);
  assert.equal(engine.cleared, 5);
});

test("a backup that is restored and written on is noticed, however many changes followed", async (t) => {
  for (const written of [0, 1, 2, 5, 9]) {
    const archive = openFollowed(t);
    const { db, engine, follow, followed, files } = archive;
    add(db, ["один два", "три четыре"]);
    await followed.catchUp();
    const backup = `${files.database}.backup`;
    db.run("vacuum into ?", backup);
    for (let number = 0; number < 4; number++) add(db, [`потеряно${number}`]);
    await followed.catchUp();
    compare(archive);
    const restored = openArchiveDatabase(backup);
    t.after(() => restored.close());
    for (let number = 0; number < written; number++) add(restored, [`после${number}`, "ещё"]);
    await follow(engine, restored).catchUp();
    compare({ db: restored, store: archive.store });
    assert.equal(engine.cleared, 2);
  }
});

test("a backup of what the engine already knows is followed on", async (t) => {
  const archive = openFollowed(t);
  const { db, engine, follow, followed, files } = archive;
  add(db, ["один два", "три четыре"]);
  await followed.catchUp();
  const backup = `${files.database}.backup`;
  add(db, ["пять"]);
  db.run("vacuum into ?", backup);
  const restored = openArchiveDatabase(backup);
  t.after(() => restored.close());
  add(restored, ["шесть"]);
  await follow(engine, restored).catchUp();
  compare({ db: restored, store: archive.store });
  assert.equal(engine.cleared, 1);
});

test("filling that is cut off begins again; following that is cut off goes on", async (t) => {
  const archive = openFollowed(t);
  const { db, engine, follow, followed } = archive;
  for (let number = 0; number < 30; number++)
    add(
      db,
      Array.from({ length: 20 }, (_, at) => `слово${number} строка${at}`),
    );
  engine.failAt = 1;
  await assert.rejects(followed.catchUp(), /disk is full/);
  engine.failAt = Number.POSITIVE_INFINITY;
  const next = follow(engine);
  assert.equal(await next.countWaiting(), Number.POSITIVE_INFINITY, "half an index is none");
  await next.catchUp();
  compare(archive);
  assert.equal(engine.cleared, 2);
  add(db, ["ещё одна"]);
  engine.failAt = engine.applied.length;
  await assert.rejects(next.catchUp(), /disk is full/);
  engine.failAt = Number.POSITIVE_INFINITY;
  await next.catchUp();
  compare(archive);
  assert.equal(engine.cleared, 2);
  await assert.rejects(follow(new WatchedEngine()).catchUp(AbortSignal.abort()), { code: "cancelled" });
});

test("data.db answers while more waits than a question should wait for", async (t) => {
  const archive = openFollowed(t, { maxWaiting: 3 });
  const { db, engine, followed } = archive;
  const ask = () =>
    followed.find({ texts: [{ query: { terms: ["пчел"], phrases: [], excluded: [] }, limit: 5 }] });
  add(db, ["пчела и мёд"]);
  assert.equal((await ask()).texts[0]!.length, 1);
  assert.equal(engine.applied.length, 0, "it was not filled for a question");
  await followed.catchUp();
  add(db, ["пчёлы зимой", "пчела"]);
  assert.equal((await ask()).texts[0]!.length, 3);
  assert.equal(engine.applied.length, 2);
  await Promise.all([followed.catchUp(), followed.catchUp()]);
  compare(archive);
  assert.equal(engine.applied.length, 3, "two at once read the log once");
  add(db, ["пчела"]);
  assert.equal((await ask()).texts[0]!.length, 4);
  assert.equal(engine.applied.length, 4);
});

test("any run of changes leaves the engine with what data.db has", async (t) => {
  const archive = openFollowed(t);
  const { db, followed } = archive;
  const made = [add(db, ["начало"])];
  const change = fc.constantFrom("add", "remove", "again", "date", "vector", "ask");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(change, fc.nat(20)), { maxLength: 12 }), async (changes) => {
      for (const [kind, number] of changes) {
        const own = made[number % made.length];
        if (kind === "add" || !own) made.push(add(db, [`раз ${number}`, "два"]));
        else if (kind === "again") indexTranscription(db, own.transcriptionId);
        else if (kind === "date")
          updateRecording(db, own.recordingId, { createdAt: `20${10 + number}-01-01T00:00:00Z` });
        else if (kind === "ask") await followed.catchUp();
        else if (kind === "vector") {
          const [first] = readEnginePassagesAfter(db, 0, 1);
          if (first)
            putVectors(db, new Map([[first.passageId, inventVector(number)]]), embedding.fingerprint);
        } else {
          removeRecording(db, own.recordingId);
          made.splice(number % made.length, 1);
        }
      }
      await followed.catchUp();
      compare(archive);
    }),
    { numRuns: 20 },
  );
});
