import type { ErrorMessage } from "./error-codes.ts";

/** The archive itself, its settings, its files and its database. */
export const archiveErrors = {
  "archive-not-found": [
    "not-found",
    "{path}: no archive here",
    "fonoteka import FILES creates one; --archive FOLDER opens another",
  ],
  "recording-not-found": [
    "not-found",
    'no recording "{recording}"',
    "fonoteka list shows the numbers and file names",
  ],
  "recording-in-work": [
    "archive-busy",
    "{recording} is being transcribed",
    "wait until that is done, or stop it, and try again",
  ],
  "forget-range-invalid": [
    "invalid-input",
    "{startSeconds} s to {endSeconds} s is no stretch of {recording}, which lasts {lengthSeconds} s",
    "give a start and an end within the recording",
  ],
  "recording-ambiguous": [
    "invalid-input",
    '"{recording}" matches several recordings: {matches} …',
    "give more of the file name, or the recording's number",
  ],
  "transcription-not-found": [
    "not-found",
    "no transcription {transcription}",
    "fonoteka show RECORDING lists the transcriptions of a recording",
  ],
  "transcription-of-another-recording": [
    "not-found",
    "transcription {transcription} does not belong to {recording}",
    "fonoteka show {recordingId} lists its transcriptions",
  ],
  "no-transcript-yet": [
    "not-found",
    "{recording}: no transcript yet",
    "create one: fonoteka transcribe {recordingId}",
  ],
  "invalid-date": ["invalid-input", 'invalid date "{date}"', "write it as 2024-01-15 or 2024-01-15T14:30"],
  "date-source-silent": [
    "invalid-input",
    "{recording}: no date from this source ({source})",
    "fonoteka date {recordingId} lists what is known",
  ],
  "date-source-not-kept": [
    "invalid-input",
    "{recording}: it was imported by a version that did not keep what this source said ({source})",
    "give the date: fonoteka date {recordingId} 2024-01-15T14:30",
  ],
  "invalid-part": ["invalid-input", 'invalid part "{part}"', "write it as 3/30: the third of thirty parts"],
  "invalid-cursor": ["invalid-input", "invalid cursor", "start from the first page"],
  "archive-read-only": [
    "no-permission",
    "the archive can only be read: nothing can be added or changed",
    "check the permissions of the archive's folder and data.db, or open a copy where it can be written; a backup is never written to",
  ],
  "archive-busy": [
    "archive-busy",
    "{path}: another program is writing to the archive",
    "wait until it has finished, or stop it, and try again",
  ],
  "archive-in-use": [
    "archive-busy",
    "{path}: another program has the archive open",
    "stop it (fonoteka serve, a running import), then run fonoteka rebuild again",
  ],
  "recordings-folder-missing": [
    "not-found",
    "{path}: no such folder: there is nothing to rebuild data.db from",
    "check the path, and that the disk with the recordings is connected",
  ],
  "sidecar-newer": [
    "archive-newer",
    "{path}: written by a newer version of Fonoteka (format version {version})",
    "update fonoteka",
  ],
  "index-being-rebuilt": [
    "archive-busy",
    "the index is being rebuilt by process {process} on {host}",
    "wait for it, or stop that process: the index in use is whole",
  ],
  "no-room-for-copy": [
    "disk-full",
    "{path} cannot be read where it lies, and {folder} has no room for a copy of {byteLength} bytes",
    "free some space there, or set TMPDIR to a folder with room",
  ],
  "archive-newer": [
    "archive-newer",
    "{path}: created by a newer version of Fonoteka (schema version {version}; this program supports up to {newest})",
    "update fonoteka",
  ],
  "archive-needs-upgrade": [
    "no-permission",
    "{path}: the archive has an older format and must be upgraded before it can be read",
    "open it once where it can be written, or copy it to such a place",
  ],
  "foreign-database": [
    "invalid-input",
    "{path}: this database belongs to another program",
    "give the folder of a Fonoteka archive, or an empty folder",
  ],
  "not-a-database": [
    "archive-damaged",
    "{path}: not a database, or its first bytes were overwritten",
    "check the path; otherwise restore data.db from a backup, or make it again with fonoteka rebuild. The files in recordings/ are not affected",
  ],
  "database-damaged": [
    "archive-damaged",
    "{path}: the database cannot be read: {why}",
    "copy the archive to a safe place first. Then restore data.db from a backup, or make it again with fonoteka rebuild. The files in recordings/ are not affected",
  ],
  "index-damaged": [
    "archive-damaged",
    "{path}: the search index is damaged: {why}",
    "run fonoteka rebuild-index: recordings and transcripts are not affected",
  ],
  "index-incomplete": [
    "archive-damaged",
    "{path}: the search index is incomplete",
    "open the archive once where it can be written: the index is rebuilt then",
  ],
  "embedding-model-changed": [
    "archive-busy",
    "{path}: the archive now uses another embedding model",
    "another program has changed the model: restart this one",
  ],
  "path-escapes-recordings": [
    "archive-damaged",
    "{path}: path escapes recordings/: {filename}",
    "someone has changed data.db: do not use this archive until you know where it came from",
  ],
  "database-gone": [
    "archive-damaged",
    "{path}: the database is gone, but the archive is not new",
    "if recordings/ is on another disk, connect it; fonoteka rebuild makes the database again from the files in recordings/; or restore data.db from a backup",
  ],
  "recordings-not-mounted": [
    "disk-error",
    "recordings/ is not mounted: {path} has none of the archive's files",
    "connect its disk. If the files were deleted, create an empty file .fonoteka in that folder: then they can be restored one by one",
  ],
  "recordings-of-another-archive": [
    "disk-error",
    "recordings/ is of another archive: {path} does not have the files of this one",
    "connect the right disk, or open the archive that these files belong to",
  ],
  "recording-file-missing": [
    "not-found",
    "recordings/{filename} is missing",
    "import the original file again: this recording gets its sound back and keeps its transcripts. Or restore the file from a backup",
  ],
  "recording-file-damaged": [
    "corrupt-audio",
    "recordings/{filename} is damaged",
    "import the original file again: this recording gets its sound back and keeps its transcripts. Or restore the file from a backup",
  ],
  "stray-file-not-opus": [
    "unsupported-audio",
    "recordings/{filename} is not an Ogg Opus file: it cannot be kept where it lies",
    "move it out of recordings/ and import it from there",
  ],
  "stray-file-damaged": [
    "corrupt-audio",
    "recordings/{filename} is a damaged Ogg Opus file: {flaw}",
    "move it out of recordings/ and import it from there: what is left of its sound is kept in a repaired file",
  ],
  "trash-entry-not-found": [
    "not-found",
    "no recording {recording} in the trash",
    "fonoteka trash list shows what is in it",
  ],
  "trash-sound-missing": [
    "not-found",
    "{path} is missing: the recording has no sound to restore",
    "import the original file again: the recording is restored with its sound and transcripts",
  ],
  "trash-entry-damaged": [
    "archive-damaged",
    "{path}: this file has been changed and cannot be restored",
    "the Opus file beside it can be imported again",
  ],
  "trash-rows-damaged": [
    "archive-damaged",
    "the trash: the stored rows of {table} have been changed",
    "look at the .json file in trash/; the Opus file beside it can be imported again",
  ],
  "recording-not-in-trash": [
    "invalid-input",
    "recording {recording} is in the archive already",
    "there is nothing to restore",
  ],
  "not-an-own-folder": [
    "archive-damaged",
    "{path}: a symbolic link or a file, not a folder of the archive",
    "links out of the archive are not followed: put a real folder in its place",
  ],
  "recording-not-a-file": [
    "archive-damaged",
    "recordings/{filename} is not a regular file",
    "links, pipes and devices are not opened: put the Opus file itself in its place, or restore it from a backup",
  ],
  "text-not-valid": [
    "invalid-input",
    "{field}: contains a NUL character or half of a surrogate pair",
    "remove the invalid characters",
  ],
  "settings-not-a-file": [
    "invalid-input",
    "{path}: not a regular file",
    "links, pipes and devices are not opened: put the file itself in its place, or remove it",
  ],
  "settings-not-json": [
    "invalid-input",
    "{path}: invalid JSON",
    "check its quotes, commas and brackets, or remove the file",
  ],
  "settings-not-an-object": [
    "invalid-input",
    "{path}: not a JSON object",
    "write one object with settings in it",
  ],
  "unknown-setting": ["invalid-input", '{path}: unknown setting "{setting}"', "known settings: {known}"],
  "invalid-setting": [
    "invalid-input",
    "setting {setting}: {value} is not {expected}",
    "see the settings in docs/cli.md",
  ],
  "setting-outside-archive": [
    "invalid-input",
    "{path}: {setting} {value} is outside the archive",
    "remove it there, and set {environment} on this computer instead",
  ],

  "path-not-found": ["not-found", "{path}: no such file or folder", "check the path"],
  "path-not-a-folder": ["not-found", "{path}: a part of the path is not a folder", "check the path"],
  "path-is-a-folder": ["invalid-input", "{path}: a folder, not a file", "give the path of a file"],
  "too-many-links": ["not-found", "{path}: too many symbolic links", "give the path of the file itself"],
  "name-too-long": ["invalid-input", "{path}: the name is too long for this disk", "choose a shorter name"],
  "no-permission": ["no-permission", "{path}: no permission", "check the owner and the permissions"],
  "disk-read-only": ["no-permission", "{path}: the disk is read-only", "choose a place where you can write"],
  "archive-not-writable": [
    "no-permission",
    "{path}: the archive cannot be written",
    "check the owner and the permissions of the archive's folder and data.db",
  ],
  "archive-not-readable": [
    "no-permission",
    "{path}: the archive cannot be opened",
    "check the owner and the permissions of the archive's folder and data.db",
  ],
  "system-rejected": [
    "no-permission",
    "{path}: the operating system refused access ({code}, {call})",
    "check the disk and the path",
  ],
  "disk-full": ["disk-full", "{path}: the disk is full", "free some space and try again: nothing was lost"],
  "output-disk-full": [
    "disk-full",
    "{path}: the disk is full",
    "free some space and run the command again: the output is incomplete",
  ],
  "disk-quota-used-up": [
    "disk-full",
    "{path}: the disk quota is used up",
    "free some space and try again: nothing was lost",
  ],
  "file-too-large": [
    "disk-full",
    "{path}: the file is larger than this disk allows",
    "choose a disk that supports large files",
  ],
  "disk-error": [
    "disk-error",
    "{path}: the disk reports an error ({why})",
    "check the disk and its connection, then try again: what was stored before is kept",
  ],
  "too-many-files": [
    "too-many-files",
    "{path}: too many open files",
    "close other programs, or raise the limit (ulimit -n), and try again",
  ],
  "sqlite-too-old": [
    "sqlite-too-old",
    "SQLite {version} is too old: versions before {oldest} can lose stored data",
    "run fonoteka with Node 24.21 or newer",
  ],
  "native-module-missing": [
    "native-module-missing",
    "the module {module} cannot be loaded: {why}",
    "install fonoteka again on this computer ({platform}): its package {module} is missing or damaged",
  ],
} as const satisfies Record<string, ErrorMessage>;
