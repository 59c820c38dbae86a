import type { Database } from "../../storage/database.ts";

/** The ends of the log of changes: numbers of the oldest and the newest entry kept. 0 and 0 where nothing ever changed. */
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
 * True when the log still has every change after entry `seq`. False: read all passages again. The numbers only rise, so
 * one above the newest comes from another data.db, or from a later state of this one (a backup was put back).
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

/** The archive's own id, made with data.db. A copy of the folder has the same. */
export function archiveId(db: Database): string {
  return db.get<{ id: string }>("select id from archive_identity")!.id;
}
