import type { ErrorMessage } from "./error-codes.ts";

/** Backups, and archives restored from them. */
export const backupErrors = {
  "backup-inside-archive": [
    "invalid-input",
    "{path}: this folder is inside the archive",
    "choose a folder outside of the archive, preferably on another disk",
  ],
  "archive-inside-backup": [
    "invalid-input",
    "{path}: the archive is inside this folder",
    "choose a folder outside of the archive, preferably on another disk",
  ],
  "backup-inside-snapshot": [
    "invalid-input",
    "{path}: this folder is a finished snapshot, or inside one",
    "give the folder above the snapshot",
  ],
  "backup-folder-not-mounted": [
    "disk-error",
    "{path}: the earlier snapshots (the last was {snapshot}) are not there",
    "mount the disk; if the snapshots were deleted on purpose, use --start-anew",
  ],
  "backup-busy": [
    "archive-busy",
    "{path}: another program is writing to this backup folder",
    "wait until it has finished, or stop it, and try again",
  ],
  "backup-of-another-archive": [
    "invalid-input",
    "{path}: a snapshot of another archive",
    "use a folder of its own for each archive",
  ],
  "backup-disk-full": [
    "disk-full",
    "{path}: {needed} MB needed, {free} MB free",
    "free some space, or choose another disk; nothing was written",
  ],
  "restore-disk-full": [
    "disk-full",
    "{path}: {needed} MB needed, {free} MB free",
    "free some space, or choose another disk",
  ],
  "backup-manifest-damaged": [
    "archive-damaged",
    "{path}: this manifest cannot be read",
    "use another snapshot; its files can still be copied by hand",
  ],
  "backup-not-found": [
    "not-found",
    "{path}: no finished snapshot here",
    "give the folder that was given to fonoteka backup; for a recording from the trash: fonoteka trash restore",
  ],
  "snapshot-not-found": ["not-found", '{path}: no snapshot "{snapshot}"', "there are: {names}"],
  "snapshot-without-verify": [
    "invalid-input",
    '"{snapshot}": the name of a snapshot is for --verify only',
    "fonoteka backup FOLDER makes a new snapshot; its name is chosen by the program",
  ],
  "restore-is-for-backups": [
    "invalid-input",
    "{recording}: restore takes a backup folder",
    "to get recording {recording} back from the trash: fonoteka trash restore {recording}",
  ],
  "restore-target-not-empty": [
    "invalid-input",
    "{path}: the folder is not empty",
    "restore into a new folder with --to FOLDER; or use --replace: the old files are kept beside it",
  ],
  "restore-database-damaged": [
    "archive-damaged",
    "{path}: damaged in this snapshot",
    "choose another snapshot with --snapshot; fonoteka backup --verify FOLDER shows which are whole",
  ],
} as const satisfies Record<string, ErrorMessage>;
