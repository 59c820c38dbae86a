/**
 * The vocabulary: what an archive is made of. The comments are the glossary; every other file uses these nouns
 * and no others. Times are milliseconds on the stored Opus file's clock unless a name says otherwise.
 */

import type { Note } from "./messages/notes.ts";

/** ISO 639-1 code of a spoken language, such as `ru` or `en`. */
export type Language = string;

/** Where a recording's date came from, most trusted first. */
export type DateSource = "given" | "tag" | "file-name" | "file-time";

/** One sound track of a source file. */
export type SourceTrack = {
  /** From 1, in the order of the sound tracks in the file. */
  number: number;
  codec: string;
  channels: number;
  sampleRate: number;
  /** As the file has it, mostly a code such as `eng`. */
  language?: string | undefined;
  title?: string | undefined;
  /** Whether the file marks it as the one to play. */
  isDefault: boolean;
  durationSeconds?: number | undefined;
  /** Why it makes no recording by itself: no sound was found in it, or there is no decoder for it. Absent: it has sound. */
  problem?: "silent" | "no-decoder" | undefined;
};

/** Why a source was not believed although it ranks before the one that was: see docs/audio.md. */
export type DateDoubt = "clock-not-set" | "end-of-recording" | "later-copy" | "other-time-zone";

/** What one source said about the date of a recording. */
export type DateCandidate = {
  source: DateSource;
  /** The text as it was found there. */
  value: string;
  /** What it means: ISO 8601 with offset. */
  date: string;
  /** False: it is a day without a time. */
  hasTime: boolean;
  doubt?: DateDoubt | undefined;
};

/** One sound kept by the archive: an Opus file in `recordings/` and a row that says what is known of it. */
export type Recording = {
  id: number;
  /** Name of the file in `recordings/`, e.g. `2024-01-15_14-30-00.opus`: the local time of recording. */
  filename: string;
  durationSeconds: number;
  /** Clock of the stored file: always 48 000 Hz for Opus. */
  sampleRate: number;
  /** When it was recorded: ISO 8601 with offset. */
  createdAt: string;
  dateSource: DateSource;
  title: string;
  notes: string;
  tags: string[];
  channels: number;
  byteLength: number;
  /** Name of the file it was imported from. */
  sourceName: string;
  /** What the source was, as found in its bytes, e.g. `mp3`, `wav`, `webm/opus`. */
  sourceFormat: string;
  sourceSampleRate: number;
  /** SHA-256 of the source file's bytes: recognises the same file. */
  sourceSha256: string;
  /** SHA-256 of the sound itself (packets or samples): recognises the same sound under other tags or another name. */
  soundSha256: string;
  importedAt: string;
  /** SHA-256 of the Opus file's bytes; null for a recording of an earlier version whose file was not read since. */
  opusSha256: string | null;
  /** When that hash was taken: as the file was written, or when an older file was first read by `verify`. */
  opusSha256From: "import" | "first-seen" | null;
  /** What was found at import: damage, an early end, what was not taken. */
  importNotes: Note[];
  /** The sound track of the source file that it was made of, from 1; null: its only one, or not known. */
  sourceTrack: number | null;
  /** Every sound track of the source if it has several, else empty. */
  sourceTracks: SourceTrack[];
  /** What each source said about the date; empty for a recording of an earlier version. */
  dateCandidates: DateCandidate[];
};

/** Whether a time was heard by a recogniser, or laid evenly between the times of a line. */
export type Timing = "measured" | "interpolated";

/** One spoken word, with its punctuation, as written. Never contains a space. */
export type Word = {
  text: string;
  startMs: number;
  endMs: number;
  /** 0…1, or null where the source gives none. */
  confidence: number | null;
  timing: Timing;
};

/** A stretch of speech as the recogniser or the subtitle file cut it: a line, a turn. Its text is its words joined by spaces. */
export type Segment = {
  startMs: number;
  endMs: number;
  speaker: string | null;
  language: Language | null;
  /** The channel of the sound that it was heard in, from 1; null: all of them together, or not known. */
  channel: number | null;
  words: Word[];
};

/** What was said in one recording, before it is stored: by a recogniser or from another program's file. */
export type Transcript = {
  language: Language | null;
  /** 0…1, mean over words weighted by their length; null where no word has one. */
  confidence: number | null;
  segments: Segment[];
  /** What a person should know of how it was read or recognised: what was not taken, moved, repaired or chosen. */
  notes?: Note[] | undefined;
};

/** One stored transcript of a recording. A recording may have several; one of them is current and is searched. */
export type Transcription = {
  id: number;
  recordingId: number;
  text: string;
  language: Language | null;
  confidence: number | null;
  /** Who made it: `whisper`, or `import` for another program's file. */
  engine: string;
  /** The recogniser's model, or the format of the imported file (`srt`, `whisperx-json`, …). */
  model: string;
  createdAt: string;
  isCurrent: boolean;
  wordCount: number;
  /** What was found when it was read or recognised: what was not taken, moved, repaired or chosen. */
  notes: Note[];
};

