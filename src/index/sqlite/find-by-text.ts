import type { Database } from "../../storage/database.ts";
import type { ResolvedFilter } from "../../storage/search-filter.ts";
import type { TextQuery } from "../candidate-engine.ts";
import { allowedPassages, narrowing } from "./allowed-passages.ts";
import { countIndexedPassages, documentFrequency, stateOf } from "./document-frequency.ts";
import {
  cleanStem,
  everyWordExpression,
  matchExpression,
  phrasesExpression,
  type Spelling,
  unique,
} from "./match-expression.ts";

type TextRequest = { query: TextQuery; limit: number; filter?: ResolvedFilter | undefined };

/** A passage that has the words; `score` is bm25 with its sign turned: higher is better, above 0. */
export type TextCandidate = { passageId: number; score: number };

/** FTS5's k1 + 1: a word adds less than this times its idf to a score, however often it is said. */
const maxOfIdf = 2.2;
/** A word said once adds about this times its idf to the score of a passage of average length. */
const onceOfIdf = 0.9;
/** bm25() takes .5 µs a passage and a second query .1 ms: up to this many passages are all scored. */
const fewPassages = 1000;

/**
 * Passages by their words: best first by bm25, at most `limit`, ties by passage id. An empty query finds nothing.
 *
 * The time goes into bm25() for every passage with any of the words. So passages with only common words are not scored if
 * that cannot change the result (MaxScore: Turtle and Flood, doi:10.1016/0306-4573(95)00020-H): the last passage of the
 * list made with the rarest words alone must score more than all other words together could add.
 *
 *     пчёлы (600 passages, idf 5.1), зимуют (90, 7.0), мёд (25 862 of 100 000, 1.05), limit 100
 *     100th score among passages with пчёлы or зимуют: 5.3 > 2.2 · 1.05 = 2.3, so 25 000 passages are never looked at
 */
export function findByText(db: Database, request: TextRequest): TextCandidate[] {
  const query = rarestFirst(db, request.query);
  if (request.limit <= 0 || matchExpression(query) === undefined) return [];
  const found = findBest(db, { ...request, query });
  const isAll = found.length < request.limit && query.excluded.length === 0 && !narrowing(request.filter);
  lastListOf.set(db, { state: stateOf(db), key: keyOf(query), scores: scoresOf(found), isAll });
  return found;
}

function findBest(db: Database, request: TextRequest): TextCandidate[] {
  for (const count of rareCounts(db, request.query, request.limit)) {
    const found = findByRareTerms(db, request, count);
    if (found) return found;
  }
  return select(db, { ...request, match: matchExpression(request.query)! });
}

/** The list found last: the same search then needs the scores of its passages, and of those found by meaning. */
type LastList = {
  state: string;
  /** The query without its exclusions, which change no score. */
  key: string;
  scores: ReadonlyMap<number, number>;
  /** No other passage has a word of the query. */
  isAll: boolean;
};
const lastListOf = new WeakMap<Database, LastList>();

/** bm25 of the query for exactly these passages; those without a match are absent. */
export function scoreText(
  db: Database,
  query: TextQuery,
  passageIds: readonly number[],
): Map<number, number> {
  if (passageIds.length === 0) return new Map();
  const ordered = rarestFirst(db, query);
  const last = lastListOf.get(db);
  const isKnown = last?.key === keyOf(ordered) && last.state === stateOf(db) && ordered.excluded.length === 0;
  const known = isKnown ? last.scores : new Map<number, number>();
  const unknown = isKnown && last.isAll ? [] : passageIds.filter((id) => !known.has(id));
  const scores = new Map(passageIds.flatMap((id) => (known.has(id) ? [[id, known.get(id)!]] : [])));
  for (const { passageId, score } of scoreThese(db, ordered, unknown)) scores.set(passageId, score);
  return scores;
}

function scoreThese(db: Database, query: TextQuery, passageIds: readonly number[]): TextCandidate[] {
  const match = matchExpression(query);
  if (match === undefined || passageIds.length === 0) return [];
  const phrases = phrasesExpression(query);
  return db.all<TextCandidate>(
    `select rowid as passageId, -bm25(passages_stems) as score from passages_stems
     where passages_stems match :match and +rowid in (select value from json_each(:ids))
       ${phrases ? havingPhrases : ""}`,
    { match, ids: JSON.stringify(passageIds), ...(phrases && { phrases }) },
  );
}

function keyOf({ terms, phrases }: TextQuery): string {
  return JSON.stringify([terms, phrases]);
}

