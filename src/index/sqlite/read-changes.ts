import type { Database } from "../../storage/database.ts";

/** Numbers of the oldest and the newest entry in the log of changes; both 0 if nothing ever changed. */
type ChangeRange = { first: number; last: number };

/** Names an entry of the log. The number alone does not: after a backup is restored the numbers are given again. */
type LogEntry = {
  /** 0 before the first entry. */
  seq: number;
  /** Random, 0…2^53 − 1; 0 before the first entry. */
  token: number;
};

/** Passages that changed, each once, and the last entry read. */
type PassageChanges = { passageIds: number[]; last: LogEntry };

export function changeRange(db: Database): ChangeRange {
  return db.get<ChangeRange>(
    `select coalesce((select min(seq) from passage_changes), 0) as first,
       coalesce((select max(seq) from passage_changes), 0) as last`,
  )!;
}

/**
 * True if the log still has every change after entry `seq` of this very data.db, read by this connection before. If not, all
 * passages must be read again.
 */
export function reachesBack({ first, last }: ChangeRange, seq: number): boolean {
  return seq === last || (seq < last && seq + 1 >= first);
}

/** The newest entry. */
export function lastEntry(db: Database): LogEntry {
  const found = db.get<LogEntry>("select seq, token from passage_changes order by seq desc limit 1");
  return { seq: found?.seq ?? 0, token: found?.token ?? 0 };
}

/**
 * True if the log has this entry, and so every change after it. If not, all passages must be read again: the log keeps the
 * newest 50 000 entries, and a backup that was restored has other ones from there on.
 */
export function isInLog(db: Database, { seq, token }: LogEntry): boolean {
  if (seq === 0 && token === 0) return changeRange(db).first <= 1;
  return db.get("select 1 from passage_changes where seq = ? and token = ?", seq, token) !== undefined;
}

/** The changes in the next `limit` entries after entry `seq`, of every kind or without those of text alone. */
export function readChanges(
  db: Database,
  { after, limit, withText }: { after: number; limit: number; withText: boolean },
): PassageChanges | undefined {
  // `token` is that of the row with the greatest `seq` (https://sqlite.org/lang_select.html#bareagg).
  const { ids, seq, token } = db.get<{ ids: string; seq: number | null; token: number }>(
    `select json_group_array(distinct passage_id) filter (where :withText or kind <> 'text') as ids, max(seq) as seq, token
     from (select seq, passage_id, kind, token from passage_changes where seq > :after order by seq limit :limit)`,
    { after, limit, withText: withText ? 1 : 0 },
  )!;
  return seq === null ? undefined : { passageIds: JSON.parse(ids) as number[], last: { seq, token } };
}

/** The archive's id, made with data.db. A copy of the folder has the same id. */
export function archiveId(db: Database): string {
  return db.get<{ id: string }>("select id from archive_identity")!.id;
}