/** About 60 s of speech cut at a sentence end or a pause: the unit that is indexed and ranked. */
export type Passage = {
  id: number;
  transcriptionId: number;
  recordingId: number;
  /** 0, 1, 2 … within the transcription. */
  position: number;
  startMs: number;
  endMs: number;
  /** Index of its first word in the transcription, and how many follow. */
  firstWord: number;
  wordCount: number;
  language: Language | null;
  text: string;
};

/**
 * How passages are found and ordered. `keyword`: by words alone, needs no model. `semantic`: by meaning alone. `hybrid`:
 * both rankings fused. `rerank`: found by words, ordered by meaning.
 */
export type SearchMode = "hybrid" | "keyword" | "semantic" | "rerank";

/** Which recordings a search looks at. Dates compare with `Recording.createdAt` as instants. */
export type SearchFilter = {
  /** Inclusive, ISO date (`2026-03-01`) or date-time. */
  from?: string;
  /** Inclusive when only a date is given (the whole day), else the instant. */
  to?: string;
  languages?: Language[];
  recordingIds?: number[];
};

/** A matching word of a hit, to be marked: its time, and its offsets in the excerpt (UTF-16, end exclusive). */
export type Highlight = { text: string; startMs: number; endMs: number; from: number; to: number };

/**
 * The kind of evidence that found a hit. `variant`: a word that sounds or is spelt alike; `title`: the recording's title,
 * tags or notes.
 */
export type FoundBy = "word" | "phrase" | "variant" | "title" | "meaning";

/** `uncertain`: weak evidence, the hit may be unrelated. Uncertain hits come after all confident ones, and are few. */
export type Certainty = "confident" | "uncertain";

/** A match in a recording's title, tags or notes: the text, and the words to mark in it. */
export type RecordingMatch = {
  field: "title" | "tags" | "notes";
  /** The whole title, one tag, or the sentence of the notes. */
  text: string;
  /** UTF-16 offsets in `text`, end exclusive. */
  highlights: { from: number; to: number }[];
};

/** Why a hit ranks where it does: the evidence of one of its passages. Shown by `--explain`. */
export type Explanation = {
  /** Null if only the recording's title, tags or notes match. */
  passageId: number | null;
  /** The stems of the question that this passage has. */
  matchedTerms: string[];
  /** Stems it has that sound or are spelt like one of the question. */
  matchedVariants: string[];
  /** bm25 (higher is better), 0 when no word matched. */
  textScore: number;
  /** Cosine of question and passage, null when the passage has no vector yet. */
  similarity: number | null;
  /** How many standard deviations that cosine is above the question's baseline, its cosine with passages on other subjects. */
  zScore: number | null;
  /** Score of the recording's title, tags and notes, 0 when they have no word of the question. */
  titleScore: number;
  /** What words, meaning and title add to the score: together they are the passage's score. */
  textPart: number;
  meaningPart: number;
  titlePart: number;
  /** 1-based rank by words and by meaning; null if it was not found that way. */
  textRank: number | null;
  meaningRank: number | null;
};

/** One place in one recording that answers a question; neighbouring passages are merged into one hit. */
export type Hit = {
  recording: Recording;
  /** Null: found by title, tags or notes, and never transcribed; then there is no excerpt. */
  transcriptionId: number | null;
  /** What the hit covers. */
  startMs: number;
  endMs: number;
  /** Where to start playing: the first marked word, else the start of the best sentence. */
  playFromMs: number;
  /** The few sentences around the found words. */
  excerpt: string;
  /** Clock of the excerpt. */
  excerptStartMs: number;
  excerptEndMs: number;
  highlights: Highlight[];
  foundBy: FoundBy[];
  certainty: Certainty;
  /** Matches in the recording's title, tags and notes. */
  recordingMatches: RecordingMatch[];
  /** 0…1 within one answer; comparable between hits of one search, not between searches. */
  score: number;
  explanation: Explanation[];
};

/** Which channels to recognise. `auto`: what carries speech; `separate`: each channel on its own, as of two people. */
export const channelChoices = ["auto", "mix", "left", "right", "separate"] as const;
export type ChannelChoice = (typeof channelChoices)[number];

/**
 * Endings of names that audio and video files have, in lower case without the dot: the one list of them. What a file is, its
 * bytes decide; an ending only says that somebody meant it as a recording. `ts` is missing: most such files are TypeScript.
 */
export const audioFileEndings: readonly string[] = (
  "opus ogg oga spx mp3 mp2 mp1 m4a m4b aac wav w64 bwf flac wma aif aiff aifc caf au snd amr awb ac3 eac3 dts ape wv tta mpc " +
  "tak dsf dff ra gsm voc qcp webm mka mkv mp4 m4v mov qt 3gp 3g2 wmv asf avi mpg mpeg mts m2ts flv mxf rm ogv"
).split(" ");

/** Whether a file is named as audio or video files are. */
export function hasAudioFileEnding(name: string): boolean {
  const ending = /\.([a-z0-9]{2,5})$/i.exec(name)?.[1];
  return ending !== undefined && audioFileEndings.includes(ending.toLowerCase());
}
