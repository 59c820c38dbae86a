import { indexTerms } from "../../language/index-terms.ts";
import { type Database, transaction } from "../../storage/database.ts";
import { optimizeTextTables } from "./index-tables.ts";
import { matchExpression } from "./match-expression.ts";
import { removeWords } from "./vocabulary.ts";

/**
 * Erases what the index still holds of texts that were removed from the archive: forms of words that no passage has any
 * more, and entries that FTS5 marked as removed and keeps until a merge. vec0 overwrites what it removes
 * (test/archive/forget.test.ts). What is left are free pages: `eraseFreePages`.
 */
export function eraseFromIndex(db: Database, texts: readonly string[]): void {
  transaction(db, () => removeWords(db, unusedForms(db, texts)));
  optimizeTextTables(db);
}

/**
 * Forms of the texts' words that no passage has as it is written. `removeUnusedWords` keeps a form as long as another one
 * of its stem is there.
 */
function unusedForms(db: Database, texts: readonly string[]): string[] {
  const forms = new Set(texts.flatMap((text) => indexTerms(text).words.map(({ word }) => word)));
  return [...forms].filter((form) => {
    const match = matchExpression({ terms: [form], phrases: [], excluded: [] });
    return (
      !match || !db.get("select 1 from transcriptions_fts where transcriptions_fts match ? limit 1", match)
    );
  });
}
