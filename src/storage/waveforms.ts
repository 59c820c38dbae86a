import type { Database } from "./database.ts";
import { rowChecksum } from "./row-checksum.ts";

/** The waveform of a recording. */
export type Waveform = {
  peaksPerSecond: number;
  /** Minimum and maximum of each stretch in turn, -127…127; `peaksPerSecond` pairs for each second. */
  peaks: Int8Array;
};

/** The stored waveform of a recording; undefined before it was made. */
export function findWaveform(db: Database, recordingId: number): Waveform | undefined {
  const row = db.get<{ peaks_per_second: number; peaks: Uint8Array }>(
    "select peaks_per_second, peaks from waveforms where recording_id = ?",
    recordingId,
  );
  if (!row) return undefined;
  const { buffer, byteOffset, byteLength } = row.peaks;
  return { peaksPerSecond: row.peaks_per_second, peaks: new Int8Array(buffer, byteOffset, byteLength) };
}

/** Stores a recording's waveform in place of what was there. */
export function putWaveform(db: Database, recordingId: number, { peaksPerSecond, peaks }: Waveform): void {
  db.run(
    `insert into waveforms (recording_id, peaks_per_second, peaks, checksum) values (?, ?, ?, ?)
     on conflict do update set peaks_per_second = excluded.peaks_per_second, peaks = excluded.peaks,
       checksum = excluded.checksum`,
    recordingId,
    peaksPerSecond,
    peaks,
    rowChecksum(peaksPerSecond, new Uint8Array(peaks.buffer, peaks.byteOffset, peaks.byteLength)),
  );
}

/** Ids of recordings whose waveform is not what was stored; those of earlier versions have no checksum and are not listed. */
export function listDamagedWaveforms(db: Database): number[] {
  const damaged: number[] = [];
  for (const [id, peaksPerSecond, peaks, checksum] of db.iterate<[number, number, Uint8Array, number]>(
    "select recording_id, peaks_per_second, peaks, checksum from waveforms where checksum is not null",
  ))
    if (rowChecksum(peaksPerSecond, peaks) !== checksum) damaged.push(id);
  return damaged;
}

/** Removes waveforms; each is made again when it is next shown. */
export function removeWaveforms(db: Database, recordingIds: readonly number[]): void {
  for (const id of recordingIds) db.run("delete from waveforms where recording_id = ?", id);
}
