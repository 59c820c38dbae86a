import assert from "node:assert/strict";
import { hostname } from "node:os";
import { type TestContext, test } from "node:test";
import type { CandidateEngine } from "../../src/index/candidate-engine.ts";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { add, compare, openFollowed, WatchedEngine } from "../support/followed-archive.ts";
import { MemoryEngine } from "../support/memory-engine.ts";
import { runScript } from "../support/run-script.ts";

const request = { texts: [{ query: { terms: ["мед"], phrases: [], excluded: [] }, limit: 2000 }] };

/** An archive of so many passages, most about honey: an engine is filled with it in three pages. */
function openLarge(t: TestContext, recordings = 55) {
  const archive = openFollowed(t);
  for (let number = 0; number < recordings; number++)
    add(
      archive.db,
      Array.from({ length: 20 }, (_, at) => `мёд сорт${number} место${at}`),
    );
  /** A follower of its own over the same stored engine, as in another process. */
  const openOther = (readOnly = false) => {
    const db = openArchiveDatabase(archive.files.database, { readOnly });
    t.after(() => db.close());
    const engine = new WatchedEngine(archive.store);
    return { db, engine, followed: archive.follow(engine, db) };
  };
  const { sqlite, engine } = archive;
  /** Does something once, after the engine has stored its second page. */
  const afterSecondPage = (work: () => Promise<void>) => {
    engine.apply = async (...changes) => {
      await WatchedEngine.prototype.apply.apply(engine, changes);
      if (engine.applied.length === 2) await work();
    };
  };
  const count = async (finder: CandidateEngine) => (await finder.find(request)).texts[0]!.length;
  return { ...archive, openOther, afterSecondPage, count, wanted: () => count(sqlite) };
}

test("an engine that another process cleared, or left half filled, is noticed by the next search", async (t) => {
  const archive = openLarge(t, 2);
  const { store, followed, count } = archive;
  await followed.catchUp();
  assert.equal(await count(followed), 40);
  await new MemoryEngine(store).clear();
  assert.equal(await count(followed), 40, "data.db answers");
  assert.equal(await followed.countWaiting(), Number.POSITIVE_INFINITY);
  await followed.catchUp();
  compare(archive);
  store.passages.delete(3);
  store.state = { ...store.state!, seq: -1, token: 0 };
  assert.equal(await count(followed), 40);
  await followed.catchUp();
  compare(archive);
});

test("an engine that is cleared while it looks does not answer with what was left", async (t) => {
  const { engine, followed, count } = openLarge(t, 2);
  await followed.catchUp();
  engine.find = async (...asked) => {
    await engine.clear();
    return MemoryEngine.prototype.find.apply(engine, asked);
  };
  assert.equal(await count(followed), 40);
});

test("an engine that is cleared in the middle of filling never looks complete", async (t) => {
  const archive = openLarge(t);
  const { store, followed, afterSecondPage, count } = archive;
  afterSecondPage(() => new MemoryEngine(store).clear());
  await assert.rejects(followed.catchUp(), { code: "archive-busy" });
  assert.equal(await followed.countWaiting(), Number.POSITIVE_INFINITY);
  assert.equal(await count(followed), 1100);
  assert.equal(await followed.catchUp(), true);
  compare(archive);
});

test("two followers with one engine: one fills it, the other finds in data.db meanwhile", async (t) => {
  const archive = openLarge(t);
  const { followed, engine, afterSecondPage, openOther, count } = archive;
  const other = openOther();
  afterSecondPage(async () => {
    assert.equal(await other.followed.catchUp(), false);
    assert.equal(await count(other.followed), 1100);
    await assert.rejects(other.followed.clear(), { code: "archive-busy" });
  });
  assert.equal(await followed.catchUp(), true);
  assert.ok(engine.applied.length > 2);
  assert.deepEqual([other.engine.cleared, other.engine.applied.length], [0, 0]);
  compare(archive);
  // Now it is the other's turn.
  add(archive.db, ["мёд новый"]);
  assert.equal(await count(other.followed), 1101);
  assert.equal(other.engine.applied.length, 1);
  compare(archive);
  assert.deepEqual(archive.db.all("select * from leases"), []);
});

test("both at once leave a whole engine", async (t) => {
  const archive = openLarge(t);
  const other = archive.openOther();
  const filled = await Promise.all([archive.followed.catchUp(), other.followed.catchUp()]);
  assert.ok(filled.includes(true));
  compare(archive);
});

test("who has lost the lease, as a machine that slept, writes no more", async (t) => {
  const archive = openLarge(t);
  const { db, engine, followed, afterSecondPage } = archive;
  afterSecondPage(async () => {
    db.run("update leases set owner = 'other:1:x', until_ms = 1 where stage = 'follow memory'");
  });
  await assert.rejects(followed.catchUp(), { code: "archive-busy" });
  assert.equal(engine.applied.length, 2);
  // The other one's lease has expired as well.
  assert.equal(await followed.catchUp(), true);
  compare(archive);
});

test("the lease of a process that was killed is free at once", async (t) => {
  const archive = openLarge(t, 1);
  const { pid } = JSON.parse(
    (await runScript("console.log(JSON.stringify({ pid: process.pid }))").done).stdout,
  );
  archive.db.run(
    "insert into leases (stage, subject_id, owner, until_ms) values ('follow memory', 0, ?, ?)",
    `${hostname()}:${pid}:x`,
    Date.now() + 3_600_000,
  );
  assert.equal(await archive.followed.catchUp(), true);
  compare(archive);
});

test("who may only read data.db finds with the engine while it is up to date, and never writes to it", async (t) => {
  const archive = openLarge(t, 2);
  const { db, engine, followed, openOther, count } = archive;
  const reader = openOther(true);
  assert.equal(await reader.followed.catchUp(), false);
  assert.equal(await count(reader.followed), 40);
  await followed.catchUp();
  assert.equal(await reader.followed.catchUp(), true);
  assert.equal(await count(reader.followed), 40);
  add(db, ["мёд новый"]);
  assert.equal(await count(reader.followed), 41);
  assert.deepEqual([reader.engine.cleared, reader.engine.applied.length], [0, 0]);
  assert.equal(engine.cleared, 1);
});
