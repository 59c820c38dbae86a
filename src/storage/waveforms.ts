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
