/** Notes of a backup, of its check, and of an archive restored from it. */
export const backupNotes = {
  "backup-without-links": [
    "this disk has no hard links: unchanged files were copied, and each snapshot needs the whole space",
  ],
  "backup-copy-damaged": ["{path} is damaged in snapshot {snapshot}: it was not used again"],
  "backup-source-damaged": [
    "recordings/{filename} is damaged in the archive; the good copy of snapshot {snapshot} was kept",
    "fonoteka verify --repair puts the copy back",
  ],
  "backup-source-damaged-no-copy": [
    "recordings/{filename} is damaged in the archive, and no snapshot has a good copy: it was backed up as it is",
    "import its source file again, if you have it: fonoteka import FILE",
  ],
  "backup-source-missing": [
    "recordings/{filename} is missing in the archive; the copy of snapshot {snapshot} was kept",
    "fonoteka verify --repair puts the copy back",
  ],
  "backup-source-missing-no-copy": [
    "recordings/{filename} is missing in the archive, and no snapshot has a copy",
    "import its source file again, if you have it: fonoteka import FILE",
  ],
  "backup-source-unreadable": [
    "recordings/{filename} cannot be read ({error}); the copy of snapshot {snapshot} was kept",
    "check the disk of the archive",
  ],
  "backup-source-unreadable-no-copy": [
    "recordings/{filename} cannot be read ({error}), and no snapshot has a copy",
    "check the disk of the archive",
  ],
  "backup-recording-deleted": ["recordings/{filename} was deleted for good while the backup was running"],
  "backup-orphan": [
    "recordings/{filename} belongs to no recording; it was backed up, too",
    "fonoteka status tells more",
  ],
  "backup-incoming": [
    "incoming/ was left out: uploads and live recordings are backed up once they are imported",
  ],
  "backup-file-missing": ["snapshot {snapshot}: {path} is missing"],
  "backup-file-damaged": ["snapshot {snapshot}: {path} is damaged"],
  "backup-file-unknown": ["snapshot {snapshot}: {path} is not in its manifest"],
  "backup-file-stored-damaged": [
    "snapshot {snapshot}: {path} was damaged in the archive already when it was backed up",
  ],
  "backup-database-damaged": ["snapshot {snapshot}: data.db is damaged: {why}"],
  "backup-recording-without-file": ["snapshot {snapshot}: the file of recording {filename} is missing"],
  "backup-snapshot-unfinished": [
    "{snapshot}: this snapshot was cut off",
    "the next fonoteka backup goes on with it",
  ],
  "backup-snapshot-unreadable": [
    "{snapshot}: the manifest of this snapshot is missing or damaged",
    "do not count on it; its files can still be copied by hand",
  ],
  "restore-copy-from": ["{path} is damaged in snapshot {snapshot}: it was taken from snapshot {other}"],
  "restore-file-lost": ["{path} is damaged or missing in every snapshot: it was left out"],
} as const satisfies Record<string, readonly [text: string, hint?: string]>;
