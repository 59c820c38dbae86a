import type { Database } from "../../storage/database.ts";

/** Numbers of the oldest and the newest entry in the log of changes; both 0 if nothing ever changed. */
export type ChangeRange = { first: number; last: number };

/** Passages that changed, each once, and the number of the last entry read. */
export type PassageChanges = { passageIds: number[]; last: number };

export function changeRange(db: Database): ChangeRange {
  return db.get<ChangeRange>(
    `select coalesce((select min(seq) from passage_changes), 0) as first,
       coalesce((select max(seq) from passage_changes), 0) as last`,
  )!;
}

/**
 * True if the log still has every change after entry `seq`. If not, all passages must be read again. The numbers only rise: a
 * `seq` above the newest comes from another data.db, or from this one before a backup was restored.
 */
export function reachesBack({ first, last }: ChangeRange, seq: number): boolean {
  return seq === last || (seq < last && seq + 1 >= first);
}

/** The changes in the next `limit` entries after entry `seq`, of every kind or without those of text alone. */
export function readChanges(
  db: Database,
  { after, limit, withText }: { after: number; limit: number; withText: boolean },
): PassageChanges {
  const { ids, last } = db.get<{ ids: string; last: number | null }>(
    `select json_group_array(distinct passage_id) filter (where :withText or kind <> 'text') as ids, max(seq) as last
     from (select seq, passage_id, kind from passage_changes where seq > :after order by seq limit :limit)`,
    { after, limit, withText: withText ? 1 : 0 },
  )!;
  return { passageIds: JSON.parse(ids) as number[], last: last ?? after };
}

/** The archive's id, made with data.db. A copy of the folder has the same id. */
export function archiveId(db: Database): string {
  return db.get<{ id: string }>("select id from archive_identity")!.id;
}
