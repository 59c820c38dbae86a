import { type Database, transaction } from "./database.ts";

/** The greatest ids that were ever given. */
export type GivenIds = { recordings: number; transcriptions: number };

/** The greatest ids that data.db has given, also to rows that are gone. */
export function readGivenIds(db: Database): GivenIds {
  const rows = db.all<{ name: string; seq: number }>("select name, seq from sqlite_sequence");
  const given = new Map(rows.map(({ name, seq }) => [name, seq]));
  return {
    recordings: given.get("recordings") ?? 0,
    transcriptions: given.get("transcriptions") ?? 0,
  };
}

/** The greatest ids that rows have. */
export function readGreatestIds(db: Database): GivenIds {
  const greatest = (table: keyof GivenIds) =>
    db.get<{ id: number | null }>(`select max(id) as id from ${table}`)!.id ?? 0;
  return { recordings: greatest("recordings"), transcriptions: greatest("transcriptions") };
}

/** From now on only greater ids are given: links to what was removed must never lead to something else. */
export function reserveIds(db: Database, ids: GivenIds): void {
  transaction(db, () => {
    const given = readGivenIds(db);
    for (const table of ["recordings", "transcriptions"] as const) {
      const last = Math.max(ids[table], given[table]);
      // The table has no unique key: an update alone would find no row in a new archive.
      db.run("delete from sqlite_sequence where name = ?", table);
      db.run("insert into sqlite_sequence (name, seq) values (?, ?)", table, last);
    }
  });
}
