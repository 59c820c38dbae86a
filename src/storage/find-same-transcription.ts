import type { Segment, Transcription } from "../domain.ts";
import type { Database } from "./database.ts";
import { hashTranscript } from "./hash-transcript.ts";
import { listTranscriptions } from "./transcriptions.ts";
import { listSegments } from "./words.ts";

/** A transcription from another program's file that says the same words at the same times; undefined: there is none. */
export function findSameTranscription(
  db: Database,
  recordingId: number,
  segments: readonly Segment[],
): Transcription | undefined {
  const text = segments.flatMap(({ words }) => words.map((word) => word.text)).join(" ");
  const hash = hashContent(segments);
  return listTranscriptions(db, recordingId).find(
    ({ id, engine, text: stored }) =>
      engine === "import" && stored === text && hashContent(listSegments(db, id)) === hash,
  );
}

const noFacts = { language: null, confidence: null, engine: "", model: "", createdAt: "", notes: [] };

/** Languages may have been given by hand. */
function hashContent(segments: readonly Segment[]): string {
  return hashTranscript(
    noFacts,
    segments.map((segment) => ({ ...segment, language: null })),
  );
}
