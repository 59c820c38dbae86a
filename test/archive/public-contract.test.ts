import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { getLoadablePath, load } from "sqlite-vec";
import { setActiveEmbedding } from "../../src/index/sqlite/index-tables.ts";
import { openSqliteIndex } from "../support/sqlite-index.ts";
import { addSpokenRecording, inventVector, openTempArchive } from "../support/temp-archive.ts";

/** The statements that docs promise to every SQLite client, to the letter. */
const byWord = "SELECT * FROM transcriptions_fts WHERE transcriptions_fts MATCH 'kubernetes OR docker';";
const byMeaning =
  "SELECT rowid, distance FROM transcription_embeddings WHERE embedding MATCH ? ORDER BY distance LIMIT 10;";
const columns = {
  recordings: "SELECT id, filename, duration, sample_rate, created_at FROM recordings",
  transcriptions: "SELECT id, recording_id, text, language, confidence FROM transcriptions",
  transcription_words: "SELECT transcription_id, word, start_ms, end_ms FROM transcription_words",
};

type Answers = { byWord: object[]; byMeaning: { rowid: number; distance: number }[]; byTitle: number[] };

function buildArchive(t: TestContext): { path: string; question: Float32Array; expected: Answers } {
  const archive = openTempArchive(t);
  const { db } = archive;
  setActiveEmbedding(db, { fingerprint: "e5", dimensions: 384 });
  const index = openSqliteIndex(db, "e5");
  const first = addSpokenRecording({ db }, ["Мы подняли Kubernetes.", "И пили чай."], {
    filename: "2024-01-15_14-30-00.opus",
    title: "Созвон",
    createdAt: "2024-01-15T14:30:00+03:00",
  });
  const second = addSpokenRecording({ db }, ["Docker, again: DOCKER!"], { language: "en" });
  const ids = [...first.passageIds, ...second.passageIds] as [number, number, number];
  index.putVectors(new Map(ids.map((id, place) => [id, inventVector(place, 1, 384)])));
  return {
    path: archive.files.database,
    question: inventVector(1, 1, 384),
    expected: {
      byWord: [
        { text: "Мы подняли Kubernetes.", recording_id: first.recording.id },
        { text: "Docker, again: DOCKER!", recording_id: second.recording.id },
      ],
      byMeaning: [ids[1], ids[0], ids[2]].map((rowid, rank) => ({
        rowid,
        distance: rank === 0 ? 0 : Math.SQRT2,
      })),
      byTitle: [first.recording.id],
    },
  };
}

function checkAnswers(answers: Answers, expected: Answers): void {
  assert.deepEqual(answers.byWord, expected.byWord);
  assert.deepEqual(answers.byTitle, expected.byTitle);
  const byRow = (rows: Answers["byMeaning"]) =>
    rows.toSorted((a, b) => a.distance - b.distance || a.rowid - b.rowid);
  assert.deepEqual(
    byRow(answers.byMeaning).map((row) => row.rowid),
    byRow(expected.byMeaning).map((row) => row.rowid),
  );
  for (const [rank, row] of answers.byMeaning.entries()) {
    assert.ok(Math.abs(row.distance - expected.byMeaning[rank]!.distance) < 1e-6);
  }
}

