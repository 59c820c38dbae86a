import type { Database } from "./database.ts";

/** Ids of recordings whose columns contradict each other: the instant of the date, or tags that are no list of texts. */
export function listContradictoryRecordings(db: Database): number[] {
  const ids: number[] = [];
  for (const [id, createdAt, createdMs, tags] of db.iterate<[number, string, number, string]>(
    "select id, created_at, created_ms, tags from recordings order by id",
  ))
    if (Date.parse(createdAt) !== createdMs || !isListOfTexts(tags)) ids.push(id);
  return ids;
}

function isListOfTexts(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) && value.every((entry) => typeof entry === "string");
  } catch {
    return false;
  }
}

/** Tables whose next number is not above the highest that was given: a new row would get the number of another one. */
export function listTablesWithReusedNumbers(db: Database): string[] {
  return db
    .all<{ name: string }>(
      `select m.name from (
         select 'recordings' as name, (select max(id) from recordings) as highest
         union all select 'transcriptions', (select max(id) from transcriptions)) m
       where m.highest > coalesce((select max(seq) from sqlite_sequence s where s.name = m.name), 0)`,
    )
    .map(({ name }) => name);
}
