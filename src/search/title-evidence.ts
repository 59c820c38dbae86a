import type { Recording, RecordingMatch, SearchFilter } from "../domain.ts";
import { findRecordingsByText } from "../index/sqlite/recording-texts.ts";
import { analyseText } from "../language/analyse-text.ts";
import type { Database } from "../storage/database.ts";
import { findRecordings } from "../storage/recordings.ts";
import type { ExpandedQuery, ExpandedWord } from "./expand-query.ts";
import { findPhrase } from "./find-phrase.ts";
import { holdsPhrase } from "./match-phrases.ts";
import type { WordWeights } from "./measure-coverage.ts";
import { searchTuning } from "./search-tuning.ts";
import { spellingsOf, withoutGuesses, wordsQuery } from "./text-evidence.ts";

/** Which part of a question is in a recording's title, tags and notes. */
export type TitleEvidence = {
  recording: Recording;
  /** Indexes of the question's words found there, without those found by a guess only (`withoutGuesses`). */
  found: ReadonlySet<number>;
  /** Their share of the question, weighted by idf: 0…1. */
  coverage: number;
  /** The same without guesses. */
  confidentCoverage: number;
};

/**
 * Recordings that a person described with words of the question, by id. A phrase must occur word for word in the title, one
 * tag or the notes; a recording with an excluded word in them does not count.
 */
export function gatherTitles(
  db: Database,
  query: ExpandedQuery,
  { idfWeights, filter }: { idfWeights: WordWeights; filter: SearchFilter | undefined },
): Map<number, TitleEvidence> {
  const { words, phrases, excludedPhrases } = query;
  const found = findRecordingsByText(db, {
    query: { ...wordsQuery(query), phrases: phrases.map((phrase) => phrase.stems) },
    limit: searchTuning.candidates.titles,
    filter,
  });
  const recordings = findRecordings(
    db,
    found.map((candidate) => candidate.recordingId),
  );
  const evidence = new Map<number, TitleEvidence>();
  for (const recording of recordings.values()) {
    const fields = fieldsOf(recording).map((field) => field.text);
    if (!phrases.every((phrase) => fields.some((text) => holdsPhrase(text, phrase)))) continue;
    if (excludedPhrases.some((phrase) => fields.some((text) => holdsPhrase(text, phrase)))) continue;
    const ofFields = fields.map(stemsOf);
    const stems = new Set(ofFields.flat());
    // Of a term with spaces the stems stand side by side.
    const has = (term: string) =>
      term.includes(" ")
        ? ofFields.some((own) => findPhrase(own, term.split(" ")).length > 0)
        : stems.has(term);
    const isThere = (word: ExpandedWord) => spellingsOf(word).some((own) => own.length > 0 && own.every(has));
    const placesOf = (words: readonly ExpandedWord[]) =>
      words.flatMap((word, at) => (isThere(word) ? [at] : []));
    const coverageOf = (places: readonly number[]) =>
      places.reduce((sum, at) => sum + idfWeights.weights[at]!, 0) / idfWeights.total;
    const places = placesOf(words);
    if (places.length === 0) continue;
    const certain = placesOf(withoutGuesses(words));
    evidence.set(recording.id, {
      recording,
      found: new Set(certain),
      coverage: coverageOf(places),
      confidentCoverage: coverageOf(certain),
    });
  }
  return evidence;
}

/** The title, tags and sentences of the notes that have one of the stems, with the words to mark. */
export function matchRecording(recording: Recording, stems: ReadonlySet<string>): RecordingMatch[] {
  return partsOf(recording)
    .flatMap(({ field, text }) => {
      const { tokens, compounds, readings } = analyseText(text);
      const own = tokens.map((token) => token.stem);
      const sideBySide = [...stems]
        .filter((term) => term.includes(" "))
        .flatMap((term) =>
          findPhrase(own, term.split(" ")).map((at) => [at, at + term.split(" ").length - 1]),
        )
        .map(([first, last]) => ({ from: tokens[first!]!.from, to: tokens[last!]!.to }));
      const highlights = [...tokens, ...compounds, ...readings]
        .filter((token) => stems.has(token.stem))
        .map(({ from, to }) => ({ from, to }))
        .concat(sideBySide)
        .sort((a, b) => a.from - b.from || b.to - a.to)
        .filter((mark, at, marks) => marks.slice(0, at).every((before) => before.to <= mark.from));
      return highlights.length > 0 ? [{ field, text, highlights }] : [];
    })
    .slice(0, searchTuning.titles.maxMatches);
}

type Field = Pick<RecordingMatch, "field" | "text">;

function fieldsOf({ title, tags, notes }: Recording): Field[] {
  const ofTags = tags.map((tag): Field => ({ field: "tags", text: tag }));
  return [{ field: "title", text: title }, ...ofTags, { field: "notes", text: notes }];
}

/** The same, with the notes in sentences. */
function partsOf(recording: Recording): Field[] {
  return fieldsOf(recording).flatMap((field) =>
    field.field === "notes" ? sentencesOf(field.text).map((text) => ({ ...field, text })) : [field],
  );
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…])\s+|\n+/).filter((sentence) => sentence.trim() !== "");
}

function stemsOf(text: string): string[] {
  const { tokens, compounds, readings } = analyseText(text);
  return [...tokens, ...compounds, ...readings].map((token) => token.stem);
}
