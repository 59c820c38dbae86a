/** How fast index rows are written: the same transcripts, in turns, in ways that differ in one thing. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Embedder } from "../src/embedding/embedder.ts";
import { openArchiveDatabase } from "../src/index/open-archive-database.ts";
import { recreateTextTables, setActiveEmbedding } from "../src/index/sqlite/index-tables.ts";
import { listPassages } from "../src/index/sqlite/passages.ts";
import { getVectors, putVectors } from "../src/index/sqlite/put-vectors.ts";
import { type PassagesOfTranscription, replacePassagesOfMany } from "../src/index/sqlite/replace-passages.ts";
import { clearVocabulary } from "../src/index/sqlite/vocabulary.ts";
import { indexFingerprint } from "../src/indexing/index-transcription.ts";
import { detectScript } from "../src/language/detect-script.ts";
import { indexTerms } from "../src/language/index-terms.ts";
import { archiveFiles, createArchiveFolders } from "../src/storage/archive-files.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { insertRecording, listRecordings } from "../src/storage/recordings.ts";
import { getTranscript, insertTranscription } from "../src/storage/transcriptions.ts";
import { interleave, median, timeWork, workFolder } from "./measure.ts";

export type WritingSpeed = {
  what: string;
  passagesASecond: number;
  /** Of all index tables: passages, spoken text, stems, new words, vectors twice. */
  rowsASecond: number;
  /** Microseconds of CPU a passage. */
  cpuMicroseconds: number;
  /** Longest single transaction, ms: so long others wait to write. */
  maxMs: number;
};

const rounds = 3;

/**
 * Takes the first `recordings` of an archive (50 passages each), stores them in a new one, and indexes them there again and
 * again. Cutting and stemming are not counted: they are done once before.
 */
export async function measureIndexWriting(
  source: Database,
  embedder: Pick<Embedder, "fingerprint" | "dimensions">,
  recordings: number,
): Promise<WritingSpeed[]> {
  const folder = join(workFolder(), "write-index");
  const files = archiveFiles(folder);
  createArchiveFolders(files);
  const db = openArchiveDatabase(files.database, { create: true });
  try {
    setActiveEmbedding(db, embedder);
    return await measure(source, db, embedder.fingerprint, recordings);
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

async function measure(
  source: Database,
  db: Database,
  fingerprint: string,
  recordings: number,
): Promise<WritingSpeed[]> {
  const long: PassagesOfTranscription[] = [];
  const notes: PassagesOfTranscription[] = [];
  const own: Float32Array[] = [];
  for (const { id: sourceId, ...recording } of listRecordings(source).slice(0, recordings)) {
    const { id: sourceTranscription } = source.get<{ id: number }>(
      "select id from transcriptions where recording_id = ?",
      sourceId,
    )!;
    const transcript = getTranscript(source, sourceTranscription);
    const passages = listPassages(source, sourceTranscription).map((passage) => ({
      ...passage,
      ...indexTerms(passage.text),
      script: detectScript(passage.text),
    }));
    own.push(
      ...getVectors(
        source,
        passages.map(({ id }) => id),
        fingerprint,
      ).values(),
    );
    const store = (name: string): number => {
      const { id: recordingId } = insertRecording(db, { ...recording, filename: name });
      const made = { engine: "bench", model: "bench", createdAt: recording.createdAt };
      return insertTranscription(db, { recordingId, transcript, ...made }).id;
    };
    transaction(db, () => {
      long.push({ transcriptionId: store(recording.filename), passages });
      // A note is one passage; that its words lie in a longer transcript changes nothing of what is written here.
      for (const [at, passage] of passages.entries()) {
        const { id: recordingId } = insertRecording(db, {
          ...recording,
          filename: `${at}-${recording.filename}`,
        });
        const made = { engine: "bench", model: "bench", createdAt: recording.createdAt };
        const empty = { ...transcript, segments: [] };
        const { id } = insertTranscription(db, { recordingId, transcript: empty, ...made });
        notes.push({ transcriptionId: id, passages: [passage] });
      }
    });
  }
  const write = (groups: readonly PassagesOfTranscription[][], alsoVectors = false) => {
    let maxMs = 0;
    let at = 0;
    for (const transcriptions of groups) {
      const begun = performance.now();
      transaction(db, () => {
        const stored = replacePassagesOfMany(db, { fingerprint: indexFingerprint, transcriptions });
        if (alsoVectors)
          putVectors(db, new Map(stored.flat().map(({ id }) => [id, own[at++]!])), fingerprint);
      });
      maxMs = Math.max(maxMs, performance.now() - begun);
    }
    return maxMs;
  };
  const alone = (list: readonly PassagesOfTranscription[]) => list.map((one) => [one]);
  const ways: Record<string, () => number> = {
    "recordings of 50 minutes: text and stems": () => write(alone(long)),
    "the same, with vectors": () => write(alone(long), true),
    "notes of a minute, a transaction each": () => write(alone(notes)),
    "notes of a minute, 60 together": () => write(inGroups(notes, 60)),
    "nothing but the two FTS5 tables": () => writeText(db, long),
  };
  const passages = notes.length;
  const spent = await interleave(
    rounds,
    Object.fromEntries(
      Object.entries(ways).map(([what, work]) => [
        what,
        async () => {
          clear(db);
          let maxMs = 0;
          const time = await timeWork(() => {
            maxMs = work();
          });
          return { ...time, maxMs, rows: countRows(db) };
        },
      ]),
    ),
  );
  return Object.entries(spent).map(([what, times]) => {
    const seconds = median(times.map((time) => time.wallMs)) / 1000;
    return {
      what,
      passagesASecond: passages / seconds,
      rowsASecond: median(times.map((time) => (time.rows * 1000) / time.wallMs)),
      cpuMicroseconds: (median(times.map((time) => time.cpuMs)) * 1000) / passages,
      maxMs: median(times.map((time) => time.maxMs)),
    };
  });
}

/** What FTS5 alone takes: no rows beside it, no look for what was there. */
function writeText(db: Database, list: readonly PassagesOfTranscription[]): number {
  let maxMs = 0;
  let rowid = 0;
  for (const { passages } of list) {
    const begun = performance.now();
    transaction(db, () => {
      for (const { text, stems } of passages) {
        rowid++;
        db.run("insert into transcriptions_fts (rowid, text, recording_id) values (?, ?, 1)", rowid, text);
        db.run("insert into passages_stems (rowid, stems) values (?, ?)", rowid, stems);
      }
    });
    maxMs = Math.max(maxMs, performance.now() - begun);
  }
  return maxMs;
}

function clear(db: Database): void {
  transaction(db, () => {
    recreateTextTables(db);
    db.exec("delete from transcription_embeddings; delete from passages");
    clearVocabulary(db);
  });
}

const indexTables = [
  "passages",
  "transcriptions_fts_docsize",
  "passages_stems_docsize",
  "vocabulary",
  "vocabulary_sounds",
  "passage_vectors",
  "transcription_embeddings_rowids",
];

function countRows(db: Database): number {
  const counts = indexTables.map(
    (name) => db.get<{ count: number }>(`select count(*) as count from ${name}`)!.count,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