test("the statements of the archive format work verbatim in a bare connection", (t) => {
  const { path, question, expected } = buildArchive(t);
  const client = new DatabaseSync(path, { allowExtension: true, readOnly: true });
  t.after(() => client.close());
  const rows = (sql: string, ...values: Uint8Array[]) =>
    client
      .prepare(sql)
      .all(...values)
      .map((row) => ({ ...row }));
  // The words need no extension.
  const found = rows(byWord);
  load(client);
  checkAnswers(
    {
      byWord: found,
      byMeaning: rows(byMeaning, new Uint8Array(question.buffer)) as Answers["byMeaning"],
      byTitle: rows("SELECT rowid FROM recordings_fts WHERE recordings_fts MATCH 'созвон'").map((row) =>
        Number(row.rowid),
      ),
    },
    expected,
  );
  assert.deepEqual(rows(`${columns.recordings} WHERE filename = '2024-01-15_14-30-00.opus'`), [
    {
      id: 1,
      filename: "2024-01-15_14-30-00.opus",
      duration: 61.5,
      sample_rate: 48000,
      created_at: "2024-01-15T14:30:00+03:00",
    },
  ]);
  assert.deepEqual(rows(columns.transcriptions)[1], {
    id: 2,
    recording_id: 2,
    text: "Docker, again: DOCKER!",
    language: "en",
    confidence: 0.9,
  });
  assert.deepEqual(rows(`${columns.transcription_words} WHERE transcription_id = 2`)[1], {
    transcription_id: 2,
    word: "again:",
    start_ms: 500,
    end_ms: 900,
  });
});

test("the promised columns come first, in the promised order", (t) => {
  const { db } = openTempArchive(t);
  for (const [table, sql] of Object.entries(columns)) {
    const promised = sql.replace("SELECT ", "").replace(` FROM ${table}`, "").split(", ");
    const names = db.all<{ name: string }>(`pragma table_info(${table})`).map((row) => row.name);
    assert.deepEqual(names.slice(0, promised.length), promised);
  }
});

/** Python's own sqlite3, or pysqlite3, the same module with a SQLite of its own. */
const importSqlite = `
try:
    import pysqlite3 as sqlite3
except ImportError:
    import sqlite3
`;

/** A Python whose sqlite3 loads extensions (pyenv's and macOS's are often built without). */
function findPython(): { python: string; isNewEnough: boolean } | undefined {
  const program = `${importSqlite}
sqlite3.connect(":memory:").enable_load_extension(True)
print(sqlite3.sqlite_version_info >= (3, 41))
`;
  for (const python of ["python3", "/usr/bin/python3", "python"]) {
    const { status, stdout } = spawnSync(python, ["-c", program], { encoding: "utf8" });
    if (status === 0) return { python, isNewEnough: stdout.trim() === "True" };
  }
  return undefined;
}

test("and in Python's sqlite3 with sqlite-vec", (t) => {
  const found = findPython();
  if (!found) return t.skip("no python3 here whose sqlite3 loads extensions");
  const { path, question, expected } = buildArchive(t);
  // Before 3.41 SQLite does not tell a virtual table of the LIMIT, and vec0 then asks for `k`.
  const neighbours = found.isNewEnough
    ? byMeaning
    : byMeaning.replace("LIMIT 10", "").replace("MATCH ?", "MATCH ? AND k = 10");
  if (!found.isNewEnough)
    t.diagnostic("this Python's SQLite is older than 3.41: `k = 10` instead of `LIMIT 10`");
  // sqlite-vec's own Python package where there is one, else the same extension from ours.
  const program = `${importSqlite}
import json, struct, sys
path, by_word, by_meaning, question, extension = json.load(sys.stdin)
db = sqlite3.connect(path)
db.row_factory = sqlite3.Row
by_word_rows = [dict(row) for row in db.execute(by_word)]
by_title = [row[0] for row in db.execute("SELECT rowid FROM recordings_fts WHERE recordings_fts MATCH 'созвон'")]
db.enable_load_extension(True)
try:
    import sqlite_vec
    sqlite_vec.load(db)
except ImportError:
    db.load_extension(extension)
by_meaning_rows = [dict(row) for row in db.execute(by_meaning, [struct.pack("%sf" % len(question), *question)])]
print(json.dumps({"byWord": by_word_rows, "byMeaning": by_meaning_rows, "byTitle": by_title}))
`;
  const { stdout, stderr, status } = spawnSync(found.python, ["-c", program], {
    encoding: "utf8",
    input: JSON.stringify([path, byWord, neighbours, [...question], getLoadablePath()]),
  });
  assert.equal(status, 0, stderr);
  checkAnswers(JSON.parse(stdout) as Answers, expected);
});
