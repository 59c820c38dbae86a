/**
 * What the program adds to an answer that is no error: notes of a search, warnings of an import, problems of an archive.
 * The same mechanism as the errors: a stable code, values, and a text in plain English.
 */

import { backupNotes } from "./backup-notes.ts";
import { fillMessage, type MessageValue, type MessageValues, type PlaceholderNames } from "./fill-message.ts";
import { verifyNotes } from "./verify-notes.ts";

/** Text, and where something can be done about it, what to try. */
type NoteMessage = readonly [text: string, hint?: string];

const indexHint = "fonoteka status --check --repair repairs it; transcripts are not affected";

export const noteCatalogue = {
  // Search.
  "nothing-indexed": ["Nothing is indexed yet: there is no speech to search."],
  "no-embedding-model": ["No embedding model: searched by words only."],
  "vectors-missing": [
    "{missing} of {total} passages have no vector of the current model yet: search by meaning is incomplete.",
  ],
  "words-only": ["Searched by words only."],
  "words-only-because": ["Searched by words only: {error}."],
  "query-cut": ["The query is very long: only its first {count|character was|characters were} used."],
  "quote-not-closed": ["A quotation mark is not closed: its words were searched as ordinary words."],
  "prefix-not-found": ["No word begins with “{prefix}”."],
  "spelling-replaced": ["“{word}” was not found: searched for {replacements}."],
  "engine-unavailable": [
    "The search engine {engine} was not used: {why}. The archive's own search answered instead.",
  ],
  "no-confident-match": ["No confident match; the results below may be unrelated."],

  // Import of audio.
  "audio-damaged-places": ["{count|damaged place was|damaged places were} skipped or smoothed over"],
  "audio-damaged-at": [
    "{count|damaged place was|damaged places were} skipped or smoothed over, near {places}",
  ],
  "audio-reading-stopped": ["reading stopped at a damaged place: the rest is lost"],
  "audio-ends-early": ["the end is missing: the file has {seconds} of {totalSeconds} s"],
  "audio-end-missing": ["the end is missing: the file has {byteLength} of {stated} bytes"],
  "audio-incomplete": ["a part is missing: {seconds} of {totalSeconds} s are there"],
  "audio-part-lost": ["a part is missing: the file has {byteLength} of {stated} bytes"],
  "audio-end-lost": ["the end is missing: the file breaks off"],
  "audio-length-wrong": [
    "the header states {stated|byte|bytes} of sound, the file has {byteLength}: all of it was read",
  ],
  "audio-trailing-data": [
    "{byteLength|byte|bytes} after the end of the sound were not read ({kind})",
    "if that is sound, too, cut the file there and import both parts",
  ],
  "audio-joined-files": ["{count|file is|files are} joined in it: they were taken one after another"],
  "audio-part-silent": [
    "part {part} of {parts} of the file cannot be read ({error}): {seconds} s of silence stand in its place",
  ],
  "audio-part-missing": [
    "part {part} of {parts} of the file cannot be read ({error}): its {byteLength|byte is|bytes are} missing",
  ],
  "subtitles-not-taken": [
    "{count|subtitle track was|subtitle tracks were} not taken",
    "export the subtitles as SRT with the program that made the file; then: fonoteka transcribe ID --from FILE.srt",
  ],
  "audio-starts-late": [
    "the sound begins {seconds} s after the start of the file: there is silence until then",
  ],
  "audio-start-cut": [
    "{seconds} s of sound before the start of the file’s clock were left out, as players do",
  ],
  "audio-holes-filled": [
    "silence was put in at {count|place|places} where the file has no sound, {seconds} s in all: {places}",
  ],
  "audio-overlaps-cut": [
    "sound for a time that had sound already was left out at {count|place|places}, {seconds} s in all: {places}",
  ],
  "audio-clock-jumps": [
    "the clock of the file jumps at {count|place|places} ({places}): the sound goes on there without a pause",
  ],
  "audio-clock-slower": [
    "the sound is {seconds} s shorter than the clock of the file says: silence was put in at {count|quiet place|quiet places}",
  ],
  "audio-clock-faster": [
    "the sound is {seconds} s longer than the clock of the file says: it was shortened at {count|quiet place|quiet places}",
  ],
  "ogg-damaged": ["the Ogg file is damaged: {flaw}"],
  "other-tracks": [
    "this is sound track {track} of {count}; the file also has {others}",
    'to import another: fonoteka import "{name}" --track NUMBER',
  ],
  "track-silent": ["sound track {track} has no sound"],
  "tracks-silent": ["{count|sound track has|sound tracks have} no sound: {tracks}"],
  "tracks-without-decoder": ["{count|sound track has|sound tracks have} an unknown codec: {tracks}"],
  "stray-file-is-copy": [
    "recordings/{filename} is a second copy of {recording}",
    "delete it, or move it out of recordings/",
  ],
  "stored-file-damaged": [
    "recordings/{filename} is not the file that was stored",
    "import the file it was made from, or a copy from a backup: the recording gets its file back",
  ],
  "damaged-file-kept": ["the damaged file is kept as {path}", "delete it when you no longer need it"],
  "restored-length-differs": [
    "the recording is {seconds} s long now, {previousSeconds} s before: times in its transcripts may be off",
    "play a few places; a new transcript: fonoteka transcribe {recordingId} --again",
  ],
  "not-restored-forgotten": [
    "the file of {recording} is missing or damaged, but was not restored: this source still has the stretch that was forgotten",
    "restore recordings/{recording} from a backup made since",
  ],
  "recording-in-trash": [
    "{recording} is in the trash",
    "to have it back: fonoteka trash restore {recordingId}",
  ],
  "not-audio": ["not an audio file ({kind})"],
  "import-skipped": ["skipped: {error}"],

  // Recognition.
  "heard-left-channel": [
    "only the left channel was recognised",
    "to recognise both, transcribe again with --channels mix (together) or --channels separate (each on its own)",
  ],
  "heard-right-channel": [
    "only the right channel was recognised",
    "to recognise both, transcribe again with --channels mix (together) or --channels separate (each on its own)",
  ],
  "heard-difference": ["the two channels are in opposite phase: their difference was recognised"],
  "heard-channels-apart": [
    "the two channels were recognised as two speakers",
    "to recognise both together, transcribe again with --channels mix",
  ],
  "quiet-speech-raised": ["{seconds} s of very quiet speech were raised by up to {decibels} dB"],

  // Transcripts of other programs.
  "transcript-not-attached": [
    "the transcript {path} was not attached: the recording was imported before",
    "fonoteka transcribe {recordingId} --from {path}",
  ],
  "transcript-other-form": ["not attached: {files}, other forms of {path}, which was taken"],
  "transcript-without-audio": [
    "a transcript, and no audio file of its name beside it",
    "attach it to a recording: fonoteka transcribe NUMBER --from {path}",
  ],
  "transcript-rejected": ["the transcript {path} was not attached: {error}"],
  "transcript-runs-past-end": [
    "the transcript ends at {end}, {recording} at {length}: {count|word|words} past the end moved to the end",
  ],
  "transcript-ends-early": [
    "the transcript ends at {end}, {recording} at {length}: the rest of the recording has no text",
  ],
  "transcript-timeline-shifted": [
    "the transcript's times begin at {start}, as in editing programs: this was taken away from each, so that they fit the recording",
  ],
  "transcript-wall-clock": [
    "the transcript has times of day: its first line, said at {start}, was put at the start of the recording",
  ],
  "transcript-frame-rate": [
    "the transcript counts frames and does not say how many make a second: read as {rate} per second",
  ],
  "transcript-hundredths": [
    "the transcript does not say what its numbers count: they were read as hundredths of a second, with which it fits the recording",
  ],
  "transcript-sounds-left-out": ["{count|sound|sounds} such as laughter or music left out of the transcript"],
  "transcript-clock-restarted": [
    "the times of the transcript start again {count|time|times}: its order was kept, and each part was moved behind the one before",
    "play a few places: times after the first part may be off by some seconds",
  ],
  "transcript-lines-sorted": [
    "{count|line of the transcript starts|lines of the transcript start} before a line above: all were sorted by their times",
  ],
  "transcript-lines-without-time": [
    "{count|line of the transcript has|lines of the transcript have} no valid time: placed between the lines beside",
  ],
  "transcript-times-repaired": [
    "{count|line of the transcript has|lines of the transcript have} a time below zero or an end before its start: zero was taken, or an end by the length of the text",
  ],
  "transcript-captions-rolled": [
    "rolling captions: {count|caption repeats|captions repeat} what was on the screen before; the repeated words were left out",
  ],
  "transcript-letters-mended": ["letters that were cut in two were put together in {count|place|places}"],
  "transcript-letters-lost": ["{count|word has|words have} unreadable letters (\ufffd) in the transcript"],

  // Problems of an archive.
  "database-gone": [
    "the database is gone: {path} was moved, deleted or replaced while the program had it open; nothing can be saved",
    "stop the program, then put the file back or create it again: fonoteka rebuild",
  ],
  "file-missing": [
    "recordings/{filename} is missing",
    "fonoteka verify --repair takes it from the trash or a backup, and importing its original file puts it back; its transcript is kept",
  ],
  "folder-not-mounted": [
    "recordings/ is not mounted: {path} has none of the archive's files",
    "connect its disk. If the files were deleted, create an empty file .fonoteka in that folder: then they can be restored one by one",
  ],
  "folder-of-another-archive": [
    "recordings/ is of another archive: {path} does not have the files of this one",
    "connect the right disk, or open the archive that these files belong to",
  ],
  "file-changed": [
    "recordings/{filename} has {count|byte|bytes}, not the size it was stored with",
    "fonoteka verify --repair takes a whole copy from the trash or a backup, and importing its original file puts it back",
  ],
  "file-orphaned": ["recordings/{filename} belongs to no recording", "import it: fonoteka import {path}"],
  "trash-entry-stale": [
    "{path}: recording {recording} is in the archive; this was left by an interrupted removal or restore",
    "delete it and the .opus file beside it",
  ],
  // Sidecars, and making data.db again from them.
  "sidecars-outdated": [
    "{count|recording has|recordings have} a .json file older than data.db: {error}",
    "free some space or check the permissions of recordings/: the files are written as soon as that is possible",
  ],
  "sidecars-unwritten": [
    "{count|recording has|recordings have} no Opus file, and a .json file older than the data.db that was replaced",
  ],
  "sidecar-name-taken": [
    "recordings/{filename} is no file of Fonoteka: the data of {recording} is in {sidecar}",
    "move it out of recordings/ if it does not belong there",
  ],
  "sidecar-kept-aside": [
    "recordings/{filename} is damaged ({why}): it is kept as {filename}.damaged",
    "compare the recording with a backup",
  ],
  "sidecar-written-anew": [
    "recordings/{filename} was damaged ({why}): it was written again from data.db, and the damaged one is kept as {filename}.damaged",
  ],
  "recording-carried-over": [
    "{filename} is missing in recordings/, and so is its .json file: what data.db knew of it was kept",
    "restore the file from a backup, or remove the recording: fonoteka remove {filename}",
  ],
  "sidecar-not-used": [
    "recordings/{filename} was not used: {recording} has another file with its data",
    "compare the two, and move one of them out of recordings/",
  ],
  "sidecar-renumbered": [
    "recordings/{filename}: its number {previous} belongs to another recording, it is {recording} now",
  ],
  "file-not-adopted": [
    "recordings/{filename} is in no recording: {error}",
    "move it out of recordings/ and import it from there",
  ],
  // Forgetting.
  "stretch-forgotten": ["{startSeconds} s to {endSeconds} s were forgotten: there is silence"],
  "forget-unfinished": [
    "recordings/{filename} is not forgotten everywhere yet: that was interrupted, or a backup could not be reached",
    "finish it: fonoteka forget",
  ],
  "forget-log-held": [
    "another program is reading an older state of the archive: removed text is still in data.db-wal",
    "close the other programs that use the archive, then run: fonoteka forget",
  ],
  "forget-text-found": [
    "{path} still has text of it",
    "delete it, or remove the text there; then run: fonoteka forget",
  ],
  "forget-text-in-database": [
    "{path} still has text of it in the index",
    "make the index again: fonoteka rebuild-index; then run: fonoteka forget",
  ],
  "forget-copy-unreadable": [
    "{path} is a copy of the database that cannot be read, and may have the recording",
    "delete it if it is no longer needed",
  ],
  "forget-backup-unreachable": [
    "{path} has snapshots of this archive and cannot be reached: it may be in them",
    "connect that disk and run: fonoteka forget",
  ],
  "forget-snapshot-unreadable": [
    "{path} is no snapshot that can be changed: it may be in there",
    "delete it if it is no longer needed, then run: fonoteka forget",
  ],
  "forget-not-searched": [
    "this goes on after an interruption: its words are gone already, so that they could not be looked for",
  ],
  "trash-leftover": [
    "{name} was left by an interrupted removal",
    "if its recording is in the archive, delete the file; otherwise import the Opus file",
  ],
  "incoming-leftover": [
    "{name} has {count|byte|bytes}, and no record says what it is",
    "import it, then delete its folder: fonoteka import {path}",
  ],
  "folder-not-own": [
    "{name} is a symbolic link or a file, and is not used",
    "put a real folder in its place",
  ],
  "part-file-left": [
    "recordings/{filename} is an unfinished file of another computer or program",
    "if nothing writes to it any more, delete it",
  ],
  "database-damaged": [
    "data.db is damaged: {why}",
    "stop using it and restore a backup; the Opus files themselves are not affected",
  ],
  // What `verify` finds; more of them are in the part above.
  ...verifyNotes,
  "index-wrong-text": [
    "{count|passage has|passages have} other words in the search index than in the transcript",
    indexHint,
  ],
  "index-missing-stems": ["{count|passage is|passages are} missing from the word index", indexHint],
  "index-missing-passages": [
    "{count|transcript is|transcripts are} incomplete in the search index",
    indexHint,
  ],
  "index-missing-words": [
    "{count|transcript has|transcripts have} words that are missing from the vocabulary",
    indexHint,
  ],
  "index-stray-text": [
    "the search index has {count|leftover text|leftover texts} without a passage",
    indexHint,
  ],
  "index-stray-stems": [
    "the word index has {count|leftover entry|leftover entries} without a passage",
    indexHint,
  ],
  "index-stray-vectors": [
    "the vector index has {count|leftover vector|leftover vectors} without a passage",
    indexHint,
  ],
  "index-missing-vectors": ["{count|vector is|vectors are} missing from the vector index", indexHint],
  "index-retired-passages": [
    "the search index still has {count|passage|passages} of replaced transcripts",
    indexHint,
  ],
  "index-wrong-recording-text": [
    "title, notes or tags of {count|recording|recordings} are missing from the search index or out of date",
    indexHint,
  ],

  ...backupNotes,

  // What a repair did.
  "repaired-wrong-text": ["{count|passage|passages} with wrong words: to be indexed again"],
  "repaired-missing-stems": ["{count|passage|passages} missing from the word index: to be indexed again"],
  "repaired-missing-passages": [
    "{count|transcript|transcripts} incomplete in the search index: to be indexed again",
  ],
  "repaired-missing-words": [
    "{count|transcript|transcripts} with words missing from the vocabulary: to be indexed again",
  ],
  "repaired-stray-text": ["{count|leftover text|leftover texts} removed"],
  "repaired-stray-stems": ["{count|leftover entry|leftover entries} of the word index removed"],
  "repaired-stray-vectors": ["{count|leftover vector|leftover vectors} removed"],
  "repaired-missing-vectors": ["{count|missing vector|missing vectors} put back into the vector index"],
  "repaired-retired-passages": ["{count|passage|passages} of replaced transcripts removed"],
  "repaired-wrong-recording-text": [
    "search index of title, notes and tags rebuilt: {count|recording was|recordings were} wrong in it",
  ],
} as const satisfies Record<string, NoteMessage>;

export type NoteCode = keyof typeof noteCatalogue;

/** A note as data: translations go by code and values, `text` is plain English. */
export type Note = {
  code: string;
  values: MessageValues;
  text: string;
  /** What to try, where something can be done. */
  hint?: string | undefined;
};

type TextOf<Code extends NoteCode> = (typeof noteCatalogue)[Code] extends readonly [
  infer Text extends string,
  infer Hint extends string,
]
  ? `${Text}${Hint}`
  : (typeof noteCatalogue)[Code][0];

/** A note of the catalogue. @param values one for each placeholder of its text and hint */
export function makeNote<Code extends NoteCode>(
  code: Code,
  values: Record<PlaceholderNames<TextOf<Code>>, MessageValue>,
): Note {
  const [text, hint]: NoteMessage = noteCatalogue[code];
  return {
    code,
    values,
    text: fillMessage(text, values),
    ...(hint !== undefined && { hint: fillMessage(hint, values) }),
  };
}
