import type { IndexReport } from "../index/sqlite/check-index.ts";
import { makeNote, type Note } from "../messages/notes.ts";

/** Each kind in words: as a problem of the index, or as what the repair did about it. */
export function noteReport(report: IndexReport, as: "index" | "repaired"): Note[] {
  return (Object.keys(kindNames) as (keyof IndexReport)[]).flatMap((kind) => {
    const { length: count } = report[kind];
    return count > 0 ? [makeNote(`${as}-${kindNames[kind]}`, { count })] : [];
  });
}

/** What the notes about each kind are called. */
const kindNames = {
  wrongText: "wrong-text",
  missingStems: "missing-stems",
  missingPassages: "missing-passages",
  missingWords: "missing-words",
  strayText: "stray-text",
  strayStems: "stray-stems",
  strayVectors: "stray-vectors",
  unsearchableVectors: "missing-vectors",
  retiredPassages: "retired-passages",
  wrongRecordingText: "wrong-recording-text",
} as const satisfies Record<keyof IndexReport, string>;
