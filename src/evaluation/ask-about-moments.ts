import type { Hit, Language } from "../domain.ts";
import { documentFrequency } from "../index/sqlite/document-frequency.ts";
import { listWordsOfLength } from "../index/sqlite/vocabulary.ts";
import type { Database } from "../storage/database.ts";
import type { KnownQuestion } from "./ask-questions.ts";
import { contentTokens, type Moment } from "./sample-moments.ts";
import { type QuestionKind, varyQuestion } from "./vary-question.ts";
import { arrangeForms } from "./word-forms.ts";

export type MomentQuestion = KnownQuestion & {
  language: Language | null;
  kind: QuestionKind;
  moment: Moment;
};

/** Questions for sentences that were said, each in several ways; the hit that covers most of the sentence is the right one. */
export function askAboutMoments(db: Database, moments: readonly Moment[], seed: number): MomentQuestion[] {
  const words = listWordsOfLength(db, "", { minLetters: 4, maxLetters: 40 });
  const forms = arrangeForms(words.map(({ word }) => word));
  const stems = moments.flatMap(({ words }) =>
    contentTokens(words.map((word) => word.text).join(" ")).map((token) => token.stem),
  );
  const frequencies = documentFrequency(db, [...new Set(stems)]);
  const frequencyOf = (stem: string) => frequencies.get(stem) ?? 0;
  return moments.flatMap((moment, at) =>
    varyQuestion(moment, { forms, frequencyOf, seed: seed + at }).map(({ kind, text }) => ({
      text,
      kind,
      moment,
      language: moment.language,
      answers: 1,
      answerOf: (hit: Hit) => (holds(hit, moment) ? 0 : undefined),
    })),
  );
}

/** The hit covers most of the moment: half of it lies inside. */
function holds(hit: Hit, { recordingId, startMs, endMs }: Moment): boolean {
  const middleMs = (startMs + endMs) / 2;
  return hit.recording.id === recordingId && hit.startMs <= middleMs && middleMs <= hit.endMs;
}
