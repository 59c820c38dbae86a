import type { Segment, Word } from "../domain.ts";
import type { Database } from "./database.ts";

/** A word and its place in the transcription: 0, 1, 2 … */
type PlacedWord = Word & { position: number };

type WordRow = [
  text: string,
  startMs: number,
  endMs: number,
  position: number,
  confidence: number | null,
  interpolated: number,
];

type SegmentRow = {
  start_ms: number;
  end_ms: number;
  first_word: number;
  word_count: number;
  speaker: string | null;
  language: string | null;
  channel: number | null;
};

const wordColumns = "word, start_ms, end_ms, position, confidence, interpolated";

/** Stores the segments and words of a new transcription; part of `insertTranscription`. Times are rounded to whole ms. */
export function insertSegments(db: Database, transcriptionId: number, segments: readonly Segment[]): void {
  let wordPosition = 0;
  for (const [position, segment] of segments.entries()) {
    db.run(
      `insert into transcription_segments (transcription_id, position, start_ms, end_ms, first_word, word_count, speaker, language, channel)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      transcriptionId,
      position,
      Math.round(segment.startMs),
      Math.round(segment.endMs),
      wordPosition,
      segment.words.length,
      segment.speaker,
      segment.language,
      segment.channel,
    );
    for (const word of segment.words) insertWord(db, transcriptionId, wordPosition++, word);
  }
}

/** A segment without its words: which of the transcription's words are its own. */
type SegmentPlace = Omit<Segment, "words"> & { firstWord: number; wordCount: number };

/** Segments with their words, in order. */
export function listSegments(db: Database, transcriptionId: number): Segment[] {
  const words = readWords(db, transcriptionId, 0, Number.MAX_SAFE_INTEGER).map(toPlainWord);
  return listSegmentPlaces(db, transcriptionId).map(({ firstWord, wordCount, ...segment }) => ({
    ...segment,
    words: words.slice(firstWord, firstWord + wordCount),
  }));
}

/** Segments in order, with the places of their words. */
export function listSegmentPlaces(db: Database, transcriptionId: number): SegmentPlace[] {
  return db
    .all<SegmentRow>(
      `select start_ms, end_ms, first_word, word_count, speaker, language, channel from transcription_segments
       where transcription_id = ? order by position`,
      transcriptionId,
    )
    .map((row) => ({
      startMs: row.start_ms,
      endMs: row.end_ms,
      speaker: row.speaker,
      language: row.language,
      channel: row.channel,
      firstWord: row.first_word,
      wordCount: row.word_count,
    }));
}

/** Words of a transcription by position: `wordCount` from `firstWord` on (default: all). */
export function listWords(
  db: Database,
  transcriptionId: number,
  { firstWord = 0, wordCount = Number.MAX_SAFE_INTEGER }: { firstWord?: number; wordCount?: number } = {},
): PlacedWord[] {
  return readWords(db, transcriptionId, firstWord, wordCount).map(toWord);
}

function insertWord(db: Database, transcriptionId: number, position: number, word: Word): void {
  // A space inside a word would shift every passage's text against its words.
  if (word.text === "" || /\s/u.test(word.text)) throw new TypeError(`not one word: "${word.text}"`);
  db.run(
    `insert into transcription_words (transcription_id, word, start_ms, end_ms, position, confidence, interpolated)
     values (?, ?, ?, ?, ?, ?, ?)`,
    transcriptionId,
    word.text,
    Math.round(word.startMs),
    Math.round(word.endMs),
    position,
    word.confidence,
    word.timing === "interpolated" ? 1 : 0,
  );
}

function readWords(db: Database, transcriptionId: number, firstWord: number, wordCount: number): WordRow[] {
  return db.lists<WordRow>(
    `select ${wordColumns} from transcription_words
     where transcription_id = ? and position >= ? order by position limit ?`,
    transcriptionId,
    firstWord,
    wordCount,
  );
}

function toPlainWord([text, startMs, endMs, , confidence, interpolated]: WordRow): Word {
  return { text, startMs, endMs, confidence, timing: interpolated === 1 ? "interpolated" : "measured" };
}

function toWord([text, startMs, endMs, position, confidence, interpolated]: WordRow): PlacedWord {
  return {
    text,
    startMs,
    endMs,
    confidence,
    timing: interpolated === 1 ? "interpolated" : "measured",
    position,
  };
}
