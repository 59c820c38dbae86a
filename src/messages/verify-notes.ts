/** What `verify` finds and what a repair did: each says what it means and what repairs it. */

const fileHint =
  "fonoteka verify --repair takes a whole copy from the trash or a known backup; --from PATH names another backup or the original file";
const indexHint = "fonoteka verify --repair makes it again; recordings and transcripts are not affected";
const sidecarHint = "fonoteka verify --repair writes it again";
const databaseHint =
  "copy the archive to a safe place, then make data.db again from the folder (fonoteka rebuild), or restore it from a backup; the Opus files are not affected";

export const verifyNotes = {
  "file-not-regular": [
    "recordings/{filename} is a link or a special file, which is never opened",
    "replace it with the Opus file itself",
  ],
  "file-damaged": ["recordings/{filename} is damaged: its bytes are not those that were stored", fileHint],
  "file-damaged-pages": [
    "recordings/{filename} is damaged in {count|place|places}: audio there is lost",
    fileHint,
  ],
  "file-flawed": ["recordings/{filename} is damaged: {flaw}", fileHint],
  "file-wrong-length": ["recordings/{filename} has {seconds} s of audio; data.db says {stated} s", fileHint],
  "file-unreadable": ["recordings/{filename} cannot be read: {why}", "check the disk and the permissions"],

  "sidecar-missing": [
    "recordings/{filename} has no sidecar, the file with its transcripts beside it",
    sidecarHint,
  ],
  "sidecar-outdated": ["the sidecar of recordings/{filename} is older than data.db", sidecarHint],
  "sidecar-damaged": ["the sidecar of recordings/{filename} is damaged", sidecarHint],
  "sidecar-different": [
    "the sidecar of recordings/{filename} and data.db differ: one of them is damaged, or from a backup",
    "fonoteka verify --repair keeps what can be proved, and the other version in damaged/",
  ],
  "sidecar-newer": [
    "the sidecar of recordings/{filename} was written by a newer version of Fonoteka",
    "update fonoteka",
  ],
  "sidecar-orphaned": [
    "recordings/{filename} is a sidecar without a recording",
    "fonoteka rebuild takes its recording into data.db, if its Opus file is there; otherwise look at it and delete it",
  ],

  "database-unreadable": ["a part of data.db cannot be read: {why}", databaseHint],
  "schema-changed": ["data.db: the definition of {name} is not Fonoteka's", databaseHint],
  "numbers-reused": [
    "data.db: a new row of {table} would get a number that was used before",
    "fonoteka verify --repair sets the counter",
  ],
  "recording-contradictory": [
    "data.db: the date or the tags of {filename} contradict each other",
    "fonoteka verify --repair takes them from the sidecar",
  ],
  "recording-unreadable": [
    "data.db: the row of recording {recording} cannot be read: {why}",
    "fonoteka verify --repair takes it from the sidecar",
  ],
  "transcript-damaged": [
    "data.db: transcript {transcription} of {filename} is not what was stored",
    "fonoteka verify --repair takes it from the sidecar",
  ],

  "index-unreadable": ["a part of the search index cannot be read: {why}", indexHint],
  "index-wrong-passages": [
    "{count|transcript is|transcripts are} cut into other passages than the search index has",
    indexHint,
  ],
  "index-wrong-stems": ["words of {count|transcript|transcripts} are wrong in the word index", indexHint],
  "index-wrong-recording-stems": [
    "title, notes or tags of {count|recording|recordings} are wrong in the word index",
    indexHint,
  ],
  "index-wrong-totals": ["what ranking knows of the whole word index is wrong", indexHint],
  "index-damaged-words": ["{count|word of the vocabulary is|words of the vocabulary are} damaged", indexHint],
  "index-damaged-fingerprints": [
    "what says by which rules the index was made is damaged ({count|entry|entries})",
    indexHint,
  ],
  "index-damaged-vectors": ["{count|vector is|vectors are} damaged", indexHint],
  "index-damaged-sentences": ["vectors of sentences are damaged in {count|passage|passages}", indexHint],
  "index-differing-vectors": [
    "{count|vector differs|vectors differ} between the two places where data.db keeps them",
    indexHint,
  ],
  "index-contradictory-vectors": ["the vector index contradicts itself ({count|place|places})", indexHint],
  "index-wrong-counts": ["the stored number of vectors is wrong", indexHint],
  "waveforms-damaged": [
    "{count|waveform is|waveforms are} damaged",
    "fonoteka verify --repair removes it; it is made again when it is shown",
  ],

  "trash-entry-unreadable": [
    "{path} cannot be read: its recording cannot be restored",
    "the Opus file beside it can be imported again",
  ],
  "trash-transcript-damaged": [
    "{path} is damaged: the transcripts in it are not what was stored",
    "restore it from a backup",
  ],
  "trash-sound-missing": [
    "{path} is missing: this recording cannot be restored without it",
    "import the original file again: the recording is restored with its sound and transcripts. Or restore the file from a backup",
  ],
  "trash-sound-damaged": [
    "{path} is damaged",
    "import the original file again: the recording is restored with its sound and transcripts. Or restore the file from a backup",
  ],

  // What a repair did.
  "repaired-file": ["recordings/{filename} put back from {source}"],
  "repaired-sidecar": ["sidecar of {filename} written"],
  "repaired-transcript": [
    "transcript {transcription} of {filename} taken from the sidecar; the damaged rows are in {kept}",
  ],
  "repaired-recording": [
    "title, date and other facts of {filename} taken from the sidecar; the former ones are in {kept}",
  ],
  "repaired-current": ["{filename} has a current transcript again"],
  "repaired-sidecar-replaced": ["sidecar of {filename} written from data.db; the former one is {kept}"],
  "repaired-numbers": ["counter of {table} set"],
  "repaired-database-indexes": ["indexes of data.db made again"],
  "repaired-orphan-rows": ["{count|row|rows} of the index that referred to nothing removed"],
  "repaired-text-index": ["search index made again: {count|transcript|transcripts}"],
  "repaired-vectors": ["{count|vector|vectors} computed again"],
  "repaired-vector-copies": ["vector index filled again"],
  "repaired-waveforms": ["{count|damaged waveform|damaged waveforms} removed: made again when shown"],
} as const satisfies Record<string, readonly [text: string, hint?: string]>;
