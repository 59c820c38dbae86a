import type { Language } from "../../domain.ts";
import { indexTerms } from "../../language/index-terms.ts";
import type { Database } from "../../storage/database.ts";
import type { EnginePassage } from "../candidate-engine.ts";
import { findActiveEmbedding } from "./index-tables.ts";
import { toVector } from "./vector-bytes.ts";

type Row = {
  id: number;
  recording_id: number;
  language: Language | null;
  created_ms: number;
  text: string | null;
  vector: Uint8Array | null;
};

const columns = `p.id, p.recording_id, p.language, r.created_ms,
  (select f.text from transcriptions_fts f where f.rowid = p.id) as text, v.vector`;
const facts = `cross join recordings r on r.id = p.recording_id
  left join passage_vectors v on v.passage_id = p.id and v.fingerprint_id = :fingerprintId`;

/** Passages as an engine takes them, with vectors of the active embedding; those that are gone are absent. */
export function readEnginePassages(db: Database, passageIds: readonly number[]): EnginePassage[] {
  const rows = db.all<Row>(
    `select ${columns} from json_each(:ids) wanted cross join passages p on p.id = wanted.value ${facts}`,
    { ids: JSON.stringify(passageIds), fingerprintId: activeId(db) },
  );
  return rows.map(toEnginePassage);
}

/** The next passages by id, after `afterId`; none at the end. */
export function readEnginePassagesAfter(db: Database, afterId: number, limit: number): EnginePassage[] {
  const rows = db.all<Row>(
    `select ${columns} from passages p ${facts} where p.id > :afterId order by p.id limit :limit`,
    { afterId, limit, fingerprintId: activeId(db) },
  );
  return rows.map(toEnginePassage);
}

function activeId(db: Database): number | null {
  return findActiveEmbedding(db)?.fingerprintId ?? null;
}

function toEnginePassage({ id, recording_id, language, created_ms, text, vector }: Row): EnginePassage {
  return {
    passageId: id,
    recordingId: recording_id,
    language,
    createdMs: created_ms,
    // passages_stems is contentless: the stems are made again from the text.
    stems: indexTerms(text ?? "").stems,
    ...(vector && { vector: toVector(vector) }),
  };
}
