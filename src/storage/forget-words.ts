import type { Segment, Word } from "../domain.ts";
import { removeCheckpoint } from "./checkpoints.ts";
import { type Database, transaction } from "./database.ts";
import { hashTranscript } from "./hash-transcript.ts";
import { getTranscript, listTranscriptions } from "./transcriptions.ts";
import { insertSegments } from "./words.ts";

/** A stretch of a recording: milliseconds on its clock. */
export type Stretch = { startMs: number; endMs: number };

/**
 * Removes the words that lie in a stretch, or reach into it, from every transcription of a recording; the current one is to
 * be indexed again. All or nothing.
 * @returns the number of words removed from all transcriptions together
 */
export function forgetWords(db: Database, recordingId: number, stretch: Stretch): number {
  return transaction(db, () => {
    let removed = 0;
    // It holds what was recognised of the recording so far.
    removeCheckpoint(db, recordingId);
    for (const transcription of listTranscriptions(db, recordingId)) {
      const { id, wordCount, isCurrent } = transcription;
      const segments = getTranscript(db, id).segments.flatMap((segment) => withoutStretch(segment, stretch));
      const words = segments.flatMap((segment) => segment.words);
      if (words.length === wordCount) continue;
      removed += wordCount - words.length;
      if (isCurrent) db.listener.transcriptionRetired(id);
      db.run("delete from transcription_words where transcription_id = ?", id);
      db.run("delete from transcription_segments where transcription_id = ?", id);
      insertSegments(db, id, segments);
      db.run(
        "update transcriptions set text = ?, word_count = ?, checksum = ? where id = ?",
        words.map((word) => word.text).join(" "),
        words.length,
        hashTranscript(transcription, segments),
        id,
      );
    }
    return removed;
  });
}

/** Whether a word is heard in a stretch; one without length counts where it stands. */
export function isInStretch({ startMs, endMs }: Word, stretch: Stretch): boolean {
  if (startMs === endMs) return startMs >= stretch.startMs && startMs < stretch.endMs;
  return startMs < stretch.endMs && endMs > stretch.startMs;
}

/** The segment with what is left of it: nothing, or a shorter one. */
function withoutStretch(segment: Segment, stretch: Stretch): Segment[] {
  const words = segment.words.filter((word) => !isInStretch(word, stretch));
  if (words.length === segment.words.length) return [segment];
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return [];
  const startMs = first === segment.words[0] ? segment.startMs : first.startMs;
  const endMs = last === segment.words.at(-1) ? segment.endMs : last.endMs;
  return [{ ...segment, startMs, endMs, words }];
}
