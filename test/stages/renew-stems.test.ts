import assert from "node:assert/strict";
import { test } from "node:test";
import { openArchiveDatabase } from "../../src/index/open-archive-database.ts";
import { createSqliteEngine } from "../../src/index/sqlite/sqlite-engine.ts";
import { analyserVersion } from "../../src/language/analyse-text.ts";
import { search } from "../../src/search/search.ts";
import { indexMissing } from "../../src/stages/index-missing.ts";
import { insertRecording } from "../../src/storage/recordings.ts";
import { insertTranscription } from "../../src/storage/transcriptions.ts";
import { inventRecording, inventTranscript, openTempArchive } from "../support/temp-archive.ts";

/** What the analyser of the first releases made of the texts. */
const before: Record<string, string> = {
  "Пейте витамин В12 утром": "пейт витамин в12 утр",
  "Писал Л. Н. Толстой": "писа л н толст",
  "звоните 555 0199": "звон 555 0199",
};

test("an archive indexed by an older analyser is indexed again by itself, and finds what it did not", async (t) => {
  const archive = openTempArchive(t);
  const { db } = archive;
  const created = "2026-03-02T09:00:00+03:00";
  for (const text of Object.keys(before)) {
    const recording = { ...inventRecording(), title: text.startsWith("Пейте") ? "Про В12" : "Заметка" };
    const { id: recordingId } = insertRecording(db, recording);
    const made = { engine: "test", model: "test", createdAt: created };
    insertTranscription(db, { recordingId, transcript: inventTranscript([text]), ...made });
  }
  await indexMissing(archive, {});
  for (const [text, stems] of Object.entries(before)) {
    const { id } = db.get<{ id: number }>("select rowid as id from transcriptions_fts where text = ?", text)!;
    db.run("delete from passages_stems where rowid = ?", id);
    db.run("insert into passages_stems (rowid, stems) values (?, ?)", id, stems);
  }
  db.run("delete from recordings_stems where rowid = 1");
  db.exec("insert into recordings_stems (rowid, title, tags, notes) values (1, 'про в12', '', '')");
  db.exec("update recordings_stems_version set analyser = '2'");
  db.exec(
    `update fingerprints set fingerprint = replace(fingerprint, 'analyser ${analyserVersion}', 'analyser 2')`,
  );

  const found = async (query: string) => {
    const { hits } = await search({ db, engine: createSqliteEngine(db, {}) }, { query, mode: "keyword" });
    return hits.flatMap((hit) => [hit.excerpt, ...hit.recordingMatches.map((match) => match.text)]);
  };
  for (const query of ["B12", '"Л.Н. Толстой"', "5550199"]) assert.deepEqual(await found(query), [], query);

  // Opening makes the stems of titles again; indexing, which every command does when something is missing, the rest.
  openArchiveDatabase(archive.files.database).close();
  assert.equal((await indexMissing(archive, {})).transcriptions, 3);
  assert.deepEqual(await found("B12"), ["Пейте витамин В12 утром", "Про В12"]);
  assert.deepEqual(await found('"Л.Н. Толстой"'), ["Писал Л. Н. Толстой"]);
  assert.deepEqual(await found("5550199"), ["звоните 555 0199"]);
  assert.equal((await indexMissing(archive, {})).transcriptions, 0);
});
