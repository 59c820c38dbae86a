/** All of data.db against itself: structure, source rows against their checksums, the index against its sources. */

import { isArchiveError } from "../errors.ts";
import { openArchiveDatabase } from "../index/open-archive-database.ts";
import { checkDatabase, checkIndex, type IndexReport } from "../index/sqlite/check-index.ts";
import { listChangedSchema } from "../index/sqlite/check-schema.ts";
import { areTotalsSound, checkStems } from "../index/sqlite/check-stems.ts";
import { checkVectors, type VectorsReport } from "../index/sqlite/check-vectors.ts";
import { checkWords, type WordsReport } from "../index/sqlite/check-words.ts";
import { areRecordingStemsCurrent, expectedRecordingStems } from "../index/sqlite/recording-texts.ts";
import { indexFingerprint } from "../indexing/index-transcription.ts";
import {
  checkTranscripts,
  countTranscriptions,
  type TranscriptsReport,
} from "../storage/check-transcripts.ts";
import { type Database, readTransaction } from "../storage/database.ts";
import {
  listContradictoryRecordings,
  listTablesWithReusedNumbers,
} from "../storage/list-contradictory-rows.ts";
import { listDamagedWaveforms } from "../storage/waveforms.ts";
import { checkPassages, type PassagesReport } from "./check-passages.ts";

/** What the check of data.db found; a part that could not be read is undefined, and `errors` says why. */
export type DatabaseReport = {
  /** SQLite's own words for damage of the file, of its indexes and full-text tables, and of references between rows. */
  damage: string[];
  /** Tables, indexes and triggers that are missing or changed. */
  changedSchema: string[];
  reusedNumbers: string[];
  /** Recordings whose columns contradict each other. */
  contradictoryRecordings: number[];
  transcripts: TranscriptsReport | undefined;
  index: IndexReport | undefined;
  passages: PassagesReport | undefined;
  /** The totals of a full-text table that ranking uses are wrong. */
  areTotalsWrong: boolean;
  /** Recordings whose title, tags or notes are wrong in the index of stems. */
  wrongRecordingStems: number[];
  words: WordsReport | undefined;
  vectors: VectorsReport | undefined;
  damagedWaveforms: number[];
  /** Parts that could not be read at all. */
  errors: { part: "source" | "index"; why: string }[];
};

export type DatabaseProgress = (done: number, total: number) => void;

/**
 * Reads all of data.db on one unchanging view; changes nothing. Blocks its thread: it runs in a process of its own
 * (`run-database-check.ts`). Memory does not grow with the archive, but for its vocabulary and what is wrong.
 */
export function checkDatabaseContent(db: Database, onProgress: DatabaseProgress = () => {}): DatabaseReport {
  const report: DatabaseReport = {
    damage: [],
    changedSchema: [],
    reusedNumbers: [],
    contradictoryRecordings: [],
    transcripts: undefined,
    index: undefined,
    passages: undefined,
    areTotalsWrong: false,
    wrongRecordingStems: [],
    words: undefined,
    vectors: undefined,
    damagedWaveforms: [],
    errors: [],
  };
  const guarded = (part: "source" | "index", work: () => void) => {
    try {
      work();
    } catch (error) {
      report.errors.push({ part, why: describeFailure(error) });
    }
  };
  readTransaction(db, () => {
    guarded("source", () => {
      report.damage = checkDatabase(db);
    });
    guarded("source", () => {
      report.changedSchema = listChangedArchiveSchema(db);
    });
    guarded("source", () => {
      report.reusedNumbers = listTablesWithReusedNumbers(db);
    });
    guarded("source", () => {
      report.contradictoryRecordings = listContradictoryRecordings(db);
    });
    guarded("source", () => {
      const total = countTranscriptions(db);
      report.transcripts = checkTranscripts(db, (done) => onProgress(done, total));
    });
    guarded("index", () => {
      report.index = checkIndex(db, indexFingerprint);
    });
    guarded("index", () => {
      report.passages = checkPassages(db);
    });
    guarded("index", () => {
      const recordings = checkStems(db, "recordings_stems", expectedRecordingStems(db));
      report.wrongRecordingStems = recordings.differing;
      const areSound =
        areRecordingStemsCurrent(db) &&
        !recordings.hasStrayTerms &&
        areTotalsSound(db, "recordings_stems") &&
        areTotalsSound(db, "passages_stems");
      report.areTotalsWrong = !areSound;
    });
    guarded("index", () => {
      report.words = checkWords(db);
    });
    guarded("index", () => {
      report.vectors = checkVectors(db);
    });
    guarded("index", () => {
      report.damagedWaveforms = listDamagedWaveforms(db);
    });
  });
  return report;
}

/** Compares with the schema of a new archive: the same migrations in memory. */
function listChangedArchiveSchema(db: Database): string[] {
  using model = openArchiveDatabase(":memory:", { create: true });
  return listChangedSchema(db, model);
}

function describeFailure(error: unknown): string {
  if (isArchiveError(error, "cancelled")) throw error;
  return error instanceof Error ? error.message : String(error);
}
