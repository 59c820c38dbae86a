import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { SearchFilter } from "../../../src/domain.ts";
import { openArchiveDatabase } from "../../../src/index/open-archive-database.ts";
import { findRecordingsByText } from "../../../src/index/sqlite/recording-texts.ts";
import { analyseText } from "../../../src/language/analyse-text.ts";
import type { Database } from "../../../src/storage/database.ts";
import { insertRecording, removeRecording, updateRecording } from "../../../src/storage/recordings.ts";
import { inventRecording, openTempArchive } from "../../support/temp-archive.ts";

function find(db: Database, words: string, filter?: SearchFilter, phrases: string[] = []): number[] {
  const stems = (text: string) => analyseText(text).tokens.map((token) => token.stem);
  const query = { terms: stems(words), phrases: phrases.map(stems), excluded: [] };
  return findRecordingsByText(db, { query, limit: 9, filter }).map((one) => one.recordingId);
}

function add(db: Database, written: { title?: string; tags?: string[]; notes?: string }): number {
  return insertRecording(db, { ...inventRecording(), ...written }).id;
}

test("a recording is found by other forms of the words in its title, tags and notes", (t) => {
  const { db } = openTempArchive(t);
  const title = add(db, { title: "Созвон с бухгалтерией", tags: [], notes: "" });
  const tag = add(db, { title: "", tags: ["бухгалтерия", "отчёты"], notes: "" });
  const notes = add(db, { title: "", tags: [], notes: "Говорили с бухгалтером и про отчет тоже." });
  assert.deepEqual(find(db, "бухгалтерии"), [title, tag, notes]); // title before tags before notes
  assert.deepEqual(find(db, "отчёта"), [tag, notes]); // ё is е
  assert.deepEqual(find(db, "зарплата"), []);
});

test("a changed title is searched from that instant on, and the old one is not", (t) => {
  const { db } = openTempArchive(t);
  const id = add(db, { title: "Черновик", tags: [], notes: "" });
  updateRecording(db, id, { title: "Интервью" });
  assert.deepEqual([find(db, "черновик"), find(db, "интервью")], [[], [id]]);
  removeRecording(db, id);
  assert.deepEqual(find(db, "интервью"), []);
});

test("words of two tags are no phrase, words of one are", (t) => {
  const { db } = openTempArchive(t);
  const id = add(db, { title: "", tags: ["годовой отчёт", "склад"], notes: "" });
  assert.deepEqual(find(db, "", undefined, ["годовые отчёты"]), [id]);
  assert.deepEqual(find(db, "", undefined, ["отчёт годовой"]), []);
});

test("filters hold for what was never transcribed, too", (t) => {
  const { db } = openTempArchive(t);
  const early = insertRecording(db, {
    ...inventRecording(),
    title: "Отпуск",
    createdAt: "2024-05-01T10:00:00Z",
  }).id;
  const late = insertRecording(db, {
    ...inventRecording(),
    title: "Отпуск",
    createdAt: "2026-05-01T10:00:00Z",
  }).id;
  assert.deepEqual(find(db, "отпуск"), [early, late]);
  assert.deepEqual(find(db, "отпуск", { from: "2025-01-01" }), [late]);
  assert.deepEqual(find(db, "отпуск", { recordingIds: [early] }), [early]);
  assert.deepEqual(find(db, "отпуск", { languages: ["ru"] }), []); // nobody knows what language it is in
});

test("stems that another analyser made are made again when the archive is opened", (t: TestContext) => {
  const { db, files } = openTempArchive(t);
  const id = add(db, { title: "Созвон", tags: [], notes: "" });
  db.exec("update recordings_stems_version set analyser = 'older'");
  db.exec("delete from recordings_stems");
  assert.deepEqual(find(db, "созвон"), []);
  db.close();
  const again = openArchiveDatabase(files.database);
  t.after(() => again.close());
  assert.deepEqual(find(again, "созвон"), [id]);
});
