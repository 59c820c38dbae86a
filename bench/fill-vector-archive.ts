import { putVectors } from "../src/index/sqlite/put-vectors.ts";
import { type Database, transaction } from "../src/storage/database.ts";
import { figure, tell } from "./measure.ts";
import type { Stored } from "./vector-searches.ts";

export const passagesPerRecording = 50;

/** Recordings with passages that have a vector and nothing else: what the search for the nearest vectors reads. */
export function fillVectorArchive(db: Database, fingerprint: string, stored: Stored): void {
  for (let from = 0; from < stored.count; from += 5000) {
    transaction(db, () => {
      const vectors = new Map<number, Float32Array>();
      for (let at = from; at < Math.min(stored.count, from + 5000); at++) {
        if (at % passagesPerRecording === 0) addRecording(db, 1 + at / passagesPerRecording);
        db.run(
          `insert into passages (id, transcription_id, recording_id, position, start_ms, end_ms, first_word, word_count, language)
           values (?, ?, ?, ?, 0, 0, 0, 0, 'ru')`,
          at + 1,
          1 + Math.floor(at / passagesPerRecording),
          1 + Math.floor(at / passagesPerRecording),
          at % passagesPerRecording,
        );
        vectors.set(at + 1, stored.get(at).slice());
      }
      putVectors(db, vectors, fingerprint);
    });
    if (from % 100_000 === 0) tell(`${figure(from)} in the archive`);
  }
}

function addRecording(db: Database, id: number): void {
  db.run(
    `insert into recordings (id, filename, duration, sample_rate, created_at, created_ms, date_source, channels, byte_length,
       source_name, source_format, source_sample_rate, source_sha256, sound_sha256, imported_at)
     values (?, ?, 1, 48000, '2026-01-01T00:00:00Z', ?, 'given', 1, 1, 'a', 'wav', 48000, ?, ?, '2026-01-01T00:00:00Z')`,
    id,
    `${id}.opus`,
    id * 1000,
    `${id}`,
    `${id}`,
  );
  db.run(
    `insert into transcriptions (id, recording_id, text, engine, model, created_at, word_count)
     values (?, ?, '', 'bench', 'bench', '2026-01-01T00:00:00Z', 0)`,
    id,
    id,
  );
}
