/** What a set of questions is made of. */

export type TextLanguage = "ru" | "en";

/** One passage of a recording; its number is what an answer names. */
export type SetPassage = { number: number; text: string };

export type SetRecording = {
  language: TextLanguage;
  title?: string | undefined;
  tags?: string[] | undefined;
  passages: SetPassage[];
};

/** Recordings that make up one archive: sets with the same one share it. */
export type SetArchive = { recordings: SetRecording[] };

export type SetQuestion = {
  text: string;
  /** Numbers of the passages that are right; none when the archive has no answer. */
  right: readonly number[];
};

export type SearchSet = {
  name: string;
  archive: SetArchive;
  questions: SetQuestion[];
};

/** Every second question: for sets that look at the same texts from another side. */
export function halved(set: SearchSet): SearchSet {
  return { ...set, questions: set.questions.filter((_, at) => at % 2 === 0) };
}

/** An archive in which each text is a recording of one passage. */
export function archiveOfTexts(
  texts: readonly { number: number; language: TextLanguage; text: string }[],
): SetArchive {
  return {
    recordings: texts.map(({ number, language, text }) => ({ language, passages: [{ number, text }] })),
  };
}
