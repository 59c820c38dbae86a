import type { Database } from "../../storage/database.ts";

/** A table, index, view or trigger of data.db. */
type SchemaEntry = { type: string; name: string; owner: string; sql: string | null };

/** What is stored in the schema: names and statements. */
function readSchema(db: Database): Map<string, SchemaEntry> {
  const entries = db.all<SchemaEntry>(
    "select type, name, tbl_name as owner, sql from main.sqlite_schema order by name",
  );
  return new Map(entries.map((entry) => [`${entry.type} ${entry.name}`, entry]));
}

/**
 * Tables, indexes and triggers that are missing or have another statement than in `model`, a database with the same migrations.
 * Others are ignored: a person may add a view or an index.
 */
export function listChangedSchema(db: Database, model: Database): string[] {
  const found = readSchema(db);
  return [...readSchema(model).entries()]
    .filter(([key, { owner, sql }]) => {
      const own = found.get(key);
      return own?.owner !== owner || withoutFreeParts(own.sql) !== withoutFreeParts(sql);
    })
    .map(([, { name }]) => name);
}

/**
 * The length of a vector depends on the embedding; a table that was built beside and renamed has its name in quotes; comments
 * may have changed since an archive was made.
 */
function withoutFreeParts(sql: string | null | undefined): string | null | undefined {
  return sql
    ?.replaceAll(/--[^\n]*/g, "")
    .replace(/float\[\d+\]/, "float[]")
    .replaceAll(/(["'])(\w+)\1/g, "$2");
}