function scoresOf(found: readonly TextCandidate[]): Map<number, number> {
  return new Map(found.map(({ passageId, score }) => [passageId, score]));
}

/** Which of these passages have every word, each in at least one of its spellings. */
export function findWithAll(
  db: Database,
  words: readonly (readonly Spelling[])[],
  passageIds: readonly number[],
): Set<number> {
  const match = everyWordExpression(words);
  if (match === undefined || passageIds.length === 0) return new Set();
  const rows = db.all<{ id: number }>(
    `select rowid as id from passages_stems
     where passages_stems match :match and +rowid in (select value from json_each(:ids))`,
    { match, ids: JSON.stringify(passageIds) },
  );
  return new Set(rows.map((row) => row.id));
}

const havingPhrases = "and +rowid in (select rowid from passages_stems where passages_stems match :phrases)";

function select(
  db: Database,
  { match, query, limit, filter }: TextRequest & { match: string },
): TextCandidate[] {
  const bound = narrowing(filter);
  const phrases = phrasesExpression(query);
  return db
    .all<TextCandidate>(
      `select rowid as passageId, -bm25(passages_stems) as score from passages_stems
       where passages_stems match :match ${phrases ? havingPhrases : ""}
         ${bound ? `and +rowid in ${allowedPassages}` : ""}
       order by score desc, passageId limit :limit`,
      { match, limit, ...(phrases && { phrases }), ...bound },
    )
    .map(({ passageId, score }) => ({ passageId, score }));
}

/**
 * The same query with its terms in a fixed order: bm25() adds up in the order of the expression, and a sum of floats depends
 * on the order.
 */
function rarestFirst(db: Database, query: TextQuery): TextQuery {
  const counts = documentFrequency(db, unique(query.terms.map(cleanStem)));
  // A term that no passage has adds nothing.
  const terms = [...counts].filter(([, count]) => count > 0);
  terms.sort(([a, ofA], [b, ofB]) => ofA - ofB || (a < b ? -1 : 1));
  return { ...query, terms: terms.map(([term]) => term) };
}

/** How many of the rarest terms may be enough: at most two numbers to try, none if all passages may as well be scored. */
function rareCounts(db: Database, { terms, phrases }: TextQuery, limit: number): number[] {
  const counts = documentFrequency(db, terms);
  const passages = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (phrases.length > 0 || passages < fewPassages) return [];
  const idf = terms.map((term) => inverseFrequency(db, counts.get(term)!));
  const promising: number[] = [];
  let reached = 0;
  let left = idf.reduce((sum, value) => sum + value, 0) * maxOfIdf;
  for (const [at, term] of terms.slice(0, -1).entries()) {
    reached += counts.get(term)!;
    left -= idf[at]! * maxOfIdf;
    if (reached >= limit && left < idf[at]! * onceOfIdf) promising.push(at + 1);
  }
  return promising.slice(0, 2);
}

/** Undefined where passages without any of the first `count` terms might belong to the list. */
function findByRareTerms(
  db: Database,
  { query, limit, filter }: TextRequest,
  count: number,
): TextCandidate[] | undefined {
  const rare = { ...query, terms: query.terms.slice(0, count) };
  const common = { ...query, terms: query.terms.slice(count) };
  const counts = documentFrequency(db, common.terms);
  const maxByCommon = common.terms.reduce(
    (sum, term) => sum + maxOfIdf * inverseFrequency(db, counts.get(term)!),
    0,
  );
  // A passage's score is exact in the last list it is in: the first for one without a common word, the second for one with
  // any. Every passage of the result is among the first of one of the two.
  const byRare = select(db, { match: matchExpression(rare)!, query: rare, limit, filter });
  if (byRare.length < limit) return undefined;
  const both = `${matchExpression({ ...rare, excluded: [] })} AND ${matchExpression(common)}`;
  const byBoth = select(db, { match: both, query: rare, limit, filter });
  const scores = new Map([...byRare, ...byBoth].map(({ passageId, score }) => [passageId, score]));
  const found = [...scores]
    .map(([passageId, score]) => ({ passageId, score }))
    .sort((a, b) => b.score - a.score || a.passageId - b.passageId)
    .slice(0, limit);
  return found.length === limit && found.at(-1)!.score >= maxByCommon ? found : undefined;
}

/** FTS5's own (https://sqlite.org/fts5.html#the_bm25_function). */
function inverseFrequency(db: Database, count: number): number {
  return Math.max(Math.log((countIndexedPassages(db) - count + 0.5) / (count + 0.5)), 1e-6);
}
