import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { archiveFiles, recordingPath } from "../../src/storage/archive-files.ts";
import { openDatabase } from "../../src/storage/database.ts";
import { listRecordings } from "../../src/storage/recordings.ts";
import { checkSound } from "../../src/verification/check-sound.ts";

/** One changed byte of an Opus file: whether its hash shows it, and whether its pages do where no hash is stored. */
export type SoundChange = { filename: string; offset: number; byHash: boolean; byPages: boolean };

/** Changes bytes of the archive's Opus files, one at a time, checks the file as `verify` does, and undoes the change. */
export async function* changeSound(
  folder: string,
  { count, random }: { count: number; random: () => number },
): AsyncGenerator<SoundChange> {
  const files = archiveFiles(folder);
  using db = openDatabase(files.database, { readOnly: true });
  const recordings = listRecordings(db);
  for (let number = 0; number < count; number++) {
    const recording = recordings[Math.floor(random() * recordings.length)]!;
    const path = recordingPath(files, recording.filename);
    const offset = Math.floor(random() * statSync(path).size);
    const mask = 1 + Math.floor(random() * 255);
    changeByte(path, offset, mask);
    const known = await checkSound(files, recording, { deep: false });
    const unknown = await checkSound(files, { ...recording, opusSha256: null }, { deep: false });
    changeByte(path, offset, mask);
    yield { filename: recording.filename, offset, byHash: !known.isSound, byPages: !unknown.isSound };
  }
}

function changeByte(path: string, offset: number, mask: number): void {
  const file = openSync(path, "r+");
  try {
    const byte = Buffer.alloc(1);
    readSync(file, byte, 0, 1, offset);
    byte[0]! ^= mask;
    writeSync(file, byte, 0, 1, offset);
  } finally {
    closeSync(file);
  }
}
