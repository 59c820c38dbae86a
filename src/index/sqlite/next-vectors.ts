/** Vectors that are made anew beside those in use: these answer until all of the new ones are there. */

import { type Database, transaction } from "../../storage/database.ts";
import { rowChecksum } from "../../storage/row-checksum.ts";
import { fingerprintId } from "./fingerprints.ts";
import { refillVectorTable } from "./index-tables.ts";
import { checkVector } from "./put-vectors.ts";
import { vectorBytes } from "./vector-bytes.ts";

/** The vector of a passage, and the codes of its sentences (embedding/sentence-codes.ts). */
export type PassageVectors = { vector: Float32Array; codes: Uint8Array };

type Embedding = {
  fingerprint: string;
  dimensions: number;
  /** Fingerprint of embedding and sentence rules. */
  sentences: string;
};

/** Removes new vectors of other embeddings, which nobody waits for any more; those of an interrupted run stay. */
export function keepNextVectorsOf(db: Database, fingerprint: string): void {
  db.run("delete from vectors_next where fingerprint_id <> ?", fingerprintId(db, fingerprint));
}

/** Stores new vectors of passages that are still there. */
export function putNextVectors(
  db: Database,
  made: ReadonlyMap<number, PassageVectors>,
  { fingerprint, dimensions, sentences }: Embedding,
): void {
  transaction(db, () => {
    const id = fingerprintId(db, fingerprint);
    const sentencesId = fingerprintId(db, sentences);
    for (const [passageId, { vector, codes }] of made) {
      checkVector(vector, dimensions);
      db.run(
        `insert or replace into vectors_next (passage_id, fingerprint_id, vector, checksum, codes, codes_checksum)
         select id, ?, ?, ?, ?, ? from passages where id = ?`,
        id,
        vectorBytes(vector),
        rowChecksum(id, vectorBytes(vector)),
        codes,
        rowChecksum(sentencesId, codes),
        passageId,
      );
    }
  });
}

/**
 * Puts the new vectors in the place of the old ones and makes their embedding the active one, in one transaction. Passages
 * without a new vector keep one of the same embedding; one of another embedding is never searched again.
 */
export function switchToNextVectors(db: Database, { fingerprint, dimensions, sentences }: Embedding): void {
  transaction(db, () => {
    const id = fingerprintId(db, fingerprint);
    // The old sentence codes go with the old vector, by a trigger.
    db.run(
      `insert into passage_vectors (passage_id, fingerprint_id, vector, checksum)
       select passage_id, fingerprint_id, vector, checksum from vectors_next where fingerprint_id = ?
       order by passage_id
       on conflict (passage_id) do update set fingerprint_id = excluded.fingerprint_id, vector = excluded.vector,
         checksum = excluded.checksum`,
      id,
    );
    db.run(
      `insert or replace into sentence_vectors (passage_id, fingerprint_id, codes, checksum)
       select passage_id, ?, codes, codes_checksum from vectors_next where fingerprint_id = ? order by passage_id`,
      fingerprintId(db, sentences),
      id,
    );
    db.run(
      "insert or replace into active_embedding (only, fingerprint_id, dimensions) values (1, ?, ?)",
      id,
      dimensions,
    );
    db.run("delete from vectors_next");
    refillVectorTable(db);
  });
}
