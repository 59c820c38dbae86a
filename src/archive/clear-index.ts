import { recreateTextTables, refillVectorTable, removeAllVectors } from "../index/sqlite/index-tables.ts";
import { type Database, transaction } from "../storage/database.ts";
import { resetAttempts } from "../storage/jobs.ts";

/** Makes every transcription count as not indexed, with new and empty text tables; vectors stay unless `vectors` is said. */
export function clearIndex(db: Database, vectors: boolean): void {
  transaction(db, () => {
    resetAttempts(db, "index");
    resetAttempts(db, "embed");
    recreateTextTables(db);
    if (vectors) removeAllVectors(db);
    else refillVectorTable(db);
  });
}
