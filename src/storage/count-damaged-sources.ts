import { damageNotes } from "../messages/damage-notes.ts";
import type { Database } from "./database.ts";

/** Number of recordings whose source was damaged or incomplete when it was imported. */
export function countDamagedSources(db: Database): number {
  return db.get<{ count: number }>(
    `select count(*) as count from recordings r where r.import_notes <> '[]' and exists (
       select 1 from json_each(r.import_notes) note
       where note.value ->> 'code' in (select value from json_each(?)))`,
    JSON.stringify(damageNotes),
  )!.count;
}
