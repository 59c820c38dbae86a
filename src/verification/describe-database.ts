import type { Database } from "../storage/database.ts";
import { findRecording } from "../storage/recordings.ts";
import type { DatabaseReport } from "./check-database.ts";
import { type Finding, makeFinding } from "./finding.ts";
import { noteReport } from "./note-index-report.ts";

/** What the check of data.db found, in words. */
export function describeDatabase(db: Database, report: DatabaseReport): Finding[] {
  const nameOf = (id: number) => nameRecording(db, id);
  return [
    ...report.damage.map((why) => makeFinding("database", "database-damaged", { why })),
    ...report.changedSchema.map((name) => makeFinding("database", "schema-changed", { name })),
    ...report.reusedNumbers.map((table) => makeFinding("database", "numbers-reused", { table })),
    ...report.errors.map(({ part, why }) =>
      part === "source"
        ? makeFinding("database", "database-unreadable", { why })
        : makeFinding("index", "index-unreadable", { why }),
    ),
    ...report.contradictoryRecordings.map((id) =>
      makeFinding("transcripts", "recording-contradictory", { filename: nameOf(id) }, id),
    ),
    ...(report.transcripts?.damaged ?? []).map(({ id, recordingId }) =>
      makeFinding(
        "transcripts",
        "transcript-damaged",
        { transcription: id, filename: nameOf(recordingId) },
        recordingId,
      ),
    ),
    ...describeIndex(report),
  ];
}

function describeIndex(report: DatabaseReport): Finding[] {
  const { index, passages, words, vectors } = report;
  const counted = [
    ["index-wrong-passages", passages?.wrongPassages.length],
    ["index-wrong-stems", passages?.wrongStems.length],
    ["index-wrong-recording-stems", report.wrongRecordingStems.length],
    ["index-damaged-words", words?.damagedWords.length],
    ["index-damaged-fingerprints", words?.damagedFingerprints.length],
    ["index-damaged-vectors", vectors?.damaged.length],
    ["index-damaged-sentences", vectors?.damagedSentences.length],
    ["index-differing-vectors", vectors?.differing.length],
    ["index-contradictory-vectors", vectors?.contradictions],
    ["waveforms-damaged", report.damagedWaveforms.length],
  ] as const;
  const areTotalsWrong = report.areTotalsWrong || passages?.hasStrayTerms;
  return [
    ...(index ? noteReport(index, "index") : []).map((note): Finding => ({ area: "index", ...note })),
    ...counted.flatMap(([code, count = 0]) => (count > 0 ? [makeFinding("index", code, { count })] : [])),
    ...(areTotalsWrong ? [makeFinding("index", "index-wrong-totals", {})] : []),
    ...(vectors?.areCountsWrong ? [makeFinding("index", "index-wrong-counts", {})] : []),
  ];
}

function nameRecording(db: Database, id: number): string {
  try {
    return findRecording(db, id)?.filename ?? String(id);
  } catch {
    // Its row may be what is damaged.
    return String(id);
  }
}
